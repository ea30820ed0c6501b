/**
 * What the file service answers when it cannot do what a message asks: a closed set of numbers.
 * They follow Mach's own division of error codes (mach/error.h): six bits of system, twelve of subsystem, fourteen of
 * code. System 2 is "servers in user space"; the file service is subsystem 1 of it. So no `FILE_` number can be taken
 * for a `KERN_`, `MACH_SEND_`, `MACH_RCV_`, `MIG_` or `BOOTSTRAP_` one.
 */

/** Mach's system number of servers in user space. */
export const ERR_SERVER = 2 << 26;
/** The subsystem of the file service. */
export const ERR_SUB_FILE = 1 << 14;

export const FILE_NOT_FOUND = 0x08004001;
export const FILE_EXISTS = 0x08004002;
export const FILE_IS_DIRECTORY = 0x08004003;
export const FILE_NOT_DIRECTORY = 0x08004004;
export const FILE_NOT_EMPTY = 0x08004005;
export const FILE_BAD_PATH = 0x08004006;
export const FILE_IS_LINK = 0x08004007;
export const FILE_NOT_REGULAR = 0x08004008;
export const FILE_BAD_ARGUMENT = 0x08004009;
export const FILE_BAD_MODE = 0x0800400a;
export const FILE_NOT_OPEN = 0x0800400b;
export const FILE_TOO_MANY_OPEN = 0x0800400c;
export const FILE_TOO_LARGE = 0x0800400d;
export const FILE_NO_SPACE = 0x0800400e;
export const FILE_READ_ONLY = 0x0800400f;
export const FILE_ACCESS_DENIED = 0x08004010;
export const FILE_BUSY = 0x08004011;
export const FILE_NOT_SUPPORTED = 0x08004012;
export const FILE_IO = 0x08004013;

/** Every code of the file service by its name. */
export const FILE_ERRORS = {
  FILE_NOT_FOUND,
  FILE_EXISTS,
  FILE_IS_DIRECTORY,
  FILE_NOT_DIRECTORY,
  FILE_NOT_EMPTY,
  FILE_BAD_PATH,
  FILE_IS_LINK,
  FILE_NOT_REGULAR,
  FILE_BAD_ARGUMENT,
  FILE_BAD_MODE,
  FILE_NOT_OPEN,
  FILE_TOO_MANY_OPEN,
  FILE_TOO_LARGE,
  FILE_NO_SPACE,
  FILE_READ_ONLY,
  FILE_ACCESS_DENIED,
  FILE_BUSY,
  FILE_NOT_SUPPORTED,
  FILE_IO,
} as const;

export type FileErrorName = keyof typeof FILE_ERRORS;
export type FileError = (typeof FILE_ERRORS)[FileErrorName];

/** One sentence a code, for whoever reads it on a screen. */
export const FILE_ERROR_SENTENCES: Readonly<Record<FileErrorName, string>> = {
  FILE_NOT_FOUND: 'There is no file or folder of this name.',
  FILE_EXISTS: 'Something of this name is there already.',
  FILE_IS_DIRECTORY: 'This is a folder, and the request is for a file.',
  FILE_NOT_DIRECTORY: 'A part of the path is a file where a folder is needed.',
  FILE_NOT_EMPTY: 'The folder still holds something.',
  FILE_BAD_PATH: 'The path is not one that names a place in the volume.',
  FILE_IS_LINK: 'A part of the path is a symbolic link, and links are never followed.',
  FILE_NOT_REGULAR: 'This is neither a file nor a folder but a device, a pipe or a socket.',
  FILE_BAD_ARGUMENT: 'A number or a flag of the request is not one that makes sense.',
  FILE_BAD_MODE: 'The file was not opened for what is asked.',
  FILE_NOT_OPEN: 'The file has been closed.',
  FILE_TOO_MANY_OPEN: 'The service has as many files open as it may.',
  FILE_TOO_LARGE: 'The bytes are more than one request, or one file, may hold.',
  FILE_NO_SPACE: 'The disk is full.',
  FILE_READ_ONLY: 'The volume may only be read.',
  FILE_ACCESS_DENIED: 'The operating system does not let the service do this.',
  FILE_BUSY: 'Something else has hold of this place just now.',
  FILE_NOT_SUPPORTED: 'The operating system cannot do this here.',
  FILE_IO: 'The disk failed to read or write.',
};

const NAMES = new Map<number, FileErrorName>();
for (const name of Object.keys(FILE_ERRORS) as FileErrorName[]) NAMES.set(FILE_ERRORS[name], name);

/** The name of a code of the file service, or undefined for any other number. */
export function fileErrorName(code: number): FileErrorName | undefined {
  return NAMES.get(code);
}
