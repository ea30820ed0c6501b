/** Copyout: a message of the kernel becomes bytes of a task; rights become names. */
import { EV_HANDED_BACK } from '../abi/events.ts';
import { MACH_MSG_IPC_SPACE, MACH_MSG_SUCCESS, MACH_MSG_VM_SPACE, MACH_RCV_BODY_ERROR, MACH_RCV_HEADER_ERROR } from '../abi/codes.ts';
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
  GUARD_IMMOVABLE_RECEIVE,
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
  MSGH_SEQNO,
  MSGH_SIZE,
  OOL_ADDRESS,
  OOL_COPY,
  OOL_DEALLOCATE,
  OOL_DISPOSITION,
  OOL_SIZE,
  PORT_DESCRIPTOR_DISPOSITION,
  TRAILER_AUDIT_PID_WORD,
  TRAILER_OFFSET_AUDIT,
  TRAILER_OFFSET_CONTEXT,
  TRAILER_OFFSET_SENDER,
  TRAILER_OFFSET_SEQNO,
} from '../abi/message.ts';
import { MACH_PORT_DEAD, MACH_PORT_NULL, PORT_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { contextSet } from './death.ts';
import { bodyDrop, destinationDrop, replyDrop, rightDrop } from './destroy.ts';
import { memoryCreate, memoryPieces, memoryRelease, memoryUnhold, regionMap } from './memory.ts';
import { type CarriedRight, type Descriptor, type Message, messageDelivered, messageEnd } from './message.ts';
import { notifySendOnce } from './notification.ts';
import { GUARDED, type Port } from './port.ts';
import { rightCopyOut } from './right.ts';
import { mapOf, type Space } from './space.ts';

/** Where a message is written for its receiver. */
export interface ReceiveBuffer {
  bytes: Uint8Array;
  view: DataView;
  /** Where the message begins. */
  at: number;
  /** Out-of-line bytes to follow the message, in order, each padded to a word. */
  attached: Uint8Array[];
}

/** A receiver that did not ask for guarded descriptors gets plain ones, which are shorter. */
function asReceived(descriptor: Descriptor, guarded: boolean): number {
  return descriptor.type === DESCRIPTOR_GUARDED_PORT && !guarded ? DESCRIPTOR_PORT : descriptor.type;
}

/** Returns: the size as this receiver gets it, without trailer. */
export function receivedBytes(message: Message, guarded: boolean): number {
  if (guarded || message.descriptors === null) return message.sizeBytes;
  let sizeBytes = message.sizeBytes;
  for (const { type } of message.descriptors)
    if (type === DESCRIPTOR_GUARDED_PORT) sizeBytes -= DESCRIPTOR_BYTES[type] - DESCRIPTOR_BYTES[DESCRIPTOR_PORT];
  return sizeBytes;
}

/**
 * Purpose: hand a dequeued message to a thread: header, descriptors, data and trailer at `buffer.at`; the message ends.
 * Needs: it fits, `receivedBytes` plus trailer. Rights: reply and body rights enter the space; the destination right is consumed,
 * which may be the last send right. What the space has no room for is destroyed.
 * Returns: MACH_MSG_SUCCESS, MACH_RCV_HEADER_ERROR or MACH_RCV_BODY_ERROR with resource bits.
 */
export function copyOut(
  ipc: Ipc,
  message: Message,
  port: Port,
  seqno: number,
  space: Space,
  thread: number,
  guarded: boolean,
  trailer: number,
  buffer: ReceiveBuffer,
): number {
  const { view, at } = buffer;
  let code = MACH_MSG_SUCCESS;
  let remote = message.replyWord;
  if (message.reply !== null) {
    remote = rightCopyOut(ipc, space, message.reply, message.replyKind, message, 1);
    if (remote === MACH_PORT_NULL) {
      replyDrop(ipc, message);
      code = MACH_RCV_HEADER_ERROR | MACH_MSG_IPC_SPACE;
    } else message.reply = null;
  }
  const here = port.receiver === space;
  const local = here ? port.receiverName : port.active ? MACH_PORT_NULL : MACH_PORT_DEAD;
  const toldOnce = !here && message.destinationKind === PORT_SEND_ONCE && port.active;
  destinationDrop(ipc, message, true);
  if (toldOnce) notifySendOnce(ipc, port);
  let sizeBytes = receivedBytes(message, guarded);
  let complex = message.complex;
  if (code !== MACH_MSG_SUCCESS) {
    bodyDrop(ipc, message);
    complex = false;
    sizeBytes = HEADER_BYTES;
  } else if (message.descriptors !== null) {
    code = bodyCopyOut(ipc, message, message.descriptors, space, guarded, buffer);
  }
  const bits = (complex ? BITS_COMPLEX : 0) | message.replyKind | (message.destinationKind << BITS_LOCAL_SHIFT);
  view.setUint32(at + MSGH_BITS, bits >>> 0, true);
  view.setUint32(at + MSGH_SIZE, sizeBytes, true);
  view.setUint32(at + MSGH_REMOTE, remote, true);
  view.setUint32(at + MSGH_LOCAL, local, true);
  view.setUint32(at + MSGH_SEQNO, seqno, true);
  view.setInt32(at + MSGH_ID, message.msghId, true);
  if (sizeBytes > HEADER_BYTES) writeData(message, buffer, sizeBytes);
  writeTrailer(message, port, seqno, trailer, view, at + sizeBytes);
  messageDelivered(ipc, message, thread, space.taskId);
  return code;
}

function writeData(message: Message, buffer: ReceiveBuffer, sizeBytes: number): void {
  const { data } = message;
  const start = buffer.at + sizeBytes - data.length;
  if (data.length > 64) buffer.bytes.set(data, start);
  else for (let index = 0; index < data.length; index++) buffer.bytes[start + index] = data[index] as number;
}

function writeTrailer(message: Message, port: Port, seqno: number, trailer: number, view: DataView, at: number): void {
  view.setUint32(at, 0, true);
  view.setUint32(at + 4, trailer, true);
  if (trailer >= TRAILER_OFFSET_SEQNO + 4) view.setUint32(at + TRAILER_OFFSET_SEQNO, seqno, true);
  if (trailer >= TRAILER_OFFSET_SENDER + 8) {
    view.setUint32(at + TRAILER_OFFSET_SENDER, message.senderTask, true);
    view.setUint32(at + TRAILER_OFFSET_SENDER + 4, message.sender === null ? 1 : 0, true);
  }
  if (trailer >= TRAILER_OFFSET_CONTEXT) {
    for (let word = 0; word < 8; word++)
      view.setUint32(at + TRAILER_OFFSET_AUDIT + 4 * word, word === TRAILER_AUDIT_PID_WORD ? message.senderTask : 0, true);
  }
  if (trailer > TRAILER_OFFSET_CONTEXT) {
    view.setUint32(at + TRAILER_OFFSET_CONTEXT, port.contextLow, true);
    view.setUint32(at + TRAILER_OFFSET_CONTEXT + 4, port.contextHigh, true);
    for (let word = TRAILER_OFFSET_CONTEXT + 8; word < trailer; word += 4) view.setUint32(at + word, 0, true);
  }
}

function bodyCopyOut(ipc: Ipc, message: Message, descriptors: Descriptor[], space: Space, guarded: boolean, buffer: ReceiveBuffer): number {
  const { view } = buffer;
  let place = buffer.at + DESCRIPTORS;
  let code = MACH_MSG_SUCCESS;
  view.setUint32(buffer.at + DESCRIPTOR_COUNT, descriptors.length, true);
  for (let index = 0; index < descriptors.length; index++) {
    const descriptor = descriptors[index] as Descriptor;
    const type = asReceived(descriptor, guarded);
    const bytes = DESCRIPTOR_BYTES[type] as number;
    for (let word = 0; word < bytes; word += 4) view.setUint32(place + word, 0, true);
    view.setUint8(place + DESCRIPTOR_TYPE, type);
    if (descriptor.type === DESCRIPTOR_PORT || descriptor.type === DESCRIPTOR_GUARDED_PORT) {
      code |= portCopyOut(ipc, message, descriptor, space, guarded, view, place);
    } else if (descriptor.type === DESCRIPTOR_OOL_PORTS) code |= portsCopyOut(ipc, message, descriptor, space, buffer, place);
    else code |= memoryCopyOut(ipc, message, descriptor, index, space, buffer, place);
    place += bytes;
  }
  return code;
}

function rightOut(ipc: Ipc, message: Message, right: CarriedRight, space: Space): number {
  const { port } = right;
  if (port === null) return right.word;
  const name = rightCopyOut(ipc, space, port, right.kind, message, right.slot);
  if (name === MACH_PORT_NULL) rightDrop(ipc, message, right);
  else right.port = null;
  return name;
}

function portCopyOut(
  ipc: Ipc,
  message: Message,
  descriptor: Descriptor,
  space: Space,
  guarded: boolean,
  view: DataView,
  place: number,
): number {
  const right = descriptor.rights[0] as CarriedRight;
  const had = right.port;
  const name = rightOut(ipc, message, right, space);
  if (descriptor.type === DESCRIPTOR_GUARDED_PORT && had !== null && name !== MACH_PORT_NULL && guarded) {
    const immovable = descriptor.guardFlags & GUARD_IMMOVABLE_RECEIVE;
    contextSet(ipc, had, descriptor.guardLow, descriptor.guardHigh, GUARDED | immovable);
  }
  if (asReceived(descriptor, guarded) === DESCRIPTOR_PORT) {
    view.setUint32(place, name, true);
    view.setUint8(place + PORT_DESCRIPTOR_DISPOSITION, descriptor.kind);
  } else {
    view.setUint32(place + GUARDED_CONTEXT, descriptor.guardLow, true);
    view.setUint32(place + GUARDED_CONTEXT_HIGH, descriptor.guardHigh, true);
    view.setUint16(place + GUARDED_FLAGS, descriptor.guardFlags, true);
    view.setUint8(place + GUARDED_DISPOSITION, descriptor.kind);
    view.setUint8(place + DESCRIPTOR_TYPE, DESCRIPTOR_GUARDED_PORT);
    view.setUint32(place + GUARDED_NAME, name, true);
  }
  return had !== null && name === MACH_PORT_NULL ? MACH_RCV_BODY_ERROR | MACH_MSG_IPC_SPACE : 0;
}

function portsCopyOut(ipc: Ipc, message: Message, descriptor: Descriptor, space: Space, buffer: ReceiveBuffer, place: number): number {
  const { view } = buffer;
  const { rights } = descriptor;
  const names = new Uint8Array(rights.length * 4);
  const words = new DataView(names.buffer);
  let code = 0;
  for (let index = 0; index < rights.length; index++) {
    const right = rights[index] as CarriedRight;
    const had = right.port !== null;
    const name = rightOut(ipc, message, right, space);
    words.setUint32(index * 4, name, true);
    if (had && name === MACH_PORT_NULL) code = MACH_RCV_BODY_ERROR | MACH_MSG_IPC_SPACE;
  }
  let address = 0;
  if (names.length > 0) {
    const memory = memoryCreate(ipc, names, names.length);
    address = regionMap(ipc, mapOf(space), memory, message.id);
    if (address === 0) {
      memoryUnhold(ipc, memory);
      code |= MACH_RCV_BODY_ERROR | MACH_MSG_VM_SPACE;
    }
  }
  view.setUint32(place + OOL_ADDRESS, address, true);
  view.setUint8(place + OOL_DEALLOCATE, 1);
  view.setUint8(place + OOL_COPY, descriptor.copy);
  view.setUint8(place + OOL_DISPOSITION, descriptor.kind);
  view.setUint32(place + OOL_SIZE, rights.length, true);
  buffer.attached.push(names);
  return code;
}

function memoryCopyOut(
  ipc: Ipc,
  message: Message,
  descriptor: Descriptor,
  index: number,
  space: Space,
  buffer: ReceiveBuffer,
  place: number,
): number {
  const { view } = buffer;
  const { memory } = descriptor;
  let address = 0;
  let sizeBytes = 0;
  if (memory !== null) {
    address = regionMap(ipc, mapOf(space), memory, message.id);
    if (address !== 0) {
      sizeBytes = memory.sizeBytes;
      const pieces = memoryPieces(memory, 0, sizeBytes);
      for (const piece of pieces) buffer.attached.push(piece);
    }
    descriptor.memory = null;
    memoryRelease(ipc, memory, message.id, index);
  }
  view.setUint32(place + OOL_ADDRESS, address, true);
  view.setUint8(place + OOL_DEALLOCATE, 1);
  view.setUint8(place + OOL_COPY, descriptor.copy);
  view.setUint32(place + OOL_SIZE, memory === null ? 0 : memory.sizeBytes, true);
  if (memory !== null && address === 0) view.setUint32(place + OOL_SIZE, 0, true);
  return memory !== null && sizeBytes === 0 ? MACH_RCV_BODY_ERROR | MACH_MSG_VM_SPACE : 0;
}

/**
 * Purpose: a send failed after copyin: the message goes back to its sender as if received, but with the header as it was sent.
 * Rights: re-enter the sender's space; dispositions become MOVE. Returns: the resource bits to add to the code.
 */
export function pseudoReceive(ipc: Ipc, message: Message, space: Space, thread: number, buffer: ReceiveBuffer): number {
  const { view, at } = buffer;
  let code = 0;
  let remote = MACH_PORT_NULL;
  if (message.destination !== null) {
    remote = rightCopyOut(ipc, space, message.destination, message.destinationKind, message, 0);
    if (remote === MACH_PORT_NULL) {
      destinationDrop(ipc, message, false);
      code |= MACH_MSG_IPC_SPACE;
    } else message.destination = null;
  }
  let local = message.replyWord;
  if (message.reply !== null) {
    local = rightCopyOut(ipc, space, message.reply, message.replyKind, message, 1);
    if (local === MACH_PORT_NULL) {
      replyDrop(ipc, message);
      code |= MACH_MSG_IPC_SPACE;
    } else message.reply = null;
  }
  if (message.descriptors !== null)
    code |= bodyCopyOut(ipc, message, message.descriptors, space, true, buffer) & (MACH_MSG_IPC_SPACE | MACH_MSG_VM_SPACE);
  view.setUint32(
    at + MSGH_BITS,
    ((message.complex ? BITS_COMPLEX : 0) | message.destinationKind | (message.replyKind << BITS_LOCAL_SHIFT)) >>> 0,
    true,
  );
  view.setUint32(at + MSGH_SIZE, message.sizeBytes, true);
  view.setUint32(at + MSGH_REMOTE, remote, true);
  view.setUint32(at + MSGH_LOCAL, local, true);
  view.setUint32(at + MSGH_SEQNO, 0, true);
  view.setInt32(at + MSGH_ID, message.msghId, true);
  if (message.sizeBytes > HEADER_BYTES) writeData(message, buffer, message.sizeBytes);
  messageEnd(ipc, message, EV_HANDED_BACK, thread, space.taskId);
  return code;
}
