import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/commandLine.ts';
import { BodyFiles, bodiesIn } from './bodyFiles.ts';

/** Room for three bodies of 300 bytes. */
const LIMIT_BYTES = 1000;

function written(folder: string, count: number): void {
  const files = new BodyFiles(folder, LIMIT_BYTES);
  for (let msg = 1; msg <= count; msg++) files.add(msg, new Uint8Array(300).fill(msg));
  files.close();
}
const found = (folder: string): (readonly [msg: number, byte: number | undefined])[] =>
  [...bodiesIn(folder)].map(([msg, body]) => [msg, body.length === 300 ? body[0] : undefined] as const).toSorted(([a], [b]) => a - b);
const from = (first: number, last: number): number[][] => Array.from({ length: last - first + 1 }, (_, at) => [first + at, first + at]);

describe('the files of bodies', () => {
  it.each([
    [1, 1],
    [3, 1],
    [6, 1],
    [7, 4],
    [10, 7],
    [11, 7],
  ])('of %i bodies keep those from the %i. on, and never grow beyond their limit', (count, first) => {
    const folder = temporaryFolder();
    written(folder, count);
    expect(found(folder)).toEqual(from(first, count));
    for (const name of ['bodies.0', 'bodies.1']) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(LIMIT_BYTES);
  });

  it('that are damaged have what is before the damage, and the other file is not concerned', () => {
    const folder = temporaryFolder();
    written(folder, 6);
    const path = join(folder, 'bodies.0');
    const whole = readFileSync(path);
    const damaged = Buffer.from(whole);
    damaged[400] = damaged[400]! ^ 1; // within the second body
    writeFileSync(path, damaged);
    expect(found(folder)).toEqual([...from(1, 1), ...from(4, 6)]);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(found(folder)).toEqual([...from(1, Math.floor(length / 312)), ...from(4, 6)]);
    }
  });

  it('leave out a body that no file has room for, and are none where nobody wrote', () => {
    const folder = temporaryFolder();
    const files = new BodyFiles(folder, LIMIT_BYTES);
    files.add(1, new Uint8Array(LIMIT_BYTES));
    files.add(2, new Uint8Array(300).fill(2));
    files.close();
    expect(found(folder)).toEqual([[2, 2]]);
    expect(found(temporaryFolder())).toEqual([]);
  });
});
