/** A message inside the kernel: its rights are references, not names; it owns what it carries. */
import { EV_COPYIN, EV_COPYOUT, EV_DELIVERED, EV_MSG_CREATED, SLOT_DESTINATION, SLOT_REPLY } from '../abi/events.ts';
import { LOGGED_BODY_BYTES } from '../abi/limits.ts';
import { DESCRIPTOR_BYTES, DESCRIPTORS, HEADER_BYTES } from '../abi/message.ts';
import { MACH_PORT_NULL, PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import type { Memory } from './memory.ts';
import type { Port } from './port.ts';
import type { Space } from './space.ts';

/** One element of a port array, or the right of a port descriptor. */
export interface CarriedRight {
  /** Null: no right; `word` says whether NULL or DEAD. */
  port: Port | null;
  /** `PORT_RECEIVE`, `PORT_SEND` or `PORT_SEND_ONCE`. */
  kind: number;
  /** What stands in place of a name where there is no right. */
  word: number;
  /** The message's slot (`SLOT_BODY` and up). */
  slot: number;
}

/** A descriptor of a complex message, after copyin. */
export interface Descriptor {
  /** `DESCRIPTOR_*`. */
  readonly type: number;
  /** PORT and GUARDED_PORT: one; OOL_PORTS: one an element; OOL: none. */
  readonly rights: CarriedRight[];
  /** OOL: the bytes; null when there are none. */
  memory: Memory | null;
  sizeBytes: number;
  readonly copy: number;
  /** OOL_PORTS and ports: `PORT_*` as received. */
  readonly kind: number;
  readonly guardLow: number;
  readonly guardHigh: number;
  readonly guardFlags: number;
}

const NOTHING = new Uint8Array(0);

export class Message {
  readonly id: number;
  /** The sender's space, for its quota; null: the kernel. Task and thread ids 0: the kernel. */
  readonly sender: Space | null;
  readonly senderTask: number;
  readonly senderThread: number;
  readonly msghId: number;
  /** As its sender gave them. */
  readonly bits: number;
  readonly complex: boolean;
  destination: Port | null = null;
  /** `PORT_SEND` or `PORT_SEND_ONCE`. */
  destinationKind = PORT_SEND;
  reply: Port | null = null;
  /** `PORT_SEND` or `PORT_SEND_ONCE`; 0 without a reply disposition. */
  replyKind = 0;
  /** NULL or DEAD, where there is no reply port. */
  replyWord = MACH_PORT_NULL;
  descriptors: Descriptor[] | null = null;
  /** The inline data after header and descriptors. */
  readonly data: Uint8Array;
  /** Header, descriptors and inline data. */
  sizeBytes: number;
  /** Event number of its creation. */
  readonly createdAt: number;
  readonly hash: number;
  circular = false;
  /** Whose quota it counts against, and how many bytes; null: nobody's. */
  payer: Space | null = null;
  charged = 0;
  /** Position among all queued messages. */
  arrival = 0;
  next: Message | null = null;
  /** The name its sender cached it through (SEND_NOTIFY_CACHED), with the port whose limit it exceeds. */
  cachedName = 0;
  cachedNotify: Port | null = null;

  constructor(ipc: Ipc, sender: Space | null, senderThread: number, msghId: number, bits: number, data: Uint8Array, sizeBytes: number) {
    this.id = ipc.nextMessage++;
    this.sender = sender;
    this.senderTask = sender === null ? 0 : sender.taskId;
    this.senderThread = senderThread;
    this.msghId = msghId;
    this.bits = bits | 0;
    this.complex = bits < 0 || bits >= 0x80000000;
    this.data = data;
    this.sizeBytes = sizeBytes;
    this.createdAt = ipc.sink.next;
    this.hash = hashOf(data);
    ipc.messages++;
    ipc.sink.emitBytes(
      EV_MSG_CREATED,
      data.length > LOGGED_BODY_BYTES && sender !== null ? data.subarray(0, LOGGED_BODY_BYTES) : data,
      this.id,
      this.senderTask,
      senderThread,
      msghId,
      sizeBytes,
      bits,
      data.length,
      this.hash,
    );
    if (data.length > LOGGED_BODY_BYTES && sender !== null) ipc.keepBody(this.id, data);
  }
}

/** Purpose: a message of the kernel itself. */
export function kernelMessage(ipc: Ipc, msghId: number, data: Uint8Array = NOTHING, descriptors: Descriptor[] | null = null): Message {
  let sizeBytes = HEADER_BYTES + data.length;
  if (descriptors !== null) {
    sizeBytes += DESCRIPTORS - HEADER_BYTES;
    for (const descriptor of descriptors) sizeBytes += DESCRIPTOR_BYTES[descriptor.type] as number;
  }
  const message = new Message(ipc, null, 0, msghId, descriptors === null ? 0 : 0x80000000, data, sizeBytes);
  message.descriptors = descriptors;
  return message;
}

/** Purpose: the kernel puts a right of its own making into a slot. Rights: `dsr`, `dso`, `dms` as the port's counters move. */
export function kernelPuts(
  ipc: Ipc,
  message: Message,
  slot: number,
  port: Port,
  kind: number,
  dsr: number,
  dso: number,
  dms: number,
): void {
  port.srights += dsr;
  port.sorights += dso;
  port.mscount = (port.mscount + dms) >>> 0;
  if (slot === SLOT_DESTINATION) {
    message.destination = port;
    message.destinationKind = kind;
  } else if (slot === SLOT_REPLY) {
    message.reply = port;
    message.replyKind = kind;
  }
  ipc.sink.emit(EV_COPYIN, message.id, slot, 0, 0, 0, port.id, kind, dsr, dso, dms);
}

/** Purpose: the kernel takes a carried right out of a message; it is the caller's now and counts as the kernel's. */
export function kernelTakes(ipc: Ipc, message: Message, right: CarriedRight): Port | null {
  const { port } = right;
  if (port === null) return null;
  right.port = null;
  ipc.sink.emit(EV_COPYOUT, message.id, right.slot, 0, 0, port.id, right.kind, 0, 0);
  return port;
}

/** Purpose: the end of a message, by one of the events of that shape. Needs: it holds no right and no memory any more. */
export function messageEnd(ipc: Ipc, message: Message, event: number, a: number, b: number): void {
  if (message.payer !== null) {
    message.payer.queuedMessages--;
    message.payer.queuedBytes -= message.charged;
    message.payer = null;
  }
  ipc.messages--;
  ipc.sink.emit(
    event,
    message.id,
    a,
    b,
    message.senderTask,
    message.senderThread,
    message.msghId,
    message.sizeBytes,
    message.bits,
    message.data.length,
    message.hash,
    message.createdAt,
  );
}

/** Purpose: the message reached a thread. */
export function messageDelivered(ipc: Ipc, message: Message, thread: number, task: number): void {
  messageEnd(ipc, message, EV_DELIVERED, thread, task);
}

/** Counters a carried right takes along when it goes: send rights and send-once rights each count once a slot. */
export function sendDelta(kind: number): number {
  return kind === PORT_SEND ? -1 : 0;
}
export function sendOnceDelta(kind: number): number {
  return kind === PORT_SEND_ONCE ? -1 : 0;
}

/** True when the right is the one receive right of its port. */
export function isReceive(right: CarriedRight): boolean {
  return right.kind === PORT_RECEIVE;
}

/** FNV-1a over the data, as a signed word: tells bodies apart in the log, nothing more. */
function hashOf(data: Uint8Array): number {
  let hash = 0x811c9dc5;
  const { length } = data;
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ (data[at] as number), 0x01000193);
  return hash;
}
