/** Copyin: bytes of a task become a message of the kernel; names become rights. */
import { DESTROY_BODY_ERROR, EV_CIRCULAR, SLOT_BODY, SLOT_DESTINATION, SLOT_REPLY } from '../abi/events.ts';
import { ADDRESS_ATTACHED } from '../abi/frame.ts';
import {
  MACH_MSG_SUCCESS,
  MACH_SEND_INVALID_DEST,
  MACH_SEND_INVALID_HEADER,
  MACH_SEND_INVALID_MEMORY,
  MACH_SEND_INVALID_REPLY,
  MACH_SEND_INVALID_RIGHT,
  MACH_SEND_INVALID_TYPE,
  MACH_SEND_MSG_TOO_SMALL,
  MACH_SEND_NO_BUFFER,
  MACH_SEND_TOO_LARGE,
} from '../abi/codes.ts';
import {
  DESCRIPTORS_MAX,
  MESSAGE_BYTES_MAX,
  OOL_BYTES_MAX,
  OOL_PORTS_MAX,
  QUEUED_BYTES_PER_TASK,
  QUEUED_MESSAGES_PER_TASK,
} from '../abi/limits.ts';
import {
  BITS_COMPLEX,
  BITS_LOCAL_SHIFT,
  BITS_REMOTE_MASK,
  BITS_USER,
  DESCRIPTOR_BYTES,
  DESCRIPTOR_COUNT,
  DESCRIPTOR_GUARDED_PORT,
  DESCRIPTOR_OOL,
  DESCRIPTOR_OOL_PORTS,
  DESCRIPTOR_OOL_VOLATILE,
  DESCRIPTOR_PORT,
  DESCRIPTOR_TYPE,
  DESCRIPTORS,
  GUARD_IMMOVABLE_RECEIVE,
  GUARD_UNGUARDED_ON_SEND,
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
  OOL_ADDRESS,
  OOL_ADDRESS_HIGH,
  OOL_COPY,
  OOL_DEALLOCATE,
  OOL_DISPOSITION,
  OOL_SIZE,
  PORT_DESCRIPTOR_DISPOSITION,
} from '../abi/message.ts';
import {
  deliveredAs,
  MACH_PORT_DEAD,
  MACH_PORT_NULL,
  MAKE_SEND_ONCE,
  MOVE_RECEIVE,
  MOVE_SEND,
  MOVE_SEND_ONCE,
  PORT_RECEIVE,
} from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { messageDestroy } from './destroy.ts';
import { memoryAttach, memoryCreate, memoryShare, memoryRead, type Memory, PROTECTION_READ, regionAt, regionUnmap } from './memory.ts';
import { type CarriedRight, type Descriptor, Message } from './message.ts';
import { carriedBy } from './notification.ts';
import { deadCopyIn, RIGHT_BAD, RIGHT_IS_DEAD, RIGHT_OK, rightCheck, rightCopyIn } from './right.ts';
import { type Entry, type Space, spaceLookup } from './space.ts';

/** A message to send, in the bytes of a frame. */
export interface SendBuffer {
  bytes: Uint8Array;
  view: DataView;
  /** Where the message begins, how long its sender says it is, and where the frame ends. */
  at: number;
  sizeBytes: number;
  end: number;
}

/** What copyin made, or why not. One object, reused. */
export interface CopyInResult {
  code: number;
  message: Message | null;
}

/**
 * Purpose: turn a message of a task into one of the kernel: header rights together, then the body in order.
 * Needs: the space is alive. Rights: what the dispositions say leaves the space. A header that is refused moves nothing;
 * a body that is refused destroys what had been taken (Mach 3 Kernel Interfaces, mach_msg).
 * Returns in `result`: MACH_SEND_MSG_TOO_SMALL, _TOO_LARGE, _INVALID_HEADER, _INVALID_DEST, _INVALID_REPLY, _INVALID_TYPE,
 * _INVALID_RIGHT, _INVALID_MEMORY, _NO_BUFFER; or the message.
 */
export function copyIn(ipc: Ipc, space: Space, thread: number, buffer: SendBuffer, result: CopyInResult): void {
  const { view, at, sizeBytes } = buffer;
  result.message = null;
  if (sizeBytes < HEADER_BYTES || (sizeBytes & 3) !== 0 || at + sizeBytes > buffer.end) return fail(result, MACH_SEND_MSG_TOO_SMALL);
  if (sizeBytes > MESSAGE_BYTES_MAX) return fail(result, MACH_SEND_TOO_LARGE);
  const bits = view.getUint32(at + MSGH_BITS, true);
  const complex = (bits & BITS_COMPLEX) !== 0;
  if (complex) {
    const code = shapeCheck(ipc, buffer);
    if (code !== MACH_MSG_SUCCESS) return fail(result, code);
  }
  const remote = bits & BITS_REMOTE_MASK;
  const local = (bits >>> BITS_LOCAL_SHIFT) & BITS_REMOTE_MASK;
  const replyName = view.getUint32(at + MSGH_LOCAL, true);
  if ((bits & ~BITS_USER) !== 0 || remote < MOVE_SEND || remote > MAKE_SEND_ONCE) return fail(result, MACH_SEND_INVALID_HEADER);
  if (local === 0 ? replyName !== MACH_PORT_NULL : local < MOVE_SEND || local > MAKE_SEND_ONCE)
    return fail(result, MACH_SEND_INVALID_HEADER);

  const entry = spaceLookup(space, view.getUint32(at + MSGH_REMOTE, true));
  if (entry === null) return fail(result, MACH_SEND_INVALID_DEST);
  let reply: Entry | null = null;
  if (replyName !== MACH_PORT_NULL && replyName !== MACH_PORT_DEAD) {
    reply = spaceLookup(space, replyName);
    if (reply === entry && remote === MOVE_SEND_ONCE && local === MOVE_SEND_ONCE) return fail(result, MACH_SEND_INVALID_DEST);
    const state = reply === null ? RIGHT_BAD : rightCheck(reply, local);
    if (reply === null || state === RIGHT_BAD || (state === RIGHT_IS_DEAD && ipc.profile.deadReplyRefused))
      return fail(result, MACH_SEND_INVALID_REPLY);
  }
  if (rightCheck(entry, remote) !== RIGHT_OK) return fail(result, MACH_SEND_INVALID_DEST);
  if (reply === entry && remote === MOVE_SEND && local === MOVE_SEND && entry.urefs < 2) return fail(result, MACH_SEND_INVALID_DEST);
  if (space.queuedMessages >= QUEUED_MESSAGES_PER_TASK) return fail(result, MACH_SEND_NO_BUFFER);

  const count = complex ? view.getUint32(at + DESCRIPTOR_COUNT, true) : 0;
  const dataAt = complex ? descriptorsEnd(buffer, count) : at + HEADER_BYTES;
  const data = buffer.bytes.slice(dataAt, at + sizeBytes);
  const message = new Message(ipc, space, thread, view.getInt32(at + MSGH_ID, true), bits | 0, data, sizeBytes);
  headerRights(ipc, message, entry, remote, reply, local, replyName);
  result.message = message;
  result.code = MACH_MSG_SUCCESS;
  if (!complex) return;
  const code = bodyCopyIn(ipc, space, buffer, message, count);
  if (code === MACH_MSG_SUCCESS) return;
  result.message = null;
  messageDestroy(ipc, message, DESTROY_BODY_ERROR);
  fail(result, code);
}

function fail(result: CopyInResult, code: number): void {
  result.code = code;
}

/** A reply that copies goes first, so that one reference serves both slots; a MAKE never disturbs an entry. */
function headerRights(
  ipc: Ipc,
  message: Message,
  entry: Entry,
  remote: number,
  reply: Entry | null,
  local: number,
  replyName: number,
): void {
  const replyFirst = reply === entry && remote === MOVE_SEND;
  if (replyFirst) replyRight(ipc, message, reply, local, replyName);
  message.destinationKind = deliveredAs(remote);
  message.destination = rightCopyIn(ipc, entry, remote, message, SLOT_DESTINATION);
  if (!replyFirst) replyRight(ipc, message, reply, local, replyName);
}

function replyRight(ipc: Ipc, message: Message, reply: Entry | null, local: number, replyName: number): void {
  message.replyKind = local === 0 ? 0 : deliveredAs(local);
  if (reply === null) message.replyWord = replyName;
  else if (rightCheck(reply, local) === RIGHT_IS_DEAD) {
    message.replyWord = MACH_PORT_DEAD;
    deadCopyIn(ipc, reply, local, message);
  } else message.reply = rightCopyIn(ipc, reply, local, message, SLOT_REPLY);
}

/** Everything about descriptors that can be judged without the space. */
function shapeCheck(ipc: Ipc, buffer: SendBuffer): number {
  const { view, at, sizeBytes } = buffer;
  if (sizeBytes < DESCRIPTORS) return MACH_SEND_MSG_TOO_SMALL;
  const count = view.getUint32(at + DESCRIPTOR_COUNT, true);
  if (count > DESCRIPTORS_MAX) return sizeBytes < DESCRIPTORS + count * 12 ? MACH_SEND_MSG_TOO_SMALL : MACH_SEND_TOO_LARGE;
  let place = at + DESCRIPTORS;
  for (let index = 0; index < count; index++) {
    if (place + 12 > at + sizeBytes) return MACH_SEND_MSG_TOO_SMALL;
    const type = view.getUint8(place + DESCRIPTOR_TYPE);
    const bytes = DESCRIPTOR_BYTES[type];
    if (bytes === undefined) return MACH_SEND_INVALID_TYPE;
    if (place + bytes > at + sizeBytes) return MACH_SEND_MSG_TOO_SMALL;
    if (!ipc.profile.shapeCheckedLate && !shapeIsGood(view, place, type)) return MACH_SEND_INVALID_TYPE;
    place += bytes;
  }
  return MACH_MSG_SUCCESS;
}

function shapeIsGood(view: DataView, place: number, type: number): boolean {
  switch (type) {
    case DESCRIPTOR_PORT:
      return movesRight(view.getUint8(place + PORT_DESCRIPTOR_DISPOSITION));
    case DESCRIPTOR_OOL_PORTS:
      return movesRight(view.getUint8(place + OOL_DISPOSITION)) && view.getUint8(place + OOL_COPY) <= 1;
    case DESCRIPTOR_GUARDED_PORT:
      return (
        view.getUint8(place + GUARDED_DISPOSITION) === MOVE_RECEIVE &&
        (view.getUint16(place + GUARDED_FLAGS, true) & ~(GUARD_IMMOVABLE_RECEIVE | GUARD_UNGUARDED_ON_SEND)) === 0
      );
    default:
      return view.getUint8(place + OOL_COPY) <= 1;
  }
}

function movesRight(disposition: number): boolean {
  return disposition >= MOVE_RECEIVE && disposition <= MAKE_SEND_ONCE;
}

function descriptorsEnd(buffer: SendBuffer, count: number): number {
  let place = buffer.at + DESCRIPTORS;
  for (let index = 0; index < count; index++) place += DESCRIPTOR_BYTES[buffer.view.getUint8(place + DESCRIPTOR_TYPE)] as number;
  return place;
}

function bodyCopyIn(ipc: Ipc, space: Space, buffer: SendBuffer, message: Message, count: number): number {
  const { view } = buffer;
  const descriptors: Descriptor[] = [];
  message.descriptors = descriptors;
  const walk: Walk = {
    place: buffer.at + DESCRIPTORS,
    attached: buffer.at + ((buffer.sizeBytes + 3) & ~3),
    slot: SLOT_BODY,
    oolBytes: 0,
    ports: 0,
  };
  for (let index = 0; index < count; index++) {
    const { place } = walk;
    const type = view.getUint8(place + DESCRIPTOR_TYPE);
    if (!shapeIsGood(view, place, type)) return MACH_SEND_INVALID_TYPE;
    const code =
      type === DESCRIPTOR_OOL || type === DESCRIPTOR_OOL_VOLATILE
        ? memoryCopyIn(ipc, space, buffer, message, walk, type, index)
        : type === DESCRIPTOR_OOL_PORTS
          ? portsCopyIn(ipc, space, buffer, message, walk)
          : portCopyIn(ipc, space, buffer, message, walk, type);
    if (code !== MACH_MSG_SUCCESS) return code;
    walk.place += DESCRIPTOR_BYTES[type] as number;
  }
  return MACH_MSG_SUCCESS;
}

interface Walk {
  place: number;
  /** Where the next attached bytes stand. */
  attached: number;
  slot: number;
  oolBytes: number;
  ports: number;
}

function portCopyIn(ipc: Ipc, space: Space, buffer: SendBuffer, message: Message, walk: Walk, type: number): number {
  const { view } = buffer;
  const { place } = walk;
  const guarded = type === DESCRIPTOR_GUARDED_PORT;
  const disposition = view.getUint8(place + (guarded ? GUARDED_DISPOSITION : PORT_DESCRIPTOR_DISPOSITION));
  const right = bodyRight(ipc, space, view.getUint32(guarded ? place + GUARDED_NAME : place, true), disposition, message, walk.slot);
  if (right === null) return MACH_SEND_INVALID_RIGHT;
  walk.slot++;
  message.descriptors?.push({
    type,
    rights: [right],
    memory: null,
    sizeBytes: 0,
    copy: 0,
    kind: deliveredAs(disposition),
    guardLow: guarded ? view.getUint32(place + GUARDED_CONTEXT, true) : 0,
    guardHigh: guarded ? view.getUint32(place + GUARDED_CONTEXT_HIGH, true) : 0,
    guardFlags: guarded ? view.getUint16(place + GUARDED_FLAGS, true) : 0,
  });
  return MACH_MSG_SUCCESS;
}

function bodyRight(ipc: Ipc, space: Space, name: number, disposition: number, message: Message, slot: number): CarriedRight | null {
  const kind = deliveredAs(disposition);
  if (name === MACH_PORT_NULL || name === MACH_PORT_DEAD) return { port: null, kind, word: name, slot };
  const entry = spaceLookup(space, name);
  const state = entry === null ? RIGHT_BAD : rightCheck(entry, disposition);
  if (entry === null || state === RIGHT_BAD) return null;
  if (state === RIGHT_IS_DEAD) {
    deadCopyIn(ipc, entry, disposition, message);
    return { port: null, kind, word: MACH_PORT_DEAD, slot };
  }
  const port = rightCopyIn(ipc, entry, disposition, message, slot);
  // Once the message is circular, the chain that `carriedBy` follows has no end.
  if (kind === PORT_RECEIVE && !message.circular && message.destination !== null && carriedBy(message.destination, port)) {
    message.circular = true;
    ipc.sink.emit(EV_CIRCULAR, message.id, port.id);
  }
  return { port, kind, word: MACH_PORT_NULL, slot };
}

function portsCopyIn(ipc: Ipc, space: Space, buffer: SendBuffer, message: Message, walk: Walk): number {
  const { view } = buffer;
  const { place } = walk;
  const count = view.getUint32(place + OOL_SIZE, true);
  const disposition = view.getUint8(place + OOL_DISPOSITION);
  walk.ports += count;
  if (walk.ports > OOL_PORTS_MAX) return MACH_SEND_TOO_LARGE;
  const names = outOfLineBytes(ipc, space, buffer, walk, count * 4, message.id);
  if (names === null) return MACH_SEND_INVALID_MEMORY;
  const rights: CarriedRight[] = [];
  message.descriptors?.push({
    type: DESCRIPTOR_OOL_PORTS,
    rights,
    memory: null,
    sizeBytes: count,
    copy: view.getUint8(place + OOL_COPY),
    kind: deliveredAs(disposition),
    guardLow: 0,
    guardHigh: 0,
    guardFlags: 0,
  });
  const words = new DataView(names.buffer, names.byteOffset, names.length);
  for (let index = 0; index < count; index++) {
    const right = bodyRight(ipc, space, words.getUint32(index * 4, true), disposition, message, walk.slot);
    if (right === null) return MACH_SEND_INVALID_RIGHT;
    walk.slot++;
    rights.push(right);
  }
  return MACH_MSG_SUCCESS;
}

/** The names of a port array: attached, or in a region of the sender. */
function outOfLineBytes(ipc: Ipc, space: Space, buffer: SendBuffer, walk: Walk, sizeBytes: number, msg: number): Uint8Array | null {
  const { view } = buffer;
  const { place } = walk;
  if (sizeBytes === 0) return new Uint8Array(0);
  if (view.getUint32(place + OOL_ADDRESS_HIGH, true) === ADDRESS_ATTACHED) return attachedBytes(buffer, walk, sizeBytes);
  const address = view.getUint32(place + OOL_ADDRESS, true);
  const region = regionAt(space.map, address, sizeBytes);
  if (region === null || space.map === null || (region.protection & PROTECTION_READ) === 0) return null;
  const bytes = memoryRead(region.memory, region.offset + address - region.address, sizeBytes);
  if (view.getUint8(place + OOL_DEALLOCATE) !== 0) regionUnmap(ipc, space.map, address, sizeBytes, msg);
  return bytes;
}

function attachedBytes(buffer: SendBuffer, walk: Walk, sizeBytes: number): Uint8Array | null {
  const from = walk.attached;
  if (from + sizeBytes > buffer.end) return null;
  walk.attached += (sizeBytes + 3) & ~3;
  return buffer.bytes.subarray(from, from + sizeBytes);
}

function memoryCopyIn(ipc: Ipc, space: Space, buffer: SendBuffer, message: Message, walk: Walk, type: number, index: number): number {
  const { view } = buffer;
  const { place } = walk;
  const sizeBytes = view.getUint32(place + OOL_SIZE, true);
  walk.oolBytes += sizeBytes;
  if (walk.oolBytes > OOL_BYTES_MAX) return MACH_SEND_TOO_LARGE;
  if (space.queuedBytes + walk.oolBytes > QUEUED_BYTES_PER_TASK) return MACH_SEND_NO_BUFFER;
  let memory: Memory | null = null;
  if (sizeBytes > 0) {
    memory = takeMemory(ipc, space, buffer, walk, sizeBytes);
    if (memory === null) return MACH_SEND_INVALID_MEMORY;
    memoryAttach(ipc, memory, message.id, index);
    if (
      view.getUint32(place + OOL_ADDRESS_HIGH, true) !== ADDRESS_ATTACHED &&
      view.getUint8(place + OOL_DEALLOCATE) !== 0 &&
      space.map !== null
    ) {
      regionUnmap(ipc, space.map, view.getUint32(place + OOL_ADDRESS, true), sizeBytes, message.id);
    }
  }
  message.descriptors?.push({
    type,
    rights: [],
    memory,
    sizeBytes,
    copy: view.getUint8(place + OOL_COPY),
    kind: 0,
    guardLow: 0,
    guardHigh: 0,
    guardFlags: 0,
  });
  return MACH_MSG_SUCCESS;
}

/** Attached bytes that are most of their frame are kept where they are; small ones are copied, so as not to hold on to the frame. */
function takeMemory(ipc: Ipc, space: Space, buffer: SendBuffer, walk: Walk, sizeBytes: number): Memory | null {
  const { view } = buffer;
  const { place } = walk;
  if (view.getUint32(place + OOL_ADDRESS_HIGH, true) === ADDRESS_ATTACHED) {
    const bytes = attachedBytes(buffer, walk, sizeBytes);
    if (bytes === null) return null;
    const keep = sizeBytes * 2 >= bytes.buffer.byteLength;
    if (!keep) ipc.bytesCopied += sizeBytes;
    return memoryCreate(ipc, keep ? bytes : bytes.slice(), sizeBytes);
  }
  const address = view.getUint32(place + OOL_ADDRESS, true);
  const region = view.getUint32(place + OOL_ADDRESS_HIGH, true) !== 0 ? null : regionAt(space.map, address, sizeBytes);
  if (region === null || (region.protection & PROTECTION_READ) === 0) return null;
  return memoryShare(ipc, region.memory, region.offset + address - region.address, sizeBytes);
}

/** Purpose: a message counts against the quota of `payer` from now until it ends. */
export function charge(message: Message, payer: Space): void {
  let bytes = message.sizeBytes;
  if (message.descriptors !== null) for (const { memory } of message.descriptors) bytes += memory === null ? 0 : memory.sizeBytes;
  message.payer = payer;
  message.charged = bytes;
  payer.queuedMessages++;
  payer.queuedBytes += bytes;
}
