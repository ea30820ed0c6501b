/**
 * A client of the file service that keeps count: random whole-file replaces and in-place writes, while somebody kills the
 * service. At the end every replaced file must be one version, whole, and not older than the last that was answered; every
 * answered in-place write must be in its place. Arguments: `{ writes, seed }`.
 */
import { args, files, MachError } from 'machlab';

const FILES = 5;
const SLOT_BYTES = 64;
const SLOTS = 40;

const { writes, seed } = args as { writes: number; seed: number };
let state = seed;
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};

const volume = files();
/** The newest version of each file that was answered, and that was ever asked for. */
const answered = Array.from({ length: FILES }, () => 0);
const asked = Array.from({ length: FILES }, () => 0);
const slots = Array.from({ length: SLOTS }, () => ({ answered: 0, asked: 0 }));
const codes = new Set<string>();

const version = (file: number, number: number): Uint8Array =>
  new Uint8Array(4000 + ((file * 977 + number * 131) % 60_000)).fill(number & 0xff);
const slot = (number: number): Uint8Array => new Uint8Array(SLOT_BYTES).fill(number & 0xff);

for (let file = 0; file < FILES; file += 1) await attempt(() => volume.replace(`whole-${file}`, version(file, 0)));
await attempt(() => volume.replace('slots', new Uint8Array(SLOTS * SLOT_BYTES)));
const inPlace = await volume.open('slots', 'r+');
for (let write = 1; write <= writes; write += 1) {
  if (random(2) === 0) {
    const file = random(FILES);
    const number = (asked[file] = (asked[file] ?? 0) + 1);
    if (await attempt(() => volume.replace(`whole-${file}`, version(file, number)))) answered[file] = number;
  } else {
    const at = random(SLOTS);
    const place = slots[at]!;
    place.asked += 1;
    if (await attempt(() => inPlace.write(slot(place.asked), at * SLOT_BYTES))) place.answered = place.asked;
  }
}

const problems: string[] = [];
for (let file = 0; file < FILES; file += 1) {
  const found = await volume.readFile(`whole-${file}`);
  const fits = Array.from({ length: asked[file]! + 1 }, (_, number) => number).filter(
    (number) => number >= answered[file]! && same(found, version(file, number)),
  );
  if (fits.length === 0) problems.push(`whole-${file} (${found.length} bytes) is no version from ${answered[file]} to ${asked[file]}`);
}
const bytes = await volume.readFile('slots');
slots.forEach((place, at) => {
  const found = bytes.subarray(at * SLOT_BYTES, (at + 1) * SLOT_BYTES);
  const fits = Array.from({ length: place.asked - place.answered + 1 }, (_, behind) => place.answered + behind).some((number) =>
    same(found, slot(number)),
  );
  if (!fits) problems.push(`slot ${at} holds none of the writes ${place.answered} to ${place.asked}`);
});
console.log(JSON.stringify({ problems, codes: [...codes] }));

/** True when it was answered; a code is noted, anything else goes on. */
async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof MachError)) throw error;
    codes.add(error.message);
    return false;
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
