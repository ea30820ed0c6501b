/**
 * Bytes of a message: a header of 24 bytes; when it is complex, a descriptor count and the descriptors; inline data;
 * and, as received, a trailer. Layouts: mach/message.h (64-bit).
 */

export const HEADER_BYTES = 24;
export const MSGH_BITS = 0;
export const MSGH_SIZE = 4;
export const MSGH_REMOTE = 8;
export const MSGH_LOCAL = 12;
/** Ignored when sent; the sequence number when received. */
export const MSGH_SEQNO = 16;
export const MSGH_ID = 20;

export const BITS_REMOTE_MASK = 0x1f;
export const BITS_LOCAL_MASK = 0x1f00;
export const BITS_LOCAL_SHIFT = 8;
export const BITS_COMPLEX = 0x80000000;
/** What a sender may set; any other bit is a bad header. */
export const BITS_USER = (BITS_COMPLEX | BITS_LOCAL_MASK | BITS_REMOTE_MASK) >>> 0;

/** Where the body of a complex message starts: its descriptor count. */
export const DESCRIPTOR_COUNT = 24;
export const DESCRIPTORS = 28;
/** Every descriptor keeps its type in this byte. */
export const DESCRIPTOR_TYPE = 11;
export const DESCRIPTOR_PORT = 0;
export const DESCRIPTOR_OOL = 1;
export const DESCRIPTOR_OOL_PORTS = 2;
export const DESCRIPTOR_OOL_VOLATILE = 3;
export const DESCRIPTOR_GUARDED_PORT = 4;
export const DESCRIPTOR_TYPE_NAMES = ['PORT', 'OOL', 'OOL_PORTS', 'OOL_VOLATILE', 'GUARDED_PORT'] as const;
/** PORT: u32 name at 0, u8 disposition at 10. 12 bytes. */
export const PORT_DESCRIPTOR_BYTES = 12;
export const PORT_DESCRIPTOR_DISPOSITION = 10;
/** OOL: u64 address at 0, u8 deallocate at 8, u8 copy at 9, u32 size at 12. OOL_PORTS: u8 disposition at 10, u32 count at 12. 16 bytes. */
export const OOL_DESCRIPTOR_BYTES = 16;
export const OOL_ADDRESS = 0;
export const OOL_ADDRESS_HIGH = 4;
export const OOL_DEALLOCATE = 8;
export const OOL_COPY = 9;
export const OOL_DISPOSITION = 10;
export const OOL_SIZE = 12;
export const OOL_COPY_PHYSICAL = 0;
export const OOL_COPY_VIRTUAL = 1;
/** GUARDED_PORT: u64 context at 0, u16 flags at 8, u8 disposition at 10, u32 name at 12. 16 bytes. */
export const GUARDED_CONTEXT = 0;
export const GUARDED_CONTEXT_HIGH = 4;
export const GUARDED_FLAGS = 8;
export const GUARDED_DISPOSITION = 10;
export const GUARDED_NAME = 12;
export const GUARD_IMMOVABLE_RECEIVE = 1;
export const GUARD_UNGUARDED_ON_SEND = 2;

/** Sizes of the descriptors by type. */
export const DESCRIPTOR_BYTES = [12, 16, 16, 16, 16] as const;

/**
 * Options of `mach_msg`. Where the option tables of Mach 3 and XNU clash the bits are our own; `OPTION_NAMES` has the words.
 * The trailer request stands in the top byte as in XNU: `elements << 24`.
 */
export const SEND_MSG = 0x1;
export const RCV_MSG = 0x2;
export const RCV_LARGE = 0x4;
export const RCV_LARGE_IDENTITY = 0x8;
export const SEND_TIMEOUT = 0x10;
export const SEND_NOTIFY_CACHED = 0x20;
export const SEND_INTERRUPT = 0x40;
/** Arms the send-possible request of the destination name when its queue is full. */
export const SEND_NOTIFY = 0x80;
export const RCV_TIMEOUT = 0x100;
export const SEND_CANCEL = 0x200;
export const RCV_INTERRUPT = 0x400;
export const RCV_GUARDED_DESC = 0x1000;
export const TRAILER_SHIFT = 24;
export const TRAILER_NULL = 0;
export const TRAILER_SEQNO = 1;
export const TRAILER_SENDER = 2;
export const TRAILER_AUDIT = 3;
export const TRAILER_CTX = 4;
export const TRAILER_AV = 7;
export const OPTION_NAMES: Readonly<Record<string, number>> = {
  SEND_MSG,
  RCV_MSG,
  RCV_LARGE,
  RCV_LARGE_IDENTITY,
  SEND_TIMEOUT,
  SEND_NOTIFY_CACHED,
  SEND_INTERRUPT,
  SEND_NOTIFY,
  RCV_TIMEOUT,
  SEND_CANCEL,
  RCV_INTERRUPT,
  RCV_GUARDED_DESC,
  RCV_TRAILER_NULL: TRAILER_NULL << TRAILER_SHIFT,
  RCV_TRAILER_SEQNO: TRAILER_SEQNO << TRAILER_SHIFT,
  RCV_TRAILER_SENDER: TRAILER_SENDER << TRAILER_SHIFT,
  RCV_TRAILER_AUDIT: TRAILER_AUDIT << TRAILER_SHIFT,
  RCV_TRAILER_CTX: TRAILER_CTX << TRAILER_SHIFT,
  RCV_TRAILER_AV: TRAILER_AV << TRAILER_SHIFT,
};

/** Bytes of the trailer by element asked for; 0 for an unknown element. */
export function trailerBytes(elements: number): number {
  switch (elements) {
    case TRAILER_NULL:
      return 8;
    case TRAILER_SEQNO:
      return 12;
    case TRAILER_SENDER:
      return 20;
    case TRAILER_AUDIT:
      return 52;
    case TRAILER_CTX:
      return 60;
    case TRAILER_AV:
      return 68;
    default:
      return 0;
  }
}
/**
 * The trailer: u32 type 0, u32 size, u32 sequence number, u32 sender's task and u32 group (the security token), then
 * eight words of the audit token, of which the sixth is the sender's task id. The kernel is task 0.
 */
export const TRAILER_OFFSET_SEQNO = 8;
export const TRAILER_OFFSET_SENDER = 12;
export const TRAILER_OFFSET_AUDIT = 20;
export const TRAILER_AUDIT_PID_WORD = 5;
export const TRAILER_OFFSET_CONTEXT = 52;

/** A size rounded up to the next word. */
export function roundUp4(sizeBytes: number): number {
  return (sizeBytes + 3) & ~3;
}
