/** The file service's calls. Their codes are its own (`fileErrors.ts`), so the lists here are empty. */
import type { fileService, openFile, replacement } from '../interfaces/file.ts';
import { call } from './explanation.ts';
import type { CallExplanations } from './explanation.ts';

const OWN = 'machlab’s file service';

export const FILE_SERVICE: CallExplanations<typeof fileService> = {
  file_open: call('Opens a file by its path and gives a port that stands for it.', OWN, 'open()'),
  file_stat: call('Tells what lies at a path, how large it is and when it last changed.', OWN, 'file attributes'),
  file_readdir: call('Lists the entries of a folder, a part at a time.', OWN, 'directory operations'),
  file_mkdir: call('Makes a folder.', OWN, 'mkdir()'),
  file_unlink: call('Removes a file’s name; whoever has it open keeps it.', OWN, 'unlink()'),
  file_rmdir: call('Removes an empty folder.', OWN, 'rmdir()'),
  file_rename: call('Gives a file or folder another path in one step.', OWN, 'rename()'),
  file_replace: call('Puts a whole file in another’s place: whatever happens, there is the old one or the new one.', OWN, 'atomic update'),
  file_begin_replace: call('Begins such a replacement in pieces, and gives a port that stands for it.', OWN, 'atomic update'),
};

export const OPEN_FILE: CallExplanations<typeof openFile> = {
  file_read: call('Reads a few bytes of an open file into the reply.', OWN, 'read()'),
  file_read_large: call('Reads many bytes of an open file; they come out of line.', OWN, 'read()'),
  file_write: call('Writes a few bytes, carried in the request, to an open file.', OWN, 'write()'),
  file_write_large: call('Writes many bytes, carried out of line, to an open file.', OWN, 'write()'),
  file_seek: call('Moves the position of an open file.', OWN, 'lseek()'),
  file_truncate: call('Sets an open file’s length.', OWN, 'truncate()'),
  file_fstat: call('Tells how large an open file is and when it last changed.', OWN, 'file attributes'),
  file_close: call('Closes an open file; dropping the last send right to its port does so too.', OWN, 'close()'),
};

export const REPLACEMENT: CallExplanations<typeof replacement> = {
  replacement_write: call('Adds bytes to the new file.', OWN, 'write()'),
  replacement_commit: call('Puts the new file in the old one’s place, in one step.', OWN, 'atomic update'),
  replacement_discard: call('Gives the new file up; the old one stays.', OWN, ''),
};
