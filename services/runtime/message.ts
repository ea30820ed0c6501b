/** Messages to send, as bytes. Layout: `kernel/abi/message.ts`, `frame.ts`. */
import { setU32, setU64 } from '../../kernel/abi/bytes.ts';
import { ADDRESS_ATTACHED } from '../../kernel/abi/frame.ts';
import {
  BITS_COMPLEX,
  BITS_LOCAL_SHIFT,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_COUNT,
  DESCRIPTOR_GUARDED_PORT,
  DESCRIPTOR_OOL,
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
  MSGH_SIZE,
  OOL_ADDRESS,
  OOL_ADDRESS_HIGH,
  OOL_COPY,
  OOL_COPY_VIRTUAL,
  OOL_DEALLOCATE,
  OOL_DISPOSITION,
  OOL_SIZE,
  PORT_DESCRIPTOR_DISPOSITION,
  roundUp4,
} from '../../kernel/abi/message.ts';
import { MACH_PORT_NULL, PORT_RECEIVE } from '../../kernel/abi/rights.ts';

/** A right by name and disposition. */
export interface NamedRight {
  readonly name: number;
  readonly disposition: number;
}

/** One descriptor of a message to send. */
export type BodyItem =
  | { readonly type: 'port'; readonly name: number; readonly disposition: number }
  | { readonly type: 'guarded'; readonly name: number; readonly context: bigint; readonly flags?: number; readonly disposition?: number }
  | { readonly type: 'ports'; readonly names: readonly number[]; readonly disposition: number }
  /** Bytes of the program's own, carried in the frame. */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array; readonly copy?: number; readonly volatile?: boolean }
  /** A region of the task's memory. */
  | {
      readonly type: 'region';
      readonly address: number;
      readonly sizeBytes: number;
      readonly deallocate?: boolean;
      readonly copy?: number;
      readonly volatile?: boolean;
    };

export interface OutgoingMessage {
  readonly remote: NamedRight;
  readonly local?: NamedRight | undefined;
  readonly id: number;
  readonly body?: readonly BodyItem[] | null;
  /** Inline data; padded with zeros to a word. */
  readonly data?: Uint8Array;
}

/** What of the message itself has to be written, and how long it is with and without what is attached. */
interface Sizes {
  readonly messageBytes: number;
  readonly attachedBytes: number;
  readonly dataAt: number;
}

/** Bytes of the message, and of what follows it in the frame. */
export function messageSizes({ body, data }: OutgoingMessage): Sizes {
  let dataAt = HEADER_BYTES;
  let attachedBytes = 0;
  if (body !== undefined && body !== null) {
    dataAt = DESCRIPTORS;
    for (const item of body) {
      dataAt += DESCRIPTOR_BYTES[descriptorType(item)]!;
      if (item.type === 'bytes') attachedBytes += roundUp4(item.bytes.length);
      if (item.type === 'ports') attachedBytes += 4 * item.names.length;
    }
  }
  return { messageBytes: dataAt + roundUp4(data?.length ?? 0), attachedBytes, dataAt };
}

/** Writes a message at `at`, then what is attached to it. Needs: the sizes are those of `messageSizes`, and the bytes are zero. */
export function writeMessage(message: OutgoingMessage, { messageBytes, dataAt }: Sizes, bytes: Uint8Array, at: number): void {
  const { remote, local, id, body, data } = message;
  const complex = body !== undefined && body !== null;
  setU32(bytes, at + MSGH_BITS, (complex ? BITS_COMPLEX : 0) | remote.disposition | ((local?.disposition ?? 0) << BITS_LOCAL_SHIFT));
  setU32(bytes, at + MSGH_SIZE, messageBytes);
  setU32(bytes, at + MSGH_REMOTE, remote.name);
  setU32(bytes, at + MSGH_LOCAL, local?.name ?? MACH_PORT_NULL);
  setU32(bytes, at + MSGH_ID, id);
  if (data !== undefined) bytes.set(data, at + dataAt);
  if (!complex) return;
  setU32(bytes, at + DESCRIPTOR_COUNT, body.length);
  let place = at + DESCRIPTORS;
  let attached = at + messageBytes;
  for (const item of body) {
    attached += writeDescriptor(item, bytes, place, attached);
    place += DESCRIPTOR_BYTES[descriptorType(item)]!;
  }
}

function descriptorType(item: BodyItem): number {
  switch (item.type) {
    case 'port':
      return DESCRIPTOR_PORT;
    case 'guarded':
      return DESCRIPTOR_GUARDED_PORT;
    case 'ports':
      return DESCRIPTOR_OOL_PORTS;
    default:
      return item.volatile === true ? DESCRIPTOR_OOL_VOLATILE : DESCRIPTOR_OOL;
  }
}

/** Returns how many attached bytes it wrote. */
function writeDescriptor(item: BodyItem, bytes: Uint8Array, place: number, attached: number): number {
  bytes[place + DESCRIPTOR_TYPE] = descriptorType(item);
  switch (item.type) {
    case 'port':
      setU32(bytes, place, item.name);
      bytes[place + PORT_DESCRIPTOR_DISPOSITION] = item.disposition;
      return 0;
    case 'guarded':
      setU64(bytes, place + GUARDED_CONTEXT, item.context);
      bytes[place + GUARDED_FLAGS] = item.flags ?? 0;
      bytes[place + GUARDED_DISPOSITION] = item.disposition ?? PORT_RECEIVE;
      setU32(bytes, place + GUARDED_NAME, item.name);
      return 0;
    case 'ports':
      bytes[place + OOL_DISPOSITION] = item.disposition;
      setU32(bytes, place + OOL_SIZE, item.names.length);
      if (item.names.length > 0) setU32(bytes, place + OOL_ADDRESS_HIGH, ADDRESS_ATTACHED);
      for (const [index, name] of item.names.entries()) setU32(bytes, attached + 4 * index, name);
      return 4 * item.names.length;
    case 'bytes':
      bytes[place + OOL_COPY] = item.copy ?? OOL_COPY_VIRTUAL;
      setU32(bytes, place + OOL_SIZE, item.bytes.length);
      if (item.bytes.length > 0) setU32(bytes, place + OOL_ADDRESS_HIGH, ADDRESS_ATTACHED);
      bytes.set(item.bytes, attached);
      return roundUp4(item.bytes.length);
    default:
      setU64(bytes, place + OOL_ADDRESS, BigInt(item.address));
      bytes[place + OOL_DEALLOCATE] = item.deallocate === true ? 1 : 0;
      bytes[place + OOL_COPY] = item.copy ?? OOL_COPY_VIRTUAL;
      setU32(bytes, place + OOL_SIZE, item.sizeBytes);
      return 0;
  }
}
