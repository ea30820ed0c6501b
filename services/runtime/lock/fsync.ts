import ffi from 'node:ffi';

let bound: ((descriptor: number) => number) | undefined;

/** Node's permission model refuses its own `fsync` to everybody, so a task that may write binds the C library's before FFI is given up. */
export function bindFsync(): void {
  if (process.platform === 'win32') return;
  const { functions } = ffi.dlopen(null, { fsync: { arguments: ['i32'], return: 'i32' } });
  bound = functions.fsync;
}

/** Forces a file or a folder to the disk, by its open descriptor. Throws if that fails, or in a task that may not write. */
export function fsync(descriptor: number): void {
  if (bound === undefined) throw new Error('this task has no folder to write to');
  if (bound(descriptor) !== 0) throw new Error(`descriptor ${descriptor} could not be forced to the disk`);
}
