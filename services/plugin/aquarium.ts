/** What the aquarium plug-in draws: water, plants and fish, as a display list, from the time alone. */
import type { PaintOp, Segment } from '../../kernel/abi/paint.ts';
import { encodePaint } from '../../kernel/abi/paintEncode.ts';

export interface Fish {
  readonly color: number;
  readonly size: number;
  readonly speed: number;
  readonly depth: number;
  readonly phase: number;
}

export const FISH_MAX = 40;
const COLORS = [0xf2a03dff, 0xe8654fff, 0xf4d35eff, 0x8ecae6ff, 0xb388ebff, 0x7bd389ff];

/** As many fish as `fish=7` says. */
export function fishOf(source: string): readonly Fish[] {
  const wanted = Number(/(?:^|&)fish=(\d{1,3})/.exec(source)?.[1] ?? 5);
  return Array.from({ length: Math.min(FISH_MAX, wanted) }, (_, index) => ({
    color: COLORS[index % COLORS.length]!,
    size: 14 + ((index * 7) % 5) * 4,
    speed: (24 + ((index * 13) % 7) * 9) * (index % 2 === 0 ? 1 : -1),
    depth: 0.16 + (((index * 29) % 13) / 13) * 0.6,
    phase: index * 1.7,
  }));
}

export interface Tank {
  readonly width: number;
  readonly height: number;
  readonly fish: readonly Fish[];
  /** Where somebody tapped the glass last, and when; fish keep away from it for a while. */
  readonly tap: { readonly x: number; readonly y: number; readonly atMs: number } | undefined;
}

/** The picture at a moment. */
export function paintTank({ width, height, fish, tap }: Tank, nowMs: number): Uint8Array {
  const ops: PaintOp[] = [
    {
      op: 'gradient',
      x: 0,
      y: 0,
      width,
      height,
      radius: 10,
      angle: 180,
      stops: [
        { at: 0, color: 0x3aa6c4ff },
        { at: 1, color: 0x0d3b59ff },
      ],
    },
    { op: 'rect', x: 0, y: height - 22, width, height: 22, radius: 0, color: 0xd9c79aff },
  ];
  for (let plant = 0; plant < 6; plant += 1) ops.push(weed((plant + 0.6) * (width / 6), height, plant, nowMs));
  for (const one of fish) ops.push(...swimmer(one, width, height, tap, nowMs));
  for (let bubble = 0; bubble < 8; bubble += 1) ops.push(air(bubble, width, height, nowMs));
  const text = `An aquarium with ${fish.length} fish`;
  const roles = [{ role: 'embed' as const, level: 0, focused: false, x: 0, y: 0, width, height, text }];
  return encodePaint({ width, height, pageHeight: height, scrollY: 0, background: 0, ops, roles }).bytes;
}

function weed(x: number, height: number, plant: number, nowMs: number): PaintOp {
  const sway = Math.sin(nowMs / 900 + plant * 1.9) * 12;
  const top = height - 60 - (plant % 3) * 34;
  const segments: Segment[] = [
    ['M', x, height - 14],
    ['Q', x - sway, (top + height) / 2, x + sway, top],
  ];
  return { op: 'path', fill: 0, stroke: plant % 2 === 0 ? 0x2f8f5bff : 0x56a86aff, line: 6, segments };
}

function swimmer({ color, size, speed, depth, phase }: Fish, width: number, height: number, tap: Tank['tap'], nowMs: number): PaintOp[] {
  const span = width + 4 * size;
  const travelled = (nowMs / 1000) * speed + phase * 90;
  const x = (((travelled % span) + span) % span) - 2 * size;
  let y = depth * (height - 50) + 14 + Math.sin(nowMs / 700 + phase) * 6;
  const since = tap === undefined ? Infinity : nowMs - tap.atMs;
  if (tap !== undefined && since < 1500 && Math.abs(tap.x - x) < 120) y += (y < tap.y ? -1 : 1) * 26 * (1 - since / 1500);
  const way = speed > 0 ? 1 : -1;
  const at = (dx: number, dy: number): readonly [number, number] => [x + way * dx * size, y + dy * size];
  const tail = Math.sin(nowMs / 160 + phase) * 0.18;
  return [
    {
      op: 'path',
      fill: color,
      stroke: 0,
      line: 0,
      segments: [['M', ...at(-0.7, 0)], ['L', ...at(-1.5, -0.5 + tail)], ['L', ...at(-1.5, 0.5 + tail)], ['Z']],
    },
    {
      op: 'path',
      fill: color,
      stroke: 0,
      line: 0,
      segments: [
        ['M', ...at(-1, 0)],
        ['C', ...at(-0.5, -0.8), ...at(0.6, -0.7), ...at(1, 0)],
        ['C', ...at(0.6, 0.7), ...at(-0.5, 0.8), ...at(-1, 0)],
        ['Z'],
      ],
    },
    { op: 'rect', x: x + way * 0.55 * size - 2, y: y - 0.2 * size - 2, width: 4, height: 4, radius: 2, color: 0x10202aff },
  ];
}

function air(bubble: number, width: number, height: number, nowMs: number): PaintOp {
  const rise = (nowMs / 22 + bubble * 61) % (height + 20);
  const size = 4 + (bubble % 3) * 2;
  const x = (bubble + 0.5) * (width / 8) + Math.sin(nowMs / 500 + bubble) * 5;
  return { op: 'border', x, y: height - rise, width: size, height: size, radius: size / 2, line: 1, color: 0xffffff90 };
}
