/** The end of a trap: its RETURN frame and its event. */
import { EV_RETURN } from '../abi/events.ts';
import { FRAME_HEADER_BYTES, FRAME_KIND, FRAME_LENGTH, FRAME_RETURN, FRAME_TASK, FRAME_THREAD } from '../abi/frame.ts';
import type { FrameSlot, System } from '../task/system.ts';
import type { Thread } from '../task/thread.ts';

const NONE: readonly Uint8Array[] = [];

/** Where a thread's frames go: to its process; or they are kept, while it is suspended or, being scheduled, has no CPU. */
function lane(thread: Thread): number {
  return thread.runnable && (thread.sched === null || thread.sched.runs) ? thread.task.process : -thread.id;
}

/** Purpose: end a trap with a code and no message. */
export function finish(system: System, thread: Thread, code: number): void {
  const to = lane(thread);
  const slot = system.outputs.begin(to, FRAME_HEADER_BYTES + 4);
  const { view, at } = slot;
  writeHeader(view, at, FRAME_HEADER_BYTES + 4, thread);
  view.setUint32(at + FRAME_HEADER_BYTES, code >>> 0, true);
  system.outputs.end(to, FRAME_HEADER_BYTES + 4, NONE);
  ended(system, thread, code, 0, 0);
}

/** Purpose: room for a RETURN frame with a message of at most `sizeBytes`; the message begins 8 bytes after the frame's header. */
export function finishBegin(system: System, thread: Thread, sizeBytes: number): FrameSlot {
  return system.outputs.begin(lane(thread), FRAME_HEADER_BYTES + 8 + sizeBytes);
}

/** Purpose: end a trap with the message written into `slot` (`sizeBytes` with trailer) and its out-of-line bytes. */
export function finishMessage(
  system: System,
  thread: Thread,
  code: number,
  sizeBytes: number,
  msg: number,
  slot: FrameSlot,
  attached: readonly Uint8Array[],
): void {
  const { view, at } = slot;
  const usedBytes = FRAME_HEADER_BYTES + 8 + sizeBytes;
  let length = usedBytes;
  for (const piece of attached) length += (piece.length + 3) & ~3;
  writeHeader(view, at, length, thread);
  view.setUint32(at + FRAME_HEADER_BYTES, code >>> 0, true);
  view.setUint32(at + FRAME_HEADER_BYTES + 4, sizeBytes, true);
  system.outputs.end(lane(thread), usedBytes, attached);
  ended(system, thread, code, sizeBytes, msg);
}

function writeHeader(view: DataView, at: number, length: number, thread: Thread): void {
  view.setUint32(at + FRAME_LENGTH, length, true);
  view.setUint32(at + FRAME_KIND, FRAME_RETURN, true);
  view.setUint32(at + FRAME_TASK, thread.task.id, true);
  view.setUint32(at + FRAME_THREAD, thread.id, true);
}

function ended(system: System, thread: Thread, code: number, sizeBytes: number, msg: number): void {
  system.ipc.sink.emit(EV_RETURN, thread.id, thread.task.id, code, sizeBytes, msg, thread.trap, thread.options, thread.trapAt);
  thread.trap = 0;
  thread.options = 0;
  thread.trapAt = 0;
  if (thread.sched !== null) system.sched?.returned(thread);
}
