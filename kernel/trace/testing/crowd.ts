/** The real kernel under a crowd of tasks that do things at random, right and wrong. */

import { COMMAND_PAUSE, COMMAND_RUN, COMMAND_STEP, COMMAND_TERMINATE } from '../../abi/commands.ts';
import { ADDRESS_ATTACHED, TRAP_HOST_SELF, TRAP_REPLY_PORT, TRAP_TASK_SELF, TRAP_THREAD_SELF } from '../../abi/frame.ts';
import { ROUTINES } from '../../abi/interfaces/index.ts';
import {
  BITS_COMPLEX,
  HEADER_BYTES,
  RCV_LARGE,
  RCV_MSG,
  RCV_TIMEOUT,
  SEND_MSG,
  SEND_NOTIFY,
  SEND_NOTIFY_CACHED,
  SEND_TIMEOUT,
} from '../../abi/message.ts';
import type { ProfileName } from '../../abi/profile.ts';
import {
  COPY_SEND,
  MAKE_SEND,
  MAKE_SEND_ONCE,
  MOVE_RECEIVE,
  MOVE_SEND,
  MOVE_SEND_ONCE,
  TYPE_PORT_SET,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
} from '../../abi/rights.ts';
import type { Snapshot, TaskSnapshot } from '../../abi/snapshot.ts';
import { machineSnapshot } from '../../machine/snapshot.ts';
import { Bench } from '../../machine/testing/bench.ts';
import type { TestTask } from '../../machine/testing/bench.ts';
import type { Batch } from '../batch.ts';
import { randomFrom } from './story.ts';

const KERNEL_IDS = ROUTINES.map((routine) => routine.id).filter((id) => id < 5000);

export class Crowd {
  readonly bench: Bench;
  readonly batches: Batch[] = [];
  readonly #random: (bound: number) => number;
  readonly #threads = new Map<number, TestTask>();
  #born = 0;

  constructor(seed: number, profile: ProfileName = 'recommended') {
    this.bench = new Bench({ profile });
    this.#random = randomFrom(seed);
    for (let i = 0; i < 3; i++) this.#spawn();
  }

  /** What the kernel says of itself. */
  get snapshot(): Snapshot {
    return machineSnapshot(this.bench.machine);
  }

  /** Lets something happen; afterwards all events are in `batches`. */
  act(times: number): this {
    for (let i = 0; i < times; i++) this.#once();
    this.batches.push(...this.bench.recorder.take());
    return this;
  }

  #spawn(): void {
    const task = this.bench.spawn(`task ${++this.#born}`);
    this.#threads.set(task.thread, task);
    for (const trap of [TRAP_TASK_SELF, TRAP_THREAD_SELF, TRAP_HOST_SELF, TRAP_REPLY_PORT, TRAP_REPLY_PORT]) task.simple(trap);
  }

  #once(): void {
    const { bench } = this;
    const { machine } = bench;
    const state = this.snapshot;
    const luck = this.#random(100);
    bench.hostUs += this.#random(3000);
    if (luck < 4) {
      if (state.tasks.length < 8) this.#spawn();
    } else if (luck < 6) {
      const gone = this.#one(state.processes);
      if (gone !== undefined && gone.pid !== 0) machine.exited(bench.hostUs, gone.id, this.#random(2), this.#random(2) * 9, 'oh');
    } else if (luck < 7) {
      const command = { window: 1, argument: this.#one(state.tasks)?.id ?? 0, argument2: 0, text: '' };
      machine.command(bench.hostUs, { ...command, command: COMMAND_TERMINATE });
    } else if (luck < 12) {
      const command = [COMMAND_PAUSE, COMMAND_RUN, COMMAND_RUN, COMMAND_STEP][this.#random(4)]!;
      machine.command(bench.hostUs, { command, window: 1, argument: 0, argument2: 0, text: '' });
    } else if (luck < 18) bench.pass(this.#random(40));
    else if (luck < 20) {
      const process = this.#one(state.processes);
      if (process !== undefined) machine.measured(bench.hostUs, process.id, this.#random(90_000), this.#random(500));
      if (process?.checked === null) machine.checked(bench.hostUs, process.id, 2, 1);
    } else this.#trap(state);
  }

  #trap(state: Snapshot): void {
    const free = state.threads.filter((thread) => thread.trap === null && this.#threads.has(thread.id));
    const thread = this.#one(free);
    const task = thread && state.tasks.find((one) => one.id === thread.task);
    const hands = thread && this.#threads.get(thread.id);
    if (!thread || !task || !hands) return;
    const luck = this.#random(10);
    if (luck === 0) hands.simple([TRAP_TASK_SELF, TRAP_REPLY_PORT, TRAP_THREAD_SELF][this.#random(3)]!);
    else hands.msg(this.#message(state, task, luck));
    this.bench.returned(thread.id);
  }

  #message(state: Snapshot, task: TaskSnapshot, luck: number): Parameters<TestTask['msg']>[0] {
    const receiving = task.entries.filter((entry) => (entry.type & (TYPE_RECEIVE | TYPE_PORT_SET)) !== 0);
    const rcvName = this.#one(receiving)?.name ?? 7;
    const timed = this.#random(4) > 0 ? SEND_TIMEOUT | RCV_TIMEOUT : 0;
    const odd = [0, 0, 0, RCV_LARGE, SEND_NOTIFY, SEND_NOTIFY_CACHED][this.#random(6)]!;
    const options = (luck < 4 ? SEND_MSG | RCV_MSG : luck < 8 ? SEND_MSG : RCV_MSG) | timed | odd;
    const rest = { options, rcvName, timeoutMs: this.#random(3) * 10, notify: rcvName, rcvSize: this.#random(10) === 0 ? 40 : 4096 };
    return (options & SEND_MSG) === 0 ? rest : { ...rest, ...this.#body(state, task) };
  }

  /** A message to a random name, with random rights and memory in it. */
  #body(state: Snapshot, task: TaskSnapshot): { readonly message: Uint8Array; readonly sendSize: number } {
    const [remote, remoteDisposition] = this.#right(task, true);
    const [local, localDisposition] = this.#random(2) === 0 ? [0, 0] : this.#right(task, true);
    const kernel = state.ports.find((port) => port.id === task.entries.find((entry) => entry.name === remote)?.object)?.kind !== 0;
    const id = kernel && this.#random(10) > 0 ? KERNEL_IDS[this.#random(KERNEL_IDS.length)]! : this.#random(5000);
    const words: number[] = [];
    const attached: number[] = [];
    const descriptors = this.#random(3) === 0 ? this.#random(4) : 0;
    for (let i = 0; i < descriptors; i++) {
      const [name, disposition] = this.#right(task, false);
      if (this.#random(3) > 0) words.push(name, 0, disposition << 16);
      else {
        words.push(this.#random(100), ADDRESS_ATTACHED, (1 << 24) | (1 << 8), 5000);
        attached.push(...Array.from({ length: 1250 }, () => i));
      }
    }
    const body = descriptors > 0 ? [descriptors, ...words] : [];
    const inline = Array.from({ length: this.#random(5) }, () => this.#word(task));
    const bits = (remoteDisposition | (localDisposition << 8) | (descriptors > 0 ? BITS_COMPLEX : 0)) >>> 0;
    const sendSize = HEADER_BYTES + (body.length + inline.length) * 4;
    const all = [bits, 0, remote, local, 0, id, ...body, ...inline, ...attached];
    return { message: new Uint8Array(new Uint32Array(all).buffer), sendSize };
  }

  #right(task: TaskSnapshot, toSend: boolean): readonly [number, number] {
    const entry = this.#one(task.entries);
    if (entry === undefined || this.#random(20) === 0) return [this.#random(0x1000), COPY_SEND + this.#random(3)];
    const { name, type } = entry;
    const choices = [
      ...((type & TYPE_SEND) !== 0 ? [COPY_SEND, COPY_SEND, MOVE_SEND] : []),
      ...((type & TYPE_SEND_ONCE) !== 0 ? [MOVE_SEND_ONCE] : []),
      ...((type & TYPE_RECEIVE) !== 0 ? [MAKE_SEND, MAKE_SEND, MAKE_SEND_ONCE, ...(toSend ? [] : [MOVE_RECEIVE])] : []),
    ];
    return [name, choices[this.#random(Math.max(1, choices.length))] ?? COPY_SEND];
  }

  /** Something that may be an argument of a call: a name, a small number, a kind of right, an address. */
  #word(task: TaskSnapshot): number {
    switch (this.#random(5)) {
      case 0:
        return this.#random(5);
      case 1:
        return this.#random(80);
      case 2:
        return this.#one(task.regions)?.address ?? 4096;
      default:
        return this.#one(task.entries)?.name ?? 1;
    }
  }

  #one<T>(all: readonly T[]): T | undefined {
    return all[this.#random(Math.max(1, all.length))];
  }
}
