/** A program for a locked task: everything that the file service does with its folder, told on stderr. */
import { openSync } from 'node:fs';
import { fsync } from 'machlab';
import { fileErrorName } from '../../../kernel/abi/fileErrors.ts';
import { OPEN_CREATE, OPEN_READ, OPEN_SYNC, OPEN_WRITE } from '../../../kernel/abi/fileNumbers.ts';
import { attempt, type FileResult } from '../result.ts';
import { Volume } from '../volume.ts';

const at = (path: string): Uint8Array => new TextEncoder().encode(path);
const told: Record<string, string> = {};

function tell<T>(name: string, result: FileResult<T>, show: (value: T) => string = () => 'done'): T | undefined {
  told[name] = result.ok ? show(result.value) : (fileErrorName(result.error) ?? 'an error without a name');
  return result.ok ? result.value : undefined;
}

const volume = tell('start', Volume.start('.', { flush: fsync }), ({ forcesFolders, swept }) => `${forcesFolders} ${swept.removed}`);
if (volume !== undefined) {
  tell('list', volume.readDirectory(at('.')), ({ entries }) => entries.map(({ name }) => name).join(' '));
  tell('make a folder', volume.makeDirectory(at('new folder')));
  tell('replace', volume.replace(at('new folder/ä'), at('whole')));
  const file = tell('open', volume.open(at('new folder/ä'), OPEN_READ | OPEN_WRITE | OPEN_CREATE | OPEN_SYNC));
  if (file !== undefined) {
    tell('write', file.write(at('more'), 5), String);
    tell('cut', file.truncate(8));
    tell('read', file.read(100, 0), (bytes) => new TextDecoder().decode(bytes));
    tell('close', file.close());
  }
  tell('stat', volume.stat(at('new folder/ä')), ({ sizeBytes }) => String(sizeBytes));
  tell('rename', volume.rename(at('new folder/ä'), at('b')));
  tell('unlink', volume.unlink(at('b')));
  tell('remove a folder', volume.removeDirectory(at('new folder')));
  tell('follow a link', volume.open(at('out'), OPEN_READ));
  tell('leave', volume.open(at('../secret'), OPEN_READ));
  tell(
    'open by a descriptor what lies outside',
    attempt(() => openSync('/proc/self/fd/0', 'r')),
    String,
  );
}
process.stderr.write(JSON.stringify(told));
