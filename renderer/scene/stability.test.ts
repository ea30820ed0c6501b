import { beforeAll, describe, expect, it } from 'vitest';
import type { Recorder } from '../../kernel/trace/recorder.ts';
import { Log } from '../../kernel/trace/log.ts';
import { contains, overlaps } from './geometry.ts';
import type { Rect } from './geometry.ts';
import type { Scene } from './items.ts';
import { Layout } from './layout.ts';
import { browserRun } from './testing/browserRun.ts';
import { randomRun } from './testing/randomRun.ts';
import { Drawer, Recording } from './testing/recording.ts';

const text = ({ x, y, w, h }: Rect): string => `${x},${y},${w},${h}`;
const boxesOf = (scene: Scene): Set<string> => new Set([...scene.tasks, ...scene.ports].map(({ rect }) => text(rect)));

async function recordings(): Promise<Recording[]> {
  const recorders: Recorder[] = [(await browserRun()).recorder];
  for (let seed = 1; seed <= 12; seed++) recorders.push(await randomRun(seed, 120));
  return recorders.map((recorder) => new Recording(recorder));
}

/** Thousands of pictures, on whatever machine. */
const PATIENCE = { timeout: 120_000 };

describe('the places of boxes', PATIENCE, () => {
  let runs: Recording[];
  beforeAll(async () => {
    runs = await recordings();
  });

  it('differ between neighbouring events only by additions', () => {
    for (const run of runs) {
      const drawer = new Drawer();
      let before = new Set<string>();
      for (let seq = 0; seq < run.log.end; seq++) {
        const now = boxesOf(drawer.draw(run.seek(seq)));
        for (const box of before) expect(now.has(box), `event ${seq} takes the box ${box} away`).toBe(true);
        before = now;
      }
      expect(before.size).toBeGreaterThan(8);
    }
  });

  it('are the same at an event, however the cursor came there', () => {
    for (const run of runs) {
      const drawer = new Drawer();
      const seen = new Map<number, string>();
      const look = (seq: number): string => {
        const { tasks, ports, chips } = drawer.draw(run.seek(seq));
        return [...tasks, ...ports, ...chips].map(({ key, rect }) => `${key} ${text(rect)}`).join('\n');
      };
      for (let seq = 0; seq < run.log.end; seq += 17) seen.set(seq, look(seq));
      for (const [seq, places] of [...seen].toReversed()) expect(look(seq)).toBe(places);
      for (const seq of [0, 170, 34, 17]) expect(look(seq)).toBe(seen.get(seq));
    }
  });

  it('do not depend on what comes later', () => {
    for (const run of runs) {
      const whole = new Layout();
      whole.feed(run.log);
      const half = new Log();
      for (const chunk of run.log.chunks()) {
        const count = Math.min(chunk.count, Math.max(0, Math.floor(run.log.end / 2) - chunk.firstSeq));
        half.append({ ...chunk, count });
      }
      const early = new Layout();
      early.feed(half);
      for (const slot of early.taskSlots) expect(text(whole.taskSlots[slot.index]!.rect)).toBe(text(slot.rect));
      for (const slot of early.band.slots) expect(text(whole.band.slots[slot.index]!.rect)).toBe(text(slot.rect));
    }
  });

  it('never overlap, and chips lie within their task', () => {
    for (const run of runs) {
      const drawer = new Drawer();
      for (let seq = 40; seq < run.log.end; seq += 31) {
        const scene = drawer.draw(run.seek(seq));
        const boxes = [...scene.tasks, ...scene.ports];
        for (const [i, a] of boxes.entries())
          for (const b of boxes.slice(i + 1)) expect(overlaps(a.rect, b.rect), `${a.key} ${b.key}`).toBe(false);
        for (const chip of scene.chips) {
          const box = scene.tasks.find(({ id }) => id === chip.task)!;
          expect(contains(box.rect, chip.rect) && contains(box.rect, { x: chip.rect.x + chip.rect.w, y: chip.rect.y + chip.rect.h })).toBe(
            true,
          );
        }
        const places = scene.chips.map(({ rect }) => text(rect));
        expect(new Set(places).size).toBe(places.length);
      }
    }
  });
});

describe('lines', PATIENCE, () => {
  it('keep their way as long as they stand, pass no box, and end at their port', async () => {
    const wrong: string[] = [];
    for (const run of (await recordings()).slice(0, 6)) {
      const drawer = new Drawer();
      let before = new Map<string, string>();
      for (let seq = 0; seq < run.log.end; seq += 5) {
        const scene = drawer.draw(run.seek(seq));
        const now = new Map<string, string>();
        for (const line of scene.lines) {
          const way = JSON.stringify(line.route.path);
          now.set(line.route.wanted.key, way);
          const known = before.get(line.route.wanted.key);
          if (known !== undefined && known !== way) wrong.push(`${line.key} moves at ${seq}`);
          const goal = scene.ports.find(({ key }) => key === line.to);
          if (goal !== undefined && !contains(goal.rect, line.path.at(-1)!)) wrong.push(`${line.key} misses its port at ${seq}`);
          for (const box of [...scene.tasks, ...scene.ports]) {
            const end = box.key === line.to || box.key === line.from;
            if (!end && crosses(line.path, box.rect)) wrong.push(`${line.key} runs through ${box.key} at ${seq}`);
          }
        }
        before = now;
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Whether a piece of the path runs through the inside of the rectangle. */
function crosses(path: readonly { x: number; y: number }[], rect: Rect): boolean {
  return path.slice(1).some((b, i) => {
    const a = path[i]!;
    const piece = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) };
    return overlaps(piece, { x: rect.x + 1, y: rect.y + 1, w: rect.w - 2, h: rect.h - 2 });
  });
}
