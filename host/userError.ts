/** Something that the user can mend: one line that says what, where, and how. The command line prints it and nothing else. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the operating system says, without its code and its call. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? error.message;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not do that there',
  EPERM: 'this user may not do that there',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'there is something of that name already',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk cannot be written',
  EADDRINUSE: 'the port is in use',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
};
