/**
 * The file service: a folder of the host behind Mach messages. It is the one task that may touch that folder.
 * Started by bootstrap at the first look-up of its name; arguments: `{ folder, readOnly? }`.
 */
import { allocateSet, args, checkIn, FILE_SERVICE_NAME, fileErrorName, fsync, moveMember, serve } from 'machlab';
import { fileServices } from './server.ts';
import { Volume } from './volume.ts';

const { folder, readOnly = false } = args as { folder: string; readOnly?: boolean };
const started = Volume.start(folder, { readOnly, flush });
if (!started.ok) throw new Error(`the folder ${folder} cannot be served: ${fileErrorName(started.error)}`);
const { swept } = started.value;
if (swept.removed + swept.failed > 0)
  console.error(`left over from an earlier end: ${swept.removed} temporary files removed, ${swept.failed} not`);

const set = await allocateSet();
const port = await checkIn(FILE_SERVICE_NAME);
await moveMember(port, set);
await serve(set, fileServices(started.value, set));

/** The C library's fsync, with its failure in the form of Node's own. */
function flush(descriptor: number): void {
  try {
    fsync(descriptor);
  } catch (error) {
    throw Object.assign(new Error(String(error)), { code: 'EIO', syscall: 'fsync' });
  }
}
