/**
 * Return codes: the closed set of numbers a trap or a kernel call can answer, with their Mach names.
 * Values: mach/kern_return.h, mach/message.h, mach/mig_errors.h, servers/bootstrap_defs.h.
 */

export const KERN_SUCCESS = 0;
export const KERN_INVALID_ADDRESS = 1;
export const KERN_PROTECTION_FAILURE = 2;
export const KERN_NO_SPACE = 3;
export const KERN_INVALID_ARGUMENT = 4;
export const KERN_FAILURE = 5;
export const KERN_RESOURCE_SHORTAGE = 6;
export const KERN_NOT_RECEIVER = 7;
export const KERN_NO_ACCESS = 8;
export const KERN_ALREADY_IN_SET = 11;
export const KERN_NOT_IN_SET = 12;
export const KERN_NAME_EXISTS = 13;
export const KERN_ABORTED = 14;
export const KERN_INVALID_NAME = 15;
export const KERN_INVALID_TASK = 16;
export const KERN_INVALID_RIGHT = 17;
export const KERN_INVALID_VALUE = 18;
export const KERN_UREFS_OVERFLOW = 19;
export const KERN_INVALID_CAPABILITY = 20;
export const KERN_RIGHT_EXISTS = 21;
export const KERN_INVALID_HOST = 22;
export const KERN_TERMINATED = 37;
export const KERN_NOT_SUPPORTED = 46;
export const KERN_OPERATION_TIMED_OUT = 49;

export const MACH_MSG_SUCCESS = 0;
export const MACH_SEND_INVALID_DATA = 0x10000002;
export const MACH_SEND_INVALID_DEST = 0x10000003;
export const MACH_SEND_TIMED_OUT = 0x10000004;
export const MACH_SEND_WILL_NOTIFY = 0x10000005;
export const MACH_SEND_NOTIFY_IN_PROGRESS = 0x10000006;
export const MACH_SEND_INTERRUPTED = 0x10000007;
export const MACH_SEND_MSG_TOO_SMALL = 0x10000008;
export const MACH_SEND_INVALID_REPLY = 0x10000009;
export const MACH_SEND_INVALID_RIGHT = 0x1000000a;
export const MACH_SEND_INVALID_NOTIFY = 0x1000000b;
export const MACH_SEND_INVALID_MEMORY = 0x1000000c;
export const MACH_SEND_NO_BUFFER = 0x1000000d;
export const MACH_SEND_TOO_LARGE = 0x1000000e;
export const MACH_SEND_INVALID_TYPE = 0x1000000f;
export const MACH_SEND_INVALID_HEADER = 0x10000010;

export const MACH_RCV_INVALID_NAME = 0x10004002;
export const MACH_RCV_TIMED_OUT = 0x10004003;
export const MACH_RCV_TOO_LARGE = 0x10004004;
export const MACH_RCV_INTERRUPTED = 0x10004005;
export const MACH_RCV_PORT_CHANGED = 0x10004006;
export const MACH_RCV_INVALID_DATA = 0x10004008;
export const MACH_RCV_PORT_DIED = 0x10004009;
export const MACH_RCV_IN_SET = 0x1000400a;
export const MACH_RCV_HEADER_ERROR = 0x1000400b;
export const MACH_RCV_BODY_ERROR = 0x1000400c;
export const MACH_RCV_INVALID_TRAILER = 0x1000400f;

/** Bits or-ed into a code when the space or the address map of a task had no room. */
export const MACH_MSG_IPC_SPACE = 0x2000;
export const MACH_MSG_VM_SPACE = 0x1000;
export const MACH_MSG_RESOURCE_MASK = 0x3c00;

export const MIG_TYPE_ERROR = -300;
export const MIG_REPLY_MISMATCH = -301;
export const MIG_REMOTE_ERROR = -302;
export const MIG_BAD_ID = -303;
export const MIG_BAD_ARGUMENTS = -304;
export const MIG_NO_REPLY = -305;
export const MIG_EXCEPTION = -306;
export const MIG_ARRAY_TOO_LARGE = -307;
export const MIG_SERVER_DIED = -308;

export const BOOTSTRAP_SUCCESS = 0;
export const BOOTSTRAP_NOT_PRIVILEGED = 1100;
export const BOOTSTRAP_NAME_IN_USE = 1101;
export const BOOTSTRAP_UNKNOWN_SERVICE = 1102;
export const BOOTSTRAP_SERVICE_ACTIVE = 1103;
export const BOOTSTRAP_BAD_COUNT = 1104;
export const BOOTSTRAP_NO_MEMORY = 1105;
export const BOOTSTRAP_NO_CHILDREN = 1106;

/** Every code but zero, by its Mach name. Zero is `KERN_SUCCESS`, also spelt `MACH_MSG_SUCCESS` and `BOOTSTRAP_SUCCESS`. */
export const CODES = {
  KERN_INVALID_ADDRESS,
  KERN_PROTECTION_FAILURE,
  KERN_NO_SPACE,
  KERN_INVALID_ARGUMENT,
  KERN_FAILURE,
  KERN_RESOURCE_SHORTAGE,
  KERN_NOT_RECEIVER,
  KERN_NO_ACCESS,
  KERN_ALREADY_IN_SET,
  KERN_NOT_IN_SET,
  KERN_NAME_EXISTS,
  KERN_ABORTED,
  KERN_INVALID_NAME,
  KERN_INVALID_TASK,
  KERN_INVALID_RIGHT,
  KERN_INVALID_VALUE,
  KERN_UREFS_OVERFLOW,
  KERN_INVALID_CAPABILITY,
  KERN_RIGHT_EXISTS,
  KERN_INVALID_HOST,
  KERN_TERMINATED,
  KERN_NOT_SUPPORTED,
  KERN_OPERATION_TIMED_OUT,
  MACH_SEND_INVALID_DATA,
  MACH_SEND_INVALID_DEST,
  MACH_SEND_TIMED_OUT,
  MACH_SEND_WILL_NOTIFY,
  MACH_SEND_NOTIFY_IN_PROGRESS,
  MACH_SEND_INTERRUPTED,
  MACH_SEND_MSG_TOO_SMALL,
  MACH_SEND_INVALID_REPLY,
  MACH_SEND_INVALID_RIGHT,
  MACH_SEND_INVALID_NOTIFY,
  MACH_SEND_INVALID_MEMORY,
  MACH_SEND_NO_BUFFER,
  MACH_SEND_TOO_LARGE,
  MACH_SEND_INVALID_TYPE,
  MACH_SEND_INVALID_HEADER,
  MACH_RCV_INVALID_NAME,
  MACH_RCV_TIMED_OUT,
  MACH_RCV_TOO_LARGE,
  MACH_RCV_INTERRUPTED,
  MACH_RCV_PORT_CHANGED,
  MACH_RCV_INVALID_DATA,
  MACH_RCV_PORT_DIED,
  MACH_RCV_IN_SET,
  MACH_RCV_HEADER_ERROR,
  MACH_RCV_BODY_ERROR,
  MACH_RCV_INVALID_TRAILER,
  MIG_TYPE_ERROR,
  MIG_REPLY_MISMATCH,
  MIG_REMOTE_ERROR,
  MIG_BAD_ID,
  MIG_BAD_ARGUMENTS,
  MIG_NO_REPLY,
  MIG_EXCEPTION,
  MIG_ARRAY_TOO_LARGE,
  MIG_SERVER_DIED,
  BOOTSTRAP_NOT_PRIVILEGED,
  BOOTSTRAP_NAME_IN_USE,
  BOOTSTRAP_UNKNOWN_SERVICE,
  BOOTSTRAP_SERVICE_ACTIVE,
  BOOTSTRAP_BAD_COUNT,
  BOOTSTRAP_NO_MEMORY,
  BOOTSTRAP_NO_CHILDREN,
} as const;

export type CodeName = keyof typeof CODES;

/** A return code. The resource bits may be or-ed into some `MACH_` codes, so the type is a number. */
export type Code = number;

const NAMES = new Map<number, string>(Object.entries(CODES).map(([name, code]) => [code, name]));

/** The Mach name of a code, with its resource bits spelt out; an unknown number in hexadecimal. */
export function codeName(code: Code): string {
  if (code === 0) return 'KERN_SUCCESS';
  const known = NAMES.get(code);
  if (known !== undefined) return known;
  const base = code > 0 ? NAMES.get(code & ~MACH_MSG_RESOURCE_MASK) : undefined;
  if (base === undefined) return code < 0 ? String(code) : `0x${code.toString(16)}`;
  const bits = [(code & MACH_MSG_IPC_SPACE) !== 0 ? 'MACH_MSG_IPC_SPACE' : '', (code & MACH_MSG_VM_SPACE) !== 0 ? 'MACH_MSG_VM_SPACE' : ''];
  return [base, ...bits.filter((bit) => bit !== '')].join('|');
}
