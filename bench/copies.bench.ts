/** What the kernel copies of the most complex message: eight port rights and a mebibyte out of line. */
import {
  ADDRESS_ATTACHED,
  FRAME_TRAP,
  MSG_ARG_OPTIONS,
  MSG_ARG_RCV_NAME,
  MSG_ARG_RCV_SIZE,
  MSG_ARG_SEND_SIZE,
  MSG_ARGS_BYTES,
  TRAP_MACH_MSG,
  TRAP_REPLY_PORT,
} from '../kernel/abi/frame.ts';
import {
  BITS_COMPLEX,
  DESCRIPTOR_COUNT,
  DESCRIPTOR_OOL,
  DESCRIPTOR_TYPE,
  DESCRIPTORS,
  MSGH_BITS,
  MSGH_REMOTE,
  OOL_ADDRESS_HIGH,
  OOL_DESCRIPTOR_BYTES,
  OOL_SIZE,
  PORT_DESCRIPTOR_BYTES,
  PORT_DESCRIPTOR_DISPOSITION,
  RCV_MSG,
  RCV_TIMEOUT,
  SEND_MSG,
} from '../kernel/abi/message.ts';
import { MAKE_SEND } from '../kernel/abi/rights.ts';
import { Bench, frame } from '../kernel/machine/testing/bench.ts';
import type { Metric } from './metric.ts';

const RIGHTS = 8;
const OOL_BYTES = 2 ** 20;
const MESSAGES = 50;

export const names = ['core.copies.perMessage'];

export async function run(): Promise<Metric[]> {
  const bench = new Bench();
  const task = bench.spawn('copies');
  const port = task.simple(TRAP_REPLY_PORT);
  const carried = Array.from({ length: RIGHTS }, () => task.simple(TRAP_REPLY_PORT));
  const { machine, outbox } = bench;
  const before = machine.ipc.bytesCopied + outbox.bytesCopied;
  let arrived = 0;
  for (let count = 0; count < MESSAGES; count++) {
    const bytes = sendFrame(task.id, task.thread, port, carried);
    bench.frame(task.process, bytes);
    outbox.take(task.process);
    bench.frame(task.process, receiveFrame(task.id, task.thread, port));
    for (const piece of outbox.take(task.process)) if (piece.buffer === bytes.buffer) arrived += piece.length;
  }
  if (arrived !== MESSAGES * OOL_BYTES) throw new Error(`${arrived} of ${MESSAGES * OOL_BYTES} bytes left the kernel as they came in`);
  const copied = (machine.ipc.bytesCopied + outbox.bytesCopied - before) / MESSAGES;
  return [
    {
      name: 'core.copies.perMessage',
      value: copied / OOL_BYTES,
      unit: 'copies',
      baseline: 0,
      note: `of a message with ${RIGHTS} port rights and ${OOL_BYTES} bytes out of line, from frame to frame; baseline: the transport's own, none here`,
    },
  ];
}

function sendFrame(task: number, thread: number, port: number, carried: readonly number[]): Uint8Array {
  const sizeBytes = DESCRIPTORS + RIGHTS * PORT_DESCRIPTOR_BYTES + OOL_DESCRIPTOR_BYTES;
  const payload = new Uint8Array(MSG_ARGS_BYTES + sizeBytes + OOL_BYTES);
  const view = new DataView(payload.buffer);
  view.setUint32(0, TRAP_MACH_MSG, true);
  view.setUint32(MSG_ARG_OPTIONS, SEND_MSG, true);
  view.setUint32(MSG_ARG_SEND_SIZE, sizeBytes, true);
  view.setUint32(MSG_ARGS_BYTES + MSGH_BITS, (BITS_COMPLEX | MAKE_SEND) >>> 0, true);
  view.setUint32(MSG_ARGS_BYTES + MSGH_REMOTE, port, true);
  view.setUint32(MSG_ARGS_BYTES + DESCRIPTOR_COUNT, RIGHTS + 1, true);
  let place = MSG_ARGS_BYTES + DESCRIPTORS;
  for (const name of carried) {
    view.setUint32(place, name, true);
    view.setUint8(place + PORT_DESCRIPTOR_DISPOSITION, MAKE_SEND);
    place += PORT_DESCRIPTOR_BYTES;
  }
  view.setUint32(place + OOL_ADDRESS_HIGH, ADDRESS_ATTACHED, true);
  view.setUint8(place + DESCRIPTOR_TYPE, DESCRIPTOR_OOL);
  view.setUint32(place + OOL_SIZE, OOL_BYTES, true);
  return frame(FRAME_TRAP, task, thread, payload);
}

function receiveFrame(task: number, thread: number, port: number): Uint8Array {
  const payload = new Uint8Array(MSG_ARGS_BYTES);
  const view = new DataView(payload.buffer);
  view.setUint32(0, TRAP_MACH_MSG, true);
  view.setUint32(MSG_ARG_OPTIONS, RCV_MSG | RCV_TIMEOUT, true);
  view.setUint32(MSG_ARG_RCV_SIZE, 4096, true);
  view.setUint32(MSG_ARG_RCV_NAME, port, true);
  return frame(FRAME_TRAP, task, thread, payload);
}
