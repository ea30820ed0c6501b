import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAINT_BYTES_MAX, PAINT_OPS_MAX, PAINT_ROLES_MAX, PAINT_TEXT_BYTES_MAX, type PaintList, type PaintOp, ROLES } from './paint.ts';
import { decodePaint, isPaintError } from './paintDecode.ts';
import { encodePaint } from './paintEncode.ts';

const number = fc.float({ min: -5000, max: 5000, noNaN: true });
const size = fc.float({ min: 0, max: 200, noNaN: true }).map((value) => value + 0);
const u32 = fc.nat({ max: 0xffffffff });
const box = { x: number, y: number, width: size, height: size };
const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => value.isWellFormed());
const segment = fc.oneof(
  fc.tuple(fc.constantFrom('M' as const, 'L' as const), number, number),
  fc.tuple(fc.constant('Q' as const), number, number, number, number),
  fc.tuple(fc.constant('C' as const), number, number, number, number, number, number),
  fc.tuple(fc.constant('Z' as const)),
);
const stop = fc.record({ at: fc.float({ min: 0, max: 1, noNaN: true }), color: u32 });
const op: fc.Arbitrary<PaintOp> = fc.oneof(
  fc.record({ op: fc.constant('rect' as const), ...box, radius: size, color: u32 }),
  fc.record({ op: fc.constant('border' as const), ...box, radius: size, line: size, color: u32 }),
  fc.record({ op: fc.constant('gradient' as const), ...box, radius: size, angle: number, stops: fc.array(stop, { maxLength: 8 }) }),
  fc.record({ op: fc.constant('shadow' as const), ...box, radius: size, blur: size, color: u32 }),
  fc.record({ op: fc.constant('text' as const), x: number, y: number, width: size, size, font: fc.nat(15), color: u32, text }),
  fc.record({ op: fc.constant('path' as const), fill: u32, stroke: u32, line: size, segments: fc.array(segment, { maxLength: 12 }) }),
  fc.record({ op: fc.constant('image' as const), ...box, radius: size, image: u32 }),
  fc.record({ op: fc.constant('embed' as const), ...box, embed: u32 }),
);
const list: fc.Arbitrary<PaintList> = fc.record({
  width: size,
  height: size,
  pageHeight: size,
  scrollY: size,
  background: u32,
  ops: fc.array(op, { maxLength: 30 }),
  roles: fc.array(fc.record({ role: fc.constantFrom(...ROLES), ...box, level: fc.nat(255), focused: fc.boolean(), text }), {
    maxLength: 10,
  }),
});
/** What was decoded encodes to what decodes to it. */
function isStable(found: PaintList): boolean {
  return isDeepStrictEqual(decodePaint(encodePaint(found).bytes), found);
}

const EMPTY: PaintList = { width: 100, height: 100, pageHeight: 100, scrollY: 0, background: 0, ops: [], roles: [] };

describe('a display list', () => {
  test('comes out of its bytes as it went in', () => {
    fc.assert(
      fc.property(list, (given) => {
        expect(decodePaint(encodePaint(given).bytes)).toEqual(given);
      }),
    );
  });

  test('cut anywhere, or with a byte behind it, is an error', () => {
    fc.assert(
      fc.property(list, fc.nat(), (given, where) => {
        const { bytes } = encodePaint(given);
        expect(isPaintError(decodePaint(bytes.subarray(0, where % bytes.length)))).toBe(true);
        expect(isPaintError(decodePaint(Uint8Array.of(...bytes, 0)))).toBe(true);
      }),
    );
  });

  test('with bytes changed at will is a list within the limits, or an error that says where', () => {
    fc.assert(
      fc.property(list, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }), (given, changes) => {
        const { bytes } = encodePaint(given);
        for (const [where, value] of changes) bytes[where % bytes.length] = value;
        const found = decodePaint(bytes);
        const isGood = isPaintError(found) ? found.error !== '' && found.at <= bytes.length : isStable(found);
        expect(isGood).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('any bytes behind a good header are decoded or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(40), fc.nat(10), (tail, ops, roles) => {
        const head = encodePaint(EMPTY).bytes.slice();
        head[24] = ops;
        head[28] = roles;
        const found = decodePaint(Uint8Array.of(...head, ...tail));
        expect(isPaintError(found) || found.ops.length === ops).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('that announces more operations than there may be costs nothing', () => {
    const bytes = encodePaint(EMPTY).bytes.slice();
    new DataView(bytes.buffer).setUint32(24, 0xffffffff, true);
    expect(decodePaint(bytes)).toMatchObject({ error: 'it has too many operations' });
  });

  test('that is too long is cut where it is encoded, its clips closed, and still decodes', () => {
    const clip: PaintOp = { op: 'clip', x: 0, y: 0, width: 1, height: 1, radius: 0 };
    const rect: PaintOp = { op: 'rect', x: 0, y: 0, width: 1, height: 1, radius: 0, color: 1 };
    const flood = encodePaint({ ...EMPTY, ops: [clip, clip, ...Array.from({ length: 40_000 }, () => rect)] });
    const role = { role: 'text' as const, level: 0, focused: false, x: 0, y: 0, width: 1, height: 1, text: 'x'.repeat(9000) };
    const roles = encodePaint({ ...EMPTY, roles: Array.from({ length: 3000 }, () => role) });
    expect(flood.bytes.length).toBeLessThanOrEqual(PAINT_BYTES_MAX);
    expect(flood.dropped).toBeGreaterThan(20_000);
    for (const { bytes } of [flood, roles]) {
      const found = decodePaint(bytes);
      if (isPaintError(found)) throw new Error(found.error);
      expect(found.ops.length).toBeLessThanOrEqual(PAINT_OPS_MAX);
      expect(found.roles.length).toBeLessThanOrEqual(PAINT_ROLES_MAX);
      expect(found.roles.every((entry) => entry.text.length <= PAINT_TEXT_BYTES_MAX)).toBe(true);
    }
  });

  test.each<[string, Uint8Array]>([
    ['ends a clip that never began', encodePaint({ ...EMPTY, ops: [{ op: 'unclip' }] }).bytes],
    [
      'leaves a clip open',
      withoutItsEnd(encodePaint({ ...EMPTY, ops: [{ op: 'clip', x: 0, y: 0, width: 1, height: 1, radius: 0 }] }).bytes),
    ],
  ])('that %s is refused', (_what, bytes) => {
    expect(decodePaint(bytes)).toMatchObject({ error: 'its clips are not balanced, or too deep' });
  });
});

/** A list without its last operation. */
function withoutItsEnd(bytes: Uint8Array): Uint8Array {
  const cut = bytes.slice(0, -1);
  cut[24]! -= 1;
  return cut;
}
