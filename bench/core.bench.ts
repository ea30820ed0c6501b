/** The kernel's core alone: one process, no sockets, every event recorded. */
import {
  FRAME_HEADER_BYTES,
  FRAME_KIND,
  FRAME_LENGTH,
  FRAME_TASK,
  FRAME_THREAD,
  FRAME_TRAP,
  MSG_ARG_OPTIONS,
  MSG_ARG_RCV_NAME,
  MSG_ARG_RCV_SIZE,
  MSG_ARG_SEND_SIZE,
  MSG_ARGS_BYTES,
  TRAP_MACH_MSG,
  TRAP_REPLY_PORT,
} from '../kernel/abi/frame.ts';
import { HEADER_BYTES, MSGH_BITS, MSGH_ID, MSGH_REMOTE, RCV_MSG, RCV_TIMEOUT, SEND_MSG } from '../kernel/abi/message.ts';
import { MAKE_SEND } from '../kernel/abi/rights.ts';
import { Bench, type TestTask } from '../kernel/machine/testing/bench.ts';
import type { Metric } from './metric.ts';
import { median } from './statistics.ts';

const MESSAGE_BYTES = 64;
const ROUNDS = 7;

interface Frame {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

function trapFrame(task: TestTask, payloadBytes: number): Frame {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payloadBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(FRAME_LENGTH, bytes.length, true);
  view.setUint32(FRAME_KIND, FRAME_TRAP, true);
  view.setUint32(FRAME_TASK, task.id, true);
  view.setUint32(FRAME_THREAD, task.thread, true);
  view.setUint32(FRAME_HEADER_BYTES, TRAP_MACH_MSG, true);
  return { bytes, view };
}

function sendFrame(task: TestTask): Frame {
  const frame = trapFrame(task, MSG_ARGS_BYTES + MESSAGE_BYTES);
  frame.view.setUint32(FRAME_HEADER_BYTES + MSG_ARG_OPTIONS, SEND_MSG, true);
  frame.view.setUint32(FRAME_HEADER_BYTES + MSG_ARG_SEND_SIZE, MESSAGE_BYTES, true);
  const at = FRAME_HEADER_BYTES + MSG_ARGS_BYTES;
  frame.view.setUint32(at + MSGH_BITS, MAKE_SEND, true);
  frame.view.setUint32(at + MSGH_ID, 42, true);
  for (let byte = at + HEADER_BYTES; byte < frame.bytes.length; byte++) frame.bytes[byte] = byte;
  return frame;
}

function receiveFrame(task: TestTask): Frame {
  const frame = trapFrame(task, MSG_ARGS_BYTES);
  frame.view.setUint32(FRAME_HEADER_BYTES + MSG_ARG_OPTIONS, RCV_MSG | RCV_TIMEOUT, true);
  frame.view.setUint32(FRAME_HEADER_BYTES + MSG_ARG_RCV_SIZE, 256, true);
  return frame;
}

/** Send and receive on each of the first `touched` ports in turn; returns nanoseconds a pair. */
class Pairs {
  readonly bench = new Bench();
  readonly task = this.bench.spawn('pairs');
  readonly ports: number[] = [];
  #sent = 0;
  readonly #send = sendFrame(this.task);
  readonly #receive = receiveFrame(this.task);

  constructor(ports: number) {
    for (let count = 0; count < ports; count++) this.ports.push(this.task.simple(TRAP_REPLY_PORT));
    this.bench.recorder.take();
  }

  run(pairs: number, touched: number): number {
    const { bench, task, ports } = this;
    const { machine, outbox, recorder } = bench;
    const send = this.#send;
    const receive = this.#receive;
    const started = process.hrtime.bigint();
    for (let pair = 0; pair < pairs; pair++) {
      const port = ports[pair % touched] as number;
      send.view.setUint32(FRAME_HEADER_BYTES + MSG_ARGS_BYTES + MSGH_REMOTE, port, true);
      receive.view.setUint32(FRAME_HEADER_BYTES + MSG_ARG_RCV_NAME, port, true);
      machine.frame(pair, task.process, send.bytes, send.view, 0, send.bytes.length);
      machine.frame(pair, task.process, receive.bytes, receive.view, 0, receive.bytes.length);
      if ((pair & 0xff) === 0) {
        outbox.take(task.process);
        recorder.take();
      }
    }
    const took = Number(process.hrtime.bigint() - started);
    if (machine.ipc.arrivals !== (this.#sent += pairs) || machine.ipc.messages !== 0)
      throw new Error('a message was not sent or not received');
    outbox.take(task.process);
    recorder.take();
    return took / pairs;
  }
}

/** The same bytes through a queue with nothing around it: look-up by name in a map, push, shift, copy out. */
function bareQueue(pairs: number): number {
  const queues = new Map<number, Uint8Array[]>([[0x103, []]]);
  const message = new Uint8Array(MESSAGE_BYTES);
  const out = new Uint8Array(MESSAGE_BYTES);
  const started = process.hrtime.bigint();
  for (let pair = 0; pair < pairs; pair++) {
    queues.get(0x103)?.push(message.slice());
    const got = queues.get(0x103)?.shift();
    if (got !== undefined) out.set(got);
  }
  return Number(process.hrtime.bigint() - started) / pairs;
}

export const names = ['core.pairsPerSecond', 'core.scale.ratio', 'core.idlePorts.ratio'];

export async function run(): Promise<Metric[]> {
  const few = new Pairs(100);
  const many = new Pairs(100_000);
  few.run(100_000, 100);
  many.run(100_000, 100);
  bareQueue(200_000);
  const rounds = { few: [] as number[], idle: [] as number[], all: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rounds.few.push(few.run(100_000, 100));
    rounds.idle.push(many.run(100_000, 100));
    rounds.all.push(many.run(100_000, 100_000));
    rounds.bare.push(bareQueue(100_000));
  }
  const ratio = (a: readonly number[], b: readonly number[]): number => median(a.map((value, round) => value / (b[round] as number)));
  return [
    {
      name: 'core.pairsPerSecond',
      value: 1e9 / median(rounds.few),
      unit: 'pairs/s',
      baseline: 1e9 / median(rounds.bare),
      note: 'traced send and receive of 64 bytes over 100 ports; baseline: the bytes through a bare queue',
    },
    {
      name: 'core.idlePorts.ratio',
      value: ratio(rounds.idle, rounds.few),
      unit: '×',
      baseline: 1,
      note: 'a pair over 100 ports while 100,000 exist, to the same while 100 exist',
    },
    {
      name: 'core.scale.ratio',
      value: ratio(rounds.all, rounds.few),
      unit: '×',
      baseline: 1,
      note: 'a pair over 100,000 ports in turn, to a pair over 100',
    },
  ];
}
