import { fileErrorName } from '../../../kernel/abi/fileErrors.ts';
import { OPEN_CREATE, OPEN_WRITE } from '../../../kernel/abi/fileNumbers.ts';
import type { FileResult } from '../result.ts';
import type { Volume } from '../volume.ts';

const at = (path: string): Uint8Array => new TextEncoder().encode(path);

/** Everything that changes a folder, again and again, in the folder `d` of a volume. *Returns* how often each code was the answer. */
export function changeAgainAndAgain(volume: Volume, rounds: number): Record<string, number> {
  const seen: Record<string, number> = {};
  const tell = (result: FileResult<unknown>): void => {
    const name = result.ok ? 'done' : (fileErrorName(result.error) ?? 'an error without a name');
    seen[name] = (seen[name] ?? 0) + 1;
  };
  for (let round = 0; round < rounds; round += 1) {
    tell(volume.replace(at('d/file'), at('inside')));
    tell(volume.rename(at('d/file'), at('d/other')));
    tell(volume.unlink(at('d/other')));
    tell(volume.removeDirectory(at('d/sub')));
    tell(volume.makeDirectory(at('d/sub')));
    tell(volume.makeDirectory(at('d/made')));
    tell(volume.removeDirectory(at('d/made')));
    const created = volume.open(at('d/new'), OPEN_WRITE | OPEN_CREATE);
    if (created.ok) created.value.close();
    tell(created);
    tell(volume.unlink(at('d/new')));
  }
  return seen;
}
