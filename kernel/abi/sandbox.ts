/**
 * What a task process tells of its sandbox in its first frame, and what the kernel process makes of it. Numbers and names only.
 *
 * Before any program code runs, the runtime locks its process and then attempts what it has just given up. A *layer* is a
 * measure that was taken; a *probe* is an attempt, and it counts as refused only if the refusal names a lack of permission.
 */

/** Layers, as bits of the mask in `FRAME_HELLO`. */
export const LAYER_NO_NEW_PRIVS = 1 << 0;
/** Landlock: files, TCP ports, abstract sockets and signals, as far as the kernel's version goes. */
export const LAYER_LANDLOCK = 1 << 1;
/** A seccomp allow list on every thread of the process. */
export const LAYER_SECCOMP = 1 << 2;
/** Node's permission model, with FFI given up. A seat belt, not a sandbox: a process that corrupts its own memory walks past it. */
export const LAYER_NODE_PERMISSION = 1 << 3;
/** The OS refuses memory past the profile's size. Without it the kernel process watches and kills. */
export const LAYER_DATA_LIMIT = 1 << 4;
/** The process was born without io_uring, which would go round seccomp. */
export const LAYER_IO_URING_OFF = 1 << 5;
/** Not the superuser, and no capability left. */
export const LAYER_UNPRIVILEGED = 1 << 6;
/** The allow list has no call that opens, names or changes a file: seccomp alone keeps the process from files. */
export const LAYER_NO_FILE_CALLS = 1 << 7;
/** The OS kills the process when the kernel process ends, even while it computes. */
export const LAYER_DIES_WITH_KERNEL = 1 << 8;
/** No core dump, and no other process of the same user may attach or read its memory. */
export const LAYER_NOT_DUMPABLE = 1 << 9;

export const LAYER_NAMES: readonly (readonly [bit: number, name: string])[] = [
  [LAYER_NO_NEW_PRIVS, 'no new privileges'],
  [LAYER_LANDLOCK, 'Landlock'],
  [LAYER_SECCOMP, 'seccomp'],
  [LAYER_NODE_PERMISSION, 'Node permissions'],
  [LAYER_DATA_LIMIT, 'memory limit'],
  [LAYER_IO_URING_OFF, 'io_uring off'],
  [LAYER_UNPRIVILEGED, 'unprivileged user'],
  [LAYER_NO_FILE_CALLS, 'no file calls'],
  [LAYER_DIES_WITH_KERNEL, 'dies with the kernel'],
  [LAYER_NOT_DUMPABLE, 'not dumpable'],
];

// Attempts through Node's own library: whichever layer is first refuses.
export const PROBE_READ = 1 << 0;
export const PROBE_POOL_READ = 1 << 1;
export const PROBE_WRITE = 1 << 2;
export const PROBE_TCP = 1 << 3;
export const PROBE_FFI = 1 << 4;
export const PROBE_SIGNAL = 1 << 5;
/** A call on an open descriptor, which Node lets through, made in a pool thread: the filter holds there as well. */
export const PROBE_POOL_CALL = 1 << 6;
// Attempts by system call number, made after the lock while FFI is still open: the OS itself refuses.
export const PROBE_OS_READ = 1 << 8;
export const PROBE_OS_WRITE = 1 << 9;
export const PROBE_OS_TCP = 1 << 10;
export const PROBE_OS_UDP = 1 << 11;
export const PROBE_OS_UNIX = 1 << 12;
export const PROBE_OS_EXEC = 1 << 13;
export const PROBE_OS_CLONE = 1 << 14;
export const PROBE_OS_SIGNAL = 1 << 15;
export const PROBE_OS_PTRACE = 1 << 16;
export const PROBE_OS_UNSHARE = 1 << 17;
export const PROBE_OS_IO_URING = 1 << 18;
export const PROBE_OS_READ_MEMORY = 1 << 19;

export const PROBE_NAMES: readonly (readonly [bit: number, name: string])[] = [
  [PROBE_READ, 'read a file'],
  [PROBE_POOL_READ, 'read a file in a pool thread'],
  [PROBE_WRITE, 'write a file'],
  [PROBE_TCP, 'open a TCP connection'],
  [PROBE_FFI, 'call into C'],
  [PROBE_SIGNAL, 'signal the kernel process'],
  [PROBE_POOL_CALL, 'make a forbidden system call in a pool thread'],
  [PROBE_OS_READ, 'open a file to read, by system call'],
  [PROBE_OS_WRITE, 'open a file to write, by system call'],
  [PROBE_OS_TCP, 'make a TCP socket, by system call'],
  [PROBE_OS_UDP, 'make a UDP socket, by system call'],
  [PROBE_OS_UNIX, 'make a Unix socket, by system call'],
  [PROBE_OS_EXEC, 'execute a program, by system call'],
  [PROBE_OS_CLONE, 'make a process or thread, by system call'],
  [PROBE_OS_SIGNAL, 'signal the kernel process, by system call'],
  [PROBE_OS_PTRACE, 'trace the kernel process, by system call'],
  [PROBE_OS_UNSHARE, 'enter a namespace, by system call'],
  [PROBE_OS_IO_URING, 'set io_uring up, by system call'],
  [PROBE_OS_READ_MEMORY, "read another process's memory, by system call"],
];

/** Probes that only the OS can refuse. */
export const PROBES_OF_OS =
  PROBE_POOL_CALL |
  PROBE_OS_READ |
  PROBE_OS_WRITE |
  PROBE_OS_TCP |
  PROBE_OS_UDP |
  PROBE_OS_UNIX |
  PROBE_OS_EXEC |
  PROBE_OS_CLONE |
  PROBE_OS_SIGNAL |
  PROBE_OS_PTRACE |
  PROBE_OS_UNSHARE |
  PROBE_OS_IO_URING |
  PROBE_OS_READ_MEMORY;

/** What `FRAME_HELLO` carries. */
export interface SandboxReport {
  readonly layers: number;
  /** Version of Landlock that the OS offers; 0: none. */
  readonly landlockAbi: number;
  readonly probesTried: number;
  readonly probesRefused: number;
}

/** Byte offsets in the payload of `FRAME_HELLO`. */
export const HELLO_LAYERS = 0;
export const HELLO_LANDLOCK_ABI = 4;
export const HELLO_PROBES_TRIED = 8;
export const HELLO_PROBES_REFUSED = 12;
export const HELLO_BYTES = 16;

/** What the window shows beside a task. */
export type SandboxBadge = 'os-sandbox' | 'seat-belt' | 'none';

/** Every bit of `bits` is in `mask`. */
const has = (mask: number, bits: number): boolean => (mask & bits) === bits;

/**
 * The badge that a report earns.
 * - `os-sandbox`: the operating system itself keeps the process in, and refused everything that was attempted.
 * - `seat-belt`: only Node's permission model does, or something that was attempted went through.
 * - `none`: nothing does.
 */
export function sandboxBadge(report: SandboxReport): SandboxBadge {
  const { layers, probesTried, probesRefused } = report;
  const keepsFiles = has(layers, LAYER_LANDLOCK) || has(layers, LAYER_NO_FILE_CALLS);
  const byOs = has(layers, LAYER_NO_NEW_PRIVS | LAYER_SECCOMP | LAYER_IO_URING_OFF) && keepsFiles;
  const osWasProbed = has(probesTried, PROBES_OF_OS);
  // Calling C is no way out where the OS looks at every system call.
  const wentThrough = probesTried & ~probesRefused & ~PROBE_FFI;
  if (byOs && osWasProbed && wentThrough === 0) return 'os-sandbox';
  return has(layers, LAYER_NODE_PERMISSION) ? 'seat-belt' : 'none';
}

/** The names of a mask's bits, in the table's order. */
export function maskNames(mask: number, names: readonly (readonly [bit: number, name: string])[]): string[] {
  return names.filter(([bit]) => (mask & bit) !== 0).map(([, name]) => name);
}

/**
 * What the kernel process tells the runtime before any frame, as JSON behind the runtime's own text (`kernel/process/spawn.ts`,
 * `services/runtime/settings.ts`): how to lock itself.
 */
export interface LockSettings {
  /** User and group to become; null: stay who you are. */
  readonly becomeUid: number | null;
  readonly becomeGid: number | null;
  /** Memory that the program may use beyond what the runtime uses when it locks; 0: no limit. */
  readonly dataLimitBytes: number;
  /** Folders, everything below included, as absolute paths. */
  readonly readFolders: readonly string[];
  readonly writeFolders: readonly string[];
  /** The kernel process. */
  readonly kernelPid: number;
}
