/** A process outside the service that swaps a folder of a volume for a link to elsewhere and back, as fast as it can, until it is killed. */

import { renameSync, symlinkSync, unlinkSync, writeSync } from 'node:fs';

const [folder, aside, elsewhere] = process.argv.slice(2) as [string, string, string];
writeSync(1, 'swapping\n');
for (;;) {
  renameSync(folder, aside);
  symlinkSync(elsewhere, folder);
  unlinkSync(folder);
  renameSync(aside, folder);
}
