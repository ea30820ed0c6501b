/**
 * Frames on a task process's one channel (an inherited socket on fd 3). Everything is little-endian.
 * A frame is a header of 16 bytes and a payload; the length counts both.
 */

export const FRAME_HEADER_BYTES = 16;

/** Byte offsets of the header's fields. */
export const FRAME_LENGTH = 0;
export const FRAME_KIND = 4;
export const FRAME_TASK = 8;
export const FRAME_THREAD = 12;

/** Task → kernel: the sandbox report. Payload: u32 layers, u32 Landlock ABI, u32 probes tried, u32 probes refused (`sandbox.ts`). */
export const FRAME_HELLO = 1;
/** Task → kernel: a trap of one thread. Payload: u32 trap number, then its arguments. */
export const FRAME_TRAP = 2;
/** Kernel → task: the program. Payload: u32 length of the source, its UTF-8 text, then UTF-8 JSON of its arguments. */
export const FRAME_BOOT = 16;
/** Kernel → task: the end of a trap. Payload: u32 code, then result bytes. */
export const FRAME_RETURN = 17;

/** The traps. Everything else is a message to a kernel port. */
export const TRAP_MACH_MSG = 1;
export const TRAP_TASK_SELF = 2;
export const TRAP_THREAD_SELF = 3;
export const TRAP_HOST_SELF = 4;
export const TRAP_REPLY_PORT = 5;
export const TRAP_THREAD_SWITCH = 6;

export const TRAP_NAMES: Readonly<Record<number, string>> = {
  [TRAP_MACH_MSG]: 'mach_msg',
  [TRAP_TASK_SELF]: 'task_self',
  [TRAP_THREAD_SELF]: 'thread_self',
  [TRAP_HOST_SELF]: 'host_self',
  [TRAP_REPLY_PORT]: 'reply_port',
  [TRAP_THREAD_SWITCH]: 'thread_switch',
};

/**
 * Arguments of `mach_msg`, as offsets into the payload (the trap number stands at 0). The message to send follows at
 * `MSG_ARGS_BYTES`, `sendSize` bytes long; after it, in the order of their descriptors, the bytes of every out-of-line
 * item whose address is `ADDRESS_ATTACHED` (a port array: its names, four bytes each).
 *
 * The return: u32 code; then, when a message comes back (received, or handed back by a failed send), u32 size with
 * trailer, the message, and the bytes of its out-of-line items in the order of their descriptors.
 */
export const MSG_ARG_OPTIONS = 4;
export const MSG_ARG_SEND_SIZE = 8;
export const MSG_ARG_RCV_SIZE = 12;
export const MSG_ARG_RCV_NAME = 16;
export const MSG_ARG_TIMEOUT = 20;
export const MSG_ARG_NOTIFY = 24;
export const MSG_ARGS_BYTES = 28;

/** The high word of an out-of-line address that means "the bytes are in this frame". */
export const ADDRESS_ATTACHED = 0xffffffff;
