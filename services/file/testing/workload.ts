/** A workload that can be told again: operation number n of a seed is always the same, so whoever knows n knows what must be on the disk. */

export type Operation =
  | { readonly kind: 'replace'; readonly file: string; readonly bytes: Uint8Array; readonly isInParts: boolean }
  | { readonly kind: 'write'; readonly file: string; readonly bytes: Uint8Array; readonly offset: number }
  | { readonly kind: 'append'; readonly file: string; readonly bytes: Uint8Array };

export const FOLDERS = ['d', 'd/tief er'];
const REPLACED = ['ganz.txt', 'd/ganz 2', 'd/tief er/全部'];
const WRITTEN = ['stück weise', 'd/piece'];
const LARGEST_BYTES = 0x100000;

export function operation(seed: number, number: number): Operation {
  const random = randomNumbers(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const pick = (below: number): number => Math.floor(random() * below);
  const kind = (['replace', 'replace', 'write', 'append'] as const)[pick(4)]!;
  const sizeBytes = 1 + pick(random() < 0.5 ? LARGEST_BYTES : 2000);
  const bytes = new Uint8Array(sizeBytes);
  for (let index = 0; index < sizeBytes; index += 1) bytes[index] = (number * 31 + index * (1 + (index >> 8))) & 0xff;
  if (kind === 'replace') return { kind, file: REPLACED[pick(REPLACED.length)]!, bytes, isInParts: random() < 0.5 };
  const file = WRITTEN[pick(WRITTEN.length)]!;
  return kind === 'append' ? { kind, file, bytes: bytes.subarray(0, 5000) } : { kind, file, bytes, offset: pick(LARGEST_BYTES) };
}

/** What a file holds after an operation of which only the first `doneBytes` bytes were written. */
export function contentsAfter(before: Uint8Array | undefined, done: Operation, doneBytes = done.bytes.length): Uint8Array {
  if (done.kind === 'replace') return done.bytes;
  const old = before ?? new Uint8Array(0);
  const start = done.kind === 'append' ? old.length : done.offset;
  const contents = new Uint8Array(doneBytes === 0 ? old.length : Math.max(old.length, start + doneBytes));
  contents.set(old);
  if (doneBytes > 0) contents.set(done.bytes.subarray(0, doneBytes), start);
  return contents;
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (the generator known as mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
