/** A message that came back from `mach_msg`, taken apart. */
import { getI32, getU32, getU64 } from '../../abi/bytes.ts';
import {
  BITS_COMPLEX,
  BITS_LOCAL_SHIFT,
  BITS_REMOTE_MASK,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_COUNT,
  DESCRIPTOR_GUARDED_PORT,
  DESCRIPTOR_OOL_PORTS,
  DESCRIPTOR_PORT,
  DESCRIPTOR_TYPE,
  DESCRIPTORS,
  GUARDED_CONTEXT,
  GUARDED_DISPOSITION,
  GUARDED_FLAGS,
  GUARDED_NAME,
  HEADER_BYTES,
  MSGH_BITS,
  MSGH_ID,
  MSGH_LOCAL,
  MSGH_REMOTE,
  MSGH_SEQNO,
  MSGH_SIZE,
  OOL_ADDRESS,
  OOL_DEALLOCATE,
  OOL_DISPOSITION,
  OOL_SIZE,
  PORT_DESCRIPTOR_DISPOSITION,
  roundUp4,
  TRAILER_AUDIT_PID_WORD,
  TRAILER_OFFSET_AUDIT,
  TRAILER_OFFSET_CONTEXT,
  TRAILER_OFFSET_SENDER,
  TRAILER_OFFSET_SEQNO,
} from '../../abi/message.ts';

export interface ReceivedItem {
  readonly type: number;
  /** The kind of right, `PORT_*`; of memory 0. */
  readonly kind: number;
  /** Names: one of a port, any number of a port array. */
  readonly rights: readonly number[];
  readonly memory: Uint8Array;
  readonly address: number;
  readonly sizeBytes: number;
  readonly deallocate: boolean;
  readonly guard: bigint;
  readonly flags: number;
}

export interface Trailer {
  readonly type: number;
  readonly size: number;
  readonly seqno?: number;
  readonly sender?: number;
  readonly group?: number;
  readonly auditPid?: number;
  readonly context?: bigint;
}

export interface Received {
  readonly sizeBytes: number;
  readonly complex: boolean;
  readonly remote: number;
  readonly remoteType: number;
  readonly local: number;
  readonly localType: number;
  readonly seqno: number;
  readonly msghId: number;
  /** Null in a simple message. */
  readonly descriptors: readonly ReceivedItem[] | null;
  readonly data: Uint8Array;
  readonly trailer: Trailer | null;
}

/** Returns: the message in the bytes behind a trap's code; null when there is none. */
export function takeApart(bytes: Uint8Array): Received | null {
  if (bytes.length < 4) return null;
  const wholeBytes = getU32(bytes, 0);
  const message = bytes.subarray(4, 4 + wholeBytes);
  const attached = bytes.subarray(4 + wholeBytes);
  const bits = getU32(message, MSGH_BITS);
  const sizeBytes = getU32(message, MSGH_SIZE);
  const here = Math.min(sizeBytes, wholeBytes);
  const complex = (bits & BITS_COMPLEX) !== 0 && here >= DESCRIPTORS;
  const body = complex ? items(message, attached) : { descriptors: null, end: HEADER_BYTES };
  return {
    sizeBytes,
    complex,
    remote: getU32(message, MSGH_REMOTE),
    remoteType: bits & BITS_REMOTE_MASK,
    local: getU32(message, MSGH_LOCAL),
    localType: (bits >>> BITS_LOCAL_SHIFT) & BITS_REMOTE_MASK,
    seqno: getU32(message, MSGH_SEQNO),
    msghId: getI32(message, MSGH_ID),
    descriptors: body.descriptors,
    data: message.slice(Math.min(body.end, here), here),
    trailer: wholeBytes >= sizeBytes + 8 ? trailer(message.subarray(sizeBytes)) : null,
  };
}

function items(message: Uint8Array, attached: Uint8Array): { descriptors: ReceivedItem[]; end: number } {
  const descriptors: ReceivedItem[] = [];
  let at = DESCRIPTORS;
  let from = 0;
  for (let left = getU32(message, DESCRIPTOR_COUNT); left > 0; left--) {
    const type = message[at + DESCRIPTOR_TYPE] as number;
    const item = readItem(message, at, type, attached.subarray(from));
    descriptors.push(item.item);
    from += item.usedBytes;
    at += DESCRIPTOR_BYTES[type] as number;
  }
  return { descriptors, end: at };
}

const NOTHING = new Uint8Array(0);
const PLAIN = { kind: 0, rights: [], memory: NOTHING, address: 0, sizeBytes: 0, deallocate: false, guard: 0n, flags: 0 };

function readItem(message: Uint8Array, at: number, type: number, attached: Uint8Array): { item: ReceivedItem; usedBytes: number } {
  if (type === DESCRIPTOR_PORT) {
    const kind = message[at + PORT_DESCRIPTOR_DISPOSITION] as number;
    return { item: { ...PLAIN, type, kind, rights: [getU32(message, at)] }, usedBytes: 0 };
  }
  if (type === DESCRIPTOR_GUARDED_PORT) {
    const kind = message[at + GUARDED_DISPOSITION] as number;
    const guard = getU64(message, at + GUARDED_CONTEXT);
    const flags = (message[at + GUARDED_FLAGS] as number) | ((message[at + GUARDED_FLAGS + 1] as number) << 8);
    return { item: { ...PLAIN, type, kind, guard, flags, rights: [getU32(message, at + GUARDED_NAME)] }, usedBytes: 0 };
  }
  const count = getU32(message, at + OOL_SIZE);
  const sizeBytes = type === DESCRIPTOR_OOL_PORTS ? count * 4 : count;
  const memory = attached.slice(0, sizeBytes);
  const rights: number[] = [];
  if (type === DESCRIPTOR_OOL_PORTS) for (let index = 0; index < count; index++) rights.push(getU32(memory, index * 4));
  const item: ReceivedItem = {
    ...PLAIN,
    type,
    kind: type === DESCRIPTOR_OOL_PORTS ? (message[at + OOL_DISPOSITION] as number) : 0,
    rights,
    memory,
    address: getU32(message, at + OOL_ADDRESS),
    sizeBytes,
    deallocate: message[at + OOL_DEALLOCATE] !== 0,
  };
  return { item, usedBytes: roundUp4(sizeBytes) };
}

function trailer(bytes: Uint8Array): Trailer {
  const size = getU32(bytes, 4);
  const pid = TRAILER_OFFSET_AUDIT + 4 * TRAILER_AUDIT_PID_WORD;
  return {
    type: getU32(bytes, 0),
    size,
    ...(size >= TRAILER_OFFSET_SEQNO + 4 ? { seqno: getU32(bytes, TRAILER_OFFSET_SEQNO) } : {}),
    ...(size >= TRAILER_OFFSET_SENDER + 8
      ? { sender: getU32(bytes, TRAILER_OFFSET_SENDER), group: getU32(bytes, TRAILER_OFFSET_SENDER + 4) }
      : {}),
    ...(size >= TRAILER_OFFSET_CONTEXT ? { auditPid: getU32(bytes, pid) } : {}),
    ...(size >= TRAILER_OFFSET_CONTEXT + 8 ? { context: getU64(bytes, TRAILER_OFFSET_CONTEXT) } : {}),
  };
}
