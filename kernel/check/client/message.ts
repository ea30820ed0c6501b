/** Messages as a program makes them and reads them: names and dispositions in, names and kinds of right out. */
import { setU32 } from '../../abi/bytes.ts';
import {
  ADDRESS_ATTACHED,
  MSG_ARG_NOTIFY,
  MSG_ARG_OPTIONS,
  MSG_ARG_RCV_NAME,
  MSG_ARG_RCV_SIZE,
  MSG_ARG_SEND_SIZE,
  MSG_ARG_TIMEOUT,
  MSG_ARGS_BYTES,
  TRAP_MACH_MSG,
} from '../../abi/frame.ts';
import {
  BITS_COMPLEX,
  BITS_LOCAL_SHIFT,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_COUNT,
  DESCRIPTOR_GUARDED_PORT,
  DESCRIPTOR_OOL_PORTS,
  DESCRIPTOR_PORT,
  DESCRIPTOR_TYPE,
  DESCRIPTORS,
  GUARDED_CONTEXT,
  GUARDED_CONTEXT_HIGH,
  GUARDED_DISPOSITION,
  GUARDED_FLAGS,
  GUARDED_NAME,
  HEADER_BYTES,
  MSGH_BITS,
  MSGH_ID,
  MSGH_LOCAL,
  MSGH_REMOTE,
  MSGH_SIZE,
  OOL_ADDRESS,
  OOL_ADDRESS_HIGH,
  OOL_COPY,
  OOL_DEALLOCATE,
  OOL_DISPOSITION,
  OOL_SIZE,
  PORT_DESCRIPTOR_DISPOSITION,
  roundUp4,
} from '../../abi/message.ts';

/** A right as a program speaks of it: sent by a disposition, received as `PORT_*`. */
export interface PortValue {
  readonly name: number;
  readonly disposition: number;
}

export type BodyItem =
  | { readonly type: typeof DESCRIPTOR_PORT; readonly name: number; readonly disposition: number }
  | {
      /** OOL, or OOL_VOLATILE. */
      readonly type: 1 | 3;
      /** Bytes that travel in the frame, or a range of the sender's memory. */
      readonly memory: Uint8Array | { readonly address: number; readonly sizeBytes: number };
      readonly deallocate: boolean;
      readonly copy: number;
    }
  | {
      readonly type: typeof DESCRIPTOR_OOL_PORTS;
      readonly names: readonly number[];
      readonly disposition: number;
      readonly deallocate: boolean;
      readonly copy: number;
    }
  | {
      readonly type: typeof DESCRIPTOR_GUARDED_PORT;
      readonly name: number;
      readonly disposition: number;
      readonly guard: bigint;
      readonly flags: number;
    };

export interface Outgoing {
  readonly remote: PortValue;
  readonly local: PortValue;
  readonly id: number;
  /** Null: a simple message, of header and data. */
  readonly body: readonly BodyItem[] | null;
  readonly data: Uint8Array;
  /** Sets the COMPLEX bit or leaves it, whatever the body. */
  readonly complex?: boolean;
  /** What stands in the header's size field, which the kernel does not read. */
  readonly sizeField?: number;
}

/** A message's own bytes, and the pieces of memory that follow it in the frame. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly attached: readonly Uint8Array[];
}

/** Returns: a message laid out to be sent. */
export function layOut(message: Outgoing): Encoded {
  const { remote, local, body, data } = message;
  const bodyBytes = body === null ? 0 : body.reduce((sum, { type }) => sum + DESCRIPTOR_BYTES[type], DESCRIPTORS - HEADER_BYTES);
  const bytes = new Uint8Array(HEADER_BYTES + bodyBytes + roundUp4(data.length));
  const complex = (message.complex ?? body !== null) ? BITS_COMPLEX : 0;
  setU32(bytes, MSGH_BITS, (complex | remote.disposition | (local.disposition << BITS_LOCAL_SHIFT)) >>> 0);
  setU32(bytes, MSGH_SIZE, message.sizeField ?? bytes.length);
  setU32(bytes, MSGH_REMOTE, remote.name);
  setU32(bytes, MSGH_LOCAL, local.name);
  setU32(bytes, MSGH_ID, message.id);
  bytes.set(data, HEADER_BYTES + bodyBytes);
  const attached: Uint8Array[] = [];
  if (body === null) return { bytes, attached };
  setU32(bytes, DESCRIPTOR_COUNT, body.length);
  let at = DESCRIPTORS;
  for (const item of body) {
    bytes[at + DESCRIPTOR_TYPE] = item.type;
    layOutItem(bytes, at, item, attached);
    at += DESCRIPTOR_BYTES[item.type];
  }
  return { bytes, attached };
}

function layOutItem(bytes: Uint8Array, at: number, item: BodyItem, attached: Uint8Array[]): void {
  switch (item.type) {
    case DESCRIPTOR_PORT:
      setU32(bytes, at, item.name);
      bytes[at + PORT_DESCRIPTOR_DISPOSITION] = item.disposition;
      return;
    case DESCRIPTOR_GUARDED_PORT:
      setU32(bytes, at + GUARDED_CONTEXT, Number(item.guard & 0xffffffffn));
      setU32(bytes, at + GUARDED_CONTEXT_HIGH, Number(item.guard >> 32n));
      bytes[at + GUARDED_FLAGS] = item.flags;
      bytes[at + GUARDED_FLAGS + 1] = item.flags >> 8;
      bytes[at + GUARDED_DISPOSITION] = item.disposition;
      setU32(bytes, at + GUARDED_NAME, item.name);
      return;
    default: {
      bytes[at + OOL_DEALLOCATE] = item.deallocate ? 1 : 0;
      bytes[at + OOL_COPY] = item.copy;
      const memory = item.type === DESCRIPTOR_OOL_PORTS ? wordsOf(item.names) : item.memory;
      if (item.type === DESCRIPTOR_OOL_PORTS) bytes[at + OOL_DISPOSITION] = item.disposition;
      if (memory instanceof Uint8Array) {
        setU32(bytes, at + OOL_ADDRESS_HIGH, ADDRESS_ATTACHED);
        setU32(bytes, at + OOL_SIZE, item.type === DESCRIPTOR_OOL_PORTS ? memory.length / 4 : memory.length);
        attached.push(memory);
      } else {
        setU32(bytes, at + OOL_ADDRESS, memory.address);
        setU32(bytes, at + OOL_SIZE, memory.sizeBytes);
      }
    }
  }
}

export function wordsOf(list: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(list.length * 4);
  list.forEach((word, index) => setU32(bytes, index * 4, word));
  return bytes;
}

export interface MsgArgs {
  readonly options: number;
  readonly message?: Encoded;
  /** The size the sender claims; unless given, that of the message. */
  readonly sendSize?: number;
  readonly rcvSize?: number;
  readonly rcvName?: number;
  readonly timeoutMs?: number;
  readonly notify?: number;
}

/** Room for every message that is not made to be too large. */
export const RCV_SIZE = 0x200000;

/** Returns: the payload of a `mach_msg` trap. */
export function msgPayload(args: MsgArgs): Uint8Array {
  const message = args.message ?? { bytes: new Uint8Array(0), attached: [] };
  const sendSize = args.sendSize ?? message.bytes.length;
  const messageBytes = roundUp4(Math.min(Math.max(sendSize, 0), 0x1000000));
  const attachedBytes = message.attached.reduce((sum, piece) => sum + roundUp4(piece.length), 0);
  const payload = new Uint8Array(MSG_ARGS_BYTES + messageBytes + attachedBytes);
  setU32(payload, 0, TRAP_MACH_MSG);
  setU32(payload, MSG_ARG_OPTIONS, args.options);
  setU32(payload, MSG_ARG_SEND_SIZE, sendSize);
  setU32(payload, MSG_ARG_RCV_SIZE, args.rcvSize ?? RCV_SIZE);
  setU32(payload, MSG_ARG_RCV_NAME, args.rcvName ?? 0);
  setU32(payload, MSG_ARG_TIMEOUT, args.timeoutMs ?? 0);
  setU32(payload, MSG_ARG_NOTIFY, args.notify ?? 0);
  payload.set(message.bytes.subarray(0, messageBytes), MSG_ARGS_BYTES);
  let at = MSG_ARGS_BYTES + messageBytes;
  for (const piece of message.attached) {
    payload.set(piece, at);
    at += roundUp4(piece.length);
  }
  return payload;
}
