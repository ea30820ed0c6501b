/** The one system call: send a message, receive one, or both (Mach 3 Kernel Interfaces, mach_msg). */
import {
  MACH_MSG_SUCCESS,
  MACH_RCV_IN_SET,
  MACH_RCV_INTERRUPTED,
  MACH_RCV_INVALID_NAME,
  MACH_RCV_INVALID_TRAILER,
  MACH_RCV_TIMED_OUT,
  MACH_RCV_TOO_LARGE,
  MACH_SEND_INTERRUPTED,
  MACH_SEND_INVALID_NOTIFY,
  MACH_SEND_MSG_TOO_SMALL,
  MACH_SEND_NO_BUFFER,
  MACH_SEND_NOTIFY_IN_PROGRESS,
  MACH_SEND_TIMED_OUT,
  MACH_SEND_WILL_NOTIFY,
} from '../abi/codes.ts';
import {
  DESTROY_CIRCULAR,
  DESTROY_TOO_LARGE,
  PORT_KIND_ORDINARY,
  RECEIVER_KERNEL,
  WAIT_RECEIVE,
  WAIT_SEND,
  WAKE_ABORTED,
  WAKE_TIMED_OUT,
} from '../abi/events.ts';
import {
  FRAME_HEADER_BYTES,
  MSG_ARG_NOTIFY,
  MSG_ARG_OPTIONS,
  MSG_ARG_RCV_NAME,
  MSG_ARG_RCV_SIZE,
  MSG_ARG_SEND_SIZE,
  MSG_ARG_TIMEOUT,
  MSG_ARGS_BYTES,
} from '../abi/frame.ts';
import {
  HEADER_BYTES,
  MSGH_ID,
  MSGH_LOCAL,
  MSGH_SEQNO,
  MSGH_SIZE,
  RCV_GUARDED_DESC,
  RCV_LARGE,
  RCV_LARGE_IDENTITY,
  RCV_MSG,
  RCV_TIMEOUT,
  SEND_CANCEL,
  SEND_MSG,
  SEND_NOTIFY,
  SEND_NOTIFY_CACHED,
  SEND_TIMEOUT,
  TRAILER_SHIFT,
  trailerBytes,
} from '../abi/message.ts';
import { TYPE_PORT_SET, TYPE_RECEIVE } from '../abi/rights.ts';
import { type CopyInResult, charge, copyIn, type SendBuffer } from '../ipc/copyin.ts';
import { copyOut, pseudoReceive, receivedBytes, type ReceiveBuffer } from '../ipc/copyout.ts';
import { messageDestroy } from '../ipc/destroy.ts';
import type { Message } from '../ipc/message.ts';
import { setAccepted } from '../ipc/notification.ts';
import { kernelHolds, type Port, sendOnceReleased } from '../ipc/port.ts';
import { dequeue, enqueue, ignoresLimit, queueHasRoom, queueIsCapped } from '../ipc/queue.ts';
import { armSendPossible } from '../ipc/request.ts';
import { type Entry, spaceLookup } from '../ipc/space.ts';
import { waitEnd, waitStart } from '../ipc/wait.ts';
import type { FrameSlot, System } from '../task/system.ts';
import type { Thread } from '../task/thread.ts';
import { finish, finishBegin, finishMessage } from './finish.ts';

const copied: CopyInResult = { code: 0, message: null };
const received: ReceiveBuffer = { bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)), at: 0, attached: [] };

/** Purpose: begin a `mach_msg` of a thread. `buffer.at` is at the trap number, `buffer.end` at the end of the frame. */
export function machMsg(system: System, thread: Thread, buffer: SendBuffer): void {
  const { view, at } = buffer;
  if (at + MSG_ARGS_BYTES > buffer.end) return finish(system, thread, MACH_SEND_MSG_TOO_SMALL);
  const options = view.getUint32(at + MSG_ARG_OPTIONS, true);
  thread.rcvSize = view.getUint32(at + MSG_ARG_RCV_SIZE, true);
  thread.rcvName = view.getUint32(at + MSG_ARG_RCV_NAME, true);
  thread.timeoutMs = view.getUint32(at + MSG_ARG_TIMEOUT, true);
  if ((options & SEND_MSG) === 0) return afterSend(system, thread);
  const notify = view.getUint32(at + MSG_ARG_NOTIFY, true);
  buffer.sizeBytes = view.getUint32(at + MSG_ARG_SEND_SIZE, true);
  buffer.at = at + MSG_ARGS_BYTES;
  copyIn(system.ipc, thread.task.space, thread.id, buffer, copied);
  if (copied.message === null) finish(system, thread, copied.code);
  else send(system, thread, copied.message, notify);
}

function send(system: System, thread: Thread, message: Message, notifyName: number): void {
  const { ipc } = system;
  const port = message.destination as Port;
  if (message.circular) {
    messageDestroy(ipc, message, DESTROY_CIRCULAR);
    return afterSend(system, thread);
  }
  if (port.receiverKind === RECEIVER_KERNEL && port.kind !== PORT_KIND_ORDINARY) {
    ipc.continuations.serve(message, thread);
    if (thread.alive) afterSend(system, thread);
    return;
  }
  const { options } = thread;
  let notify: Port | null = null;
  if ((options & SEND_NOTIFY_CACHED) !== 0) {
    const entry = spaceLookup(thread.task.space, notifyName);
    if (entry === null || (entry.type & TYPE_RECEIVE) === 0) return handBack(system, thread, message, MACH_SEND_INVALID_NOTIFY);
    notify = entry.object as Port;
  }
  if (queueIsCapped(port)) return handBack(system, thread, message, MACH_SEND_NO_BUFFER);
  charge(message, thread.task.space);
  if (ignoresLimit(message)) enqueue(ipc, port, message, port.msgcount >= port.qlimit);
  else if (queueHasRoom(port)) enqueue(ipc, port, message, false);
  else return queueFull(system, thread, message, port, notify);
  afterSend(system, thread);
}

/** The choices of a sender that finds the queue full: wait, wait for a while, return at once, or leave one message with the kernel. */
function queueFull(system: System, thread: Thread, message: Message, port: Port, notify: Port | null): void {
  const { ipc } = system;
  const { options, timeoutMs } = thread;
  if ((options & SEND_NOTIFY) !== 0) {
    const entry = thread.task.space.byPort.get(port.id);
    if (entry !== undefined) armSendPossible(ipc, entry);
  }
  const timed = (options & SEND_TIMEOUT) !== 0;
  if (notify !== null && (!timed || timeoutMs === 0)) return cache(system, thread, message, port, notify);
  if (timed && timeoutMs === 0) return handBack(system, thread, message, MACH_SEND_TIMED_OUT);
  thread.cachedNotify = notify;
  if (notify !== null) kernelHolds(ipc, notify, 0, 1);
  wait(system, thread, WAIT_SEND, port, message, timed);
}

/** Queue a message beyond the limit and promise a notification when it is taken. One for each space and port. */
function cache(system: System, thread: Thread, message: Message, port: Port, notify: Port): void {
  const { ipc } = system;
  const { space } = thread.task;
  if (port.cachedFor?.has(space) === true) {
    if ((thread.options & SEND_CANCEL) === 0) return handBack(system, thread, message, MACH_SEND_NOTIFY_IN_PROGRESS);
    cancelCached(system, port, thread);
  }
  const entry = space.byPort.get(port.id);
  kernelHolds(ipc, notify, 0, 1);
  message.cachedNotify = notify;
  message.cachedName = entry === undefined ? 0 : entry.name;
  (port.cachedFor ??= new Set()).add(space);
  if (entry !== undefined) setAccepted(ipc, entry, notify);
  enqueue(ipc, port, message, true);
  finish(system, thread, MACH_SEND_WILL_NOTIFY);
}

function cancelCached(system: System, port: Port, thread: Thread): void {
  const { ipc } = system;
  for (let message = port.head; message !== null; message = message.next) {
    const notify = message.cachedNotify;
    if (notify === null || message.sender !== thread.task.space) continue;
    message.cachedNotify = null;
    const entry: Entry | undefined = thread.task.space.byPort.get(port.id);
    if (entry !== undefined && entry.accepted !== null) setAccepted(ipc, entry, null);
    kernelHolds(ipc, notify, 0, -1);
    sendOnceReleased(ipc, notify);
  }
}

/** Purpose: the send is done; go on with the receive half, if any. */
export function afterSend(system: System, thread: Thread): void {
  if ((thread.options & RCV_MSG) === 0) finish(system, thread, MACH_MSG_SUCCESS);
  else receive(system, thread);
}

function receive(system: System, thread: Thread): void {
  const { options } = thread;
  if (trailerBytes((options >>> TRAILER_SHIFT) & 0xf) === 0 || options >>> 28 !== 0)
    return finish(system, thread, MACH_RCV_INVALID_TRAILER);
  const entry = spaceLookup(thread.task.space, thread.rcvName);
  if (entry === null || (entry.type & (TYPE_RECEIVE | TYPE_PORT_SET)) === 0) return finish(system, thread, MACH_RCV_INVALID_NAME);
  const port = entry.object as Port;
  if (port.sets !== null && !system.ipc.profile.receiveFromMember) return finish(system, thread, MACH_RCV_IN_SET);
  const from = port.members === null ? port : port.members.first();
  if (from !== null && from.head !== null) return deliver(system, thread, from);
  const timed = (options & RCV_TIMEOUT) !== 0;
  if (timed && thread.timeoutMs === 0) finish(system, thread, MACH_RCV_TIMED_OUT);
  else wait(system, thread, WAIT_RECEIVE, port, null, timed);
}

function wait(system: System, thread: Thread, kind: number, port: Port, message: Message | null, timed: boolean): void {
  thread.waits++;
  const sched = thread.sched === null ? null : system.sched;
  const deadlineMs = timed ? (sched === null ? system.nowMs : sched.tick) + thread.timeoutMs : -1;
  waitStart(system.ipc, thread, kind, port, message, deadlineMs);
  if (timed) (sched ?? system).timers.add(deadlineMs, thread);
  if (sched !== null) sched.blocked(thread);
}

/** Purpose: the head message of `port` goes to a thread that does not wait any more. Needs: the queue is not empty. */
export function deliver(system: System, thread: Thread, port: Port): void {
  const { ipc } = system;
  const { options } = thread;
  const message = port.head as Message;
  const trailer = trailerBytes((options >>> TRAILER_SHIFT) & 0xf);
  const guarded = (options & RCV_GUARDED_DESC) !== 0;
  const needed = receivedBytes(message, guarded) + trailer;
  if (needed > thread.rcvSize) return tooLarge(system, thread, port, message, needed - trailer);
  const { seqno } = port;
  dequeue(ipc, port, thread);
  const slot = finishBegin(system, thread, needed + oolBytes(message));
  receiveInto(slot);
  const { id } = message;
  const code = copyOut(ipc, message, port, seqno, thread.task.space, thread.id, guarded, trailer, received);
  const sizeBytes = code === MACH_MSG_SUCCESS ? needed : slot.view.getUint32(received.at + MSGH_SIZE, true) + trailer;
  finishMessage(system, thread, code, sizeBytes, id, slot, received.attached);
}

/** The message goes into a frame begun with `finishBegin`, with nothing attached so far. */
function receiveInto({ bytes, view, at }: FrameSlot): void {
  received.bytes = bytes;
  received.view = view;
  received.at = at + FRAME_HEADER_BYTES + 8;
  if (received.attached.length > 0) received.attached = [];
}

function oolBytes(message: Message): number {
  if (message.descriptors === null) return 0;
  let bytes = 0;
  for (const descriptor of message.descriptors) bytes += 4 + descriptor.rights.length * 4;
  return bytes;
}

function tooLarge(system: System, thread: Thread, port: Port, message: Message, sizeBytes: number): void {
  const { ipc } = system;
  const { options } = thread;
  const keep = (options & RCV_LARGE) !== 0;
  const { seqno } = port;
  const { id, msghId } = message;
  if (!keep) {
    dequeue(ipc, port, thread);
    messageDestroy(ipc, message, DESTROY_TOO_LARGE);
  }
  const slot = finishBegin(system, thread, HEADER_BYTES);
  const at = slot.at + FRAME_HEADER_BYTES + 8;
  slot.bytes.fill(0, at, at + HEADER_BYTES);
  slot.view.setUint32(at + MSGH_SIZE, sizeBytes, true);
  const local = port.receiver === thread.task.space ? port.receiverName : 0;
  if (!keep || (options & RCV_LARGE_IDENTITY) !== 0) slot.view.setUint32(at + MSGH_LOCAL, local, true);
  if (!keep) {
    slot.view.setUint32(at + MSGH_SEQNO, seqno, true);
    slot.view.setInt32(at + MSGH_ID, msghId, true);
  }
  finishMessage(system, thread, MACH_RCV_TOO_LARGE, HEADER_BYTES, keep ? 0 : id, slot, []);
}

/** Purpose: a failed send gives the message back to its sender (pseudo-receive), and ends the trap. */
function handBack(system: System, thread: Thread, message: Message, code: number): void {
  const { sizeBytes, id } = message;
  const slot = finishBegin(system, thread, sizeBytes + oolBytes(message));
  receiveInto(slot);
  const bits = pseudoReceive(system.ipc, message, thread.task.space, thread.id, received);
  finishMessage(system, thread, code | bits, sizeBytes, id, slot, received.attached);
}

/** Purpose: the time of a waiting thread is up, or it is aborted: its wait ends with the code of that. */
export function waitGivenUp(system: System, thread: Thread, aborted: boolean): void {
  const { message, waiting, waitsFor } = thread;
  if (waiting === 0) return;
  waitEnd(system.ipc, thread, aborted ? WAKE_ABORTED : WAKE_TIMED_OUT);
  if (waiting === WAIT_RECEIVE || message === null) return finish(system, thread, aborted ? MACH_RCV_INTERRUPTED : MACH_RCV_TIMED_OUT);
  const notify = releaseNotify(system, thread);
  if (notify !== null && !aborted && notify.active && waitsFor !== null) cache(system, thread, message, waitsFor, notify);
  else handBack(system, thread, message, aborted ? MACH_SEND_INTERRUPTED : MACH_SEND_TIMED_OUT);
}

/** The right that a waiting sender's notification would use goes back; nobody hears of it. */
function releaseNotify(system: System, thread: Thread): Port | null {
  const notify = thread.cachedNotify;
  if (notify === null) return null;
  thread.cachedNotify = null;
  kernelHolds(system.ipc, notify, 0, -1);
  return notify;
}

/** Purpose: the message of a blocked sender is in the queue, or went with its port; the thread goes on. */
export function sendDone(system: System, thread: Thread): void {
  releaseNotify(system, thread);
  if (!thread.alive) return;
  afterSend(system, thread);
}
