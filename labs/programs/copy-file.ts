/**
 * A file of any size goes through the file service, out of line, and comes out the same.
 * Arguments: `{ in?, out? }`, paths on the volume; the command line fills them for `--in` and `--out`. Without them it makes a file of its own.
 */
import { args, files } from 'machlab';

const PIECE_BYTES = 0x100000;
const given = (args ?? {}) as { in?: string; out?: string };
const volume = files();
const from = given.in ?? (await makeOne());
const to = given.out ?? 'copy-file.out';

const source = await volume.open(from);
const target = await volume.open(to, 'w');
const { sizeBytes } = await source.stat();
let copied = 0;
while (copied < sizeBytes) {
  const piece = await source.read(PIECE_BYTES, copied);
  if (piece.length === 0) break;
  await target.write(piece, copied);
  copied += piece.length;
}
await source.close();
await target.close();

const { sizeBytes: written } = await volume.stat(to);
if (written !== sizeBytes) throw new Error(`${from} has ${sizeBytes} bytes, ${to} has ${written}`);
const pieces = Math.ceil(copied / PIECE_BYTES);
console.log(`${from} → ${to}: ${copied} bytes in ${pieces} ${pieces === 1 ? 'piece' : 'pieces'}`);

async function makeOne(): Promise<string> {
  const contents = new Uint8Array(3 * PIECE_BYTES + 17).map((_, index) => (index * 31) ^ (index >> 8));
  await volume.replace('copy-file.in', contents);
  return 'copy-file.in';
}
