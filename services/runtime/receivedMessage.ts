/** Messages received, taken apart. Layout: `kernel/abi/message.ts`, `frame.ts`. */
import { getI32, getU32, getU64 } from '../../kernel/abi/bytes.ts';
import {
  BITS_COMPLEX,
  BITS_LOCAL_SHIFT,
  BITS_REMOTE_MASK,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_COUNT,
  DESCRIPTOR_GUARDED_PORT,
  DESCRIPTOR_OOL_PORTS,
  DESCRIPTOR_OOL_VOLATILE,
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
  OOL_DISPOSITION,
  OOL_SIZE,
  PORT_DESCRIPTOR_DISPOSITION,
  TRAILER_AUDIT_PID_WORD,
  TRAILER_OFFSET_AUDIT,
  TRAILER_OFFSET_CONTEXT,
  TRAILER_OFFSET_SENDER,
  TRAILER_OFFSET_SEQNO,
  roundUp4,
} from '../../kernel/abi/message.ts';
import type { BodyItem, OutgoingMessage } from './message.ts';

/** One descriptor of a message received. */
export interface ReceivedItem {
  /** `DESCRIPTOR_*`. */
  readonly type: number;
  /** `PORT_RECEIVE`, `PORT_SEND` or `PORT_SEND_ONCE`; 0 for memory. */
  readonly kind: number;
  /** The names, of a port (one) or a port array. */
  readonly rights: readonly number[];
  /** The bytes of memory. */
  readonly memory: Uint8Array;
  /** Where the kernel mapped memory or port array; 0 when there is none. */
  readonly address: number;
  readonly sizeBytes: number;
  /** Of a guarded port. */
  readonly context: bigint;
  readonly flags: number;
}

export interface Trailer {
  readonly type: number;
  readonly sizeBytes: number;
  readonly seqno?: number;
  /** The sender's task id, put there by the kernel; 0 is the kernel itself. */
  readonly sender?: number;
  readonly auditPid?: number;
  readonly context?: bigint;
}

export interface ReceivedMessage {
  readonly remote: number;
  /** The kind of `remote` as received: `PORT_SEND`, `PORT_SEND_ONCE`, or 0. */
  readonly remoteKind: number;
  readonly local: number;
  readonly localKind: number;
  readonly seqno: number;
  readonly msghId: number;
  readonly complex: boolean;
  readonly sizeBytes: number;
  /** Null for a simple message. */
  readonly descriptors: readonly ReceivedItem[] | null;
  readonly data: Uint8Array;
  readonly trailer: Trailer;
}

const NO_BYTES = new Uint8Array(0);
const NO_TRAILER: Trailer = { type: 0, sizeBytes: 0 };

/**
 * The message in a trap's result: `bytes` begin with the message at `at`; `sizeBytes` counts it with its trailer, and what is attached
 * follows on the next word. The bytes are the kernel's, so their shape is trusted.
 */
export function parseMessage(bytes: Uint8Array, at: number, sizeBytes: number): ReceivedMessage {
  const bits = getU32(bytes, at + MSGH_BITS);
  const messageBytes = Math.min(getU32(bytes, at + MSGH_SIZE), sizeBytes);
  const complex = (bits & BITS_COMPLEX) !== 0 && messageBytes >= DESCRIPTORS;
  const parser: Parser = { bytes, place: at + DESCRIPTORS, attached: at + roundUp4(sizeBytes) };
  const descriptors = complex ? parseDescriptors(parser, getU32(bytes, at + DESCRIPTOR_COUNT)) : null;
  const dataAt = complex ? parser.place : at + HEADER_BYTES;
  return {
    remote: getU32(bytes, at + MSGH_REMOTE),
    remoteKind: bits & BITS_REMOTE_MASK,
    local: getU32(bytes, at + MSGH_LOCAL),
    localKind: (bits >>> BITS_LOCAL_SHIFT) & BITS_REMOTE_MASK,
    seqno: getU32(bytes, at + MSGH_SEQNO),
    msghId: getI32(bytes, at + MSGH_ID),
    complex,
    sizeBytes: getU32(bytes, at + MSGH_SIZE),
    descriptors,
    data: bytes.subarray(dataAt, at + messageBytes),
    trailer: sizeBytes > messageBytes ? parseTrailer(bytes, at + messageBytes) : NO_TRAILER,
  };
}

/** A message that was handed back, ready to be sent once more: its rights move now. */
export function sentAgain(message: ReceivedMessage): OutgoingMessage {
  const { remote, remoteKind, local, localKind, msghId, descriptors, data } = message;
  return {
    remote: { name: remote, disposition: remoteKind },
    local: { name: local, disposition: localKind },
    id: msghId,
    body: descriptors?.map(itemAgain) ?? null,
    data,
  };
}

function itemAgain({ type, kind, rights, address, sizeBytes, context, flags }: ReceivedItem): BodyItem {
  switch (type) {
    case DESCRIPTOR_PORT:
      return { type: 'port', name: rights[0]!, disposition: kind };
    case DESCRIPTOR_GUARDED_PORT:
      return { type: 'guarded', name: rights[0]!, context, flags, disposition: kind };
    case DESCRIPTOR_OOL_PORTS:
      return { type: 'ports', names: rights, disposition: kind };
    default:
      return { type: 'region', address, sizeBytes, deallocate: true, volatile: type === DESCRIPTOR_OOL_VOLATILE };
  }
}

interface Parser {
  readonly bytes: Uint8Array;
  place: number;
  attached: number;
}

function parseDescriptors(parser: Parser, count: number): ReceivedItem[] {
  const items: ReceivedItem[] = [];
  for (let index = 0; index < count; index += 1) {
    const type = parser.bytes[parser.place + DESCRIPTOR_TYPE]!;
    items.push(parseDescriptor(parser, type));
    parser.place += DESCRIPTOR_BYTES[type]!;
  }
  return items;
}

function parseDescriptor(parser: Parser, type: number): ReceivedItem {
  const { bytes, place } = parser;
  const item = { type, kind: 0, rights: [], memory: NO_BYTES, address: 0, sizeBytes: 0, context: 0n, flags: 0 };
  if (type === DESCRIPTOR_PORT) return { ...item, kind: bytes[place + PORT_DESCRIPTOR_DISPOSITION]!, rights: [getU32(bytes, place)] };
  if (type === DESCRIPTOR_GUARDED_PORT) {
    return {
      ...item,
      kind: bytes[place + GUARDED_DISPOSITION]!,
      rights: [getU32(bytes, place + GUARDED_NAME)],
      context: getU64(bytes, place + GUARDED_CONTEXT),
      flags: bytes[place + GUARDED_FLAGS]!,
    };
  }
  const address = getU32(bytes, place + OOL_ADDRESS);
  const count = getU32(bytes, place + OOL_SIZE);
  if (type === DESCRIPTOR_OOL_PORTS) {
    const rights: number[] = [];
    for (let index = 0; index < count; index += 1) rights.push(getU32(bytes, parser.attached + 4 * index));
    parser.attached += 4 * count;
    return { ...item, kind: bytes[place + OOL_DISPOSITION]!, rights, address, sizeBytes: 4 * count };
  }
  const memory = bytes.subarray(parser.attached, parser.attached + count);
  parser.attached += roundUp4(count);
  return { ...item, memory, address, sizeBytes: count };
}

function parseTrailer(bytes: Uint8Array, at: number): Trailer {
  const sizeBytes = getU32(bytes, at + 4);
  if (sizeBytes < TRAILER_OFFSET_SEQNO + 4) return { type: getU32(bytes, at), sizeBytes };
  const audit = TRAILER_OFFSET_AUDIT + 4 * TRAILER_AUDIT_PID_WORD;
  return {
    type: getU32(bytes, at),
    sizeBytes,
    seqno: getU32(bytes, at + TRAILER_OFFSET_SEQNO),
    ...(sizeBytes >= TRAILER_OFFSET_SENDER + 8 && { sender: getU32(bytes, at + TRAILER_OFFSET_SENDER) }),
    ...(sizeBytes >= audit + 4 && { auditPid: getU32(bytes, at + audit) }),
    ...(sizeBytes >= TRAILER_OFFSET_CONTEXT + 8 && { context: getU64(bytes, at + TRAILER_OFFSET_CONTEXT) }),
  };
}
