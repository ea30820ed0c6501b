/** The real kernel under a crowd of tasks that do things at random, right and wrong. */

import { COMMAND_PAUSE, COMMAND_RUN, COMMAND_STEP, COMMAND_TERMINATE } from '../../abi/commands.ts';
import { ADDRESS_ATTACHED, TRAP_HOST_SELF, TRAP_REPLY_PORT, TRAP_TASK_SELF, TRAP_THREAD_SELF } from '../../abi/frame.ts';
import {
  PORT_KIND_BOOTSTRAP,
  PORT_KIND_CONSOLE,
  PORT_KIND_HOST,
  PORT_KIND_ORDINARY,
  PORT_KIND_SPAWNER,
  PORT_KIND_TASK,
  PORT_KIND_THREAD,
} from '../../abi/events.ts';
import { ROUTINES } from '../../abi/interfaces/index.ts';
import type { DescriptorKind, InlineKind } from '../../abi/mig.ts';
import {
  BITS_COMPLEX,
  DESCRIPTOR_OOL,
  DESCRIPTOR_OOL_PORTS,
  HEADER_BYTES,
  OOL_COPY_VIRTUAL,
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
import type { InputSink } from '../../machine/inputs.ts';
import { machineSnapshot } from '../../machine/snapshot.ts';
import { Bench } from '../../machine/testing/bench.ts';
import type { TestTask } from '../../machine/testing/bench.ts';
import type { Batch } from '../batch.ts';
import { randomFrom } from './story.ts';

/** Interfaces of each kind of kernel port. */
const SERVED: Readonly<Record<number, readonly string[]>> = {
  [PORT_KIND_TASK]: ['mach_port', 'mach_port', 'task', 'vm_map'],
  [PORT_KIND_THREAD]: ['thread_act'],
  [PORT_KIND_HOST]: ['host'],
  [PORT_KIND_BOOTSTRAP]: ['bootstrap'],
  [PORT_KIND_SPAWNER]: ['machlab'],
  [PORT_KIND_CONSOLE]: ['console'],
};

/** The bytes of a message from its words. */
function layOut(
  remote: number,
  remoteDisposition: number,
  local: number,
  localDisposition: number,
  id: number,
  descriptors: number,
  carried: readonly number[],
  inline: readonly number[],
  attached: readonly number[],
): { readonly message: Uint8Array; readonly sendSize: number } {
  const bits = (remoteDisposition | (localDisposition << 8) | (descriptors > 0 ? BITS_COMPLEX : 0)) >>> 0;
  const body = [...(descriptors > 0 ? [descriptors, ...carried] : []), ...inline];
  const message = new Uint8Array(new Uint32Array([bits, 0, remote, local, 0, id, ...body, ...attached]).buffer);
  return { message, sendSize: HEADER_BYTES + body.length * 4 };
}

export class Crowd {
  readonly bench: Bench;
  readonly batches: Batch[] = [];
  readonly #random: (bound: number) => number;
  readonly #threads = new Map<number, TestTask>();
  /** Processes that have ended, whether or not the kernel knows. */
  readonly #exited = new Set<number>();
  #born = 0;

  constructor(seed: number, profile: ProfileName = 'recommended', inputs?: InputSink) {
    this.bench = new Bench({ profile, ...(inputs !== undefined && { inputs }) });
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
      const gone = this.#one(state.processes.filter((process) => process.pid !== 0 && !this.#exited.has(process.id)));
      if (gone === undefined) return;
      this.#exited.add(gone.id);
      machine.exited(bench.hostUs, gone.id, this.#random(2), this.#random(2) * 9, 'oh');
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
    const timed = this.#random(6) > 0 ? SEND_TIMEOUT | RCV_TIMEOUT : 0;
    const odd = [0, 0, 0, RCV_LARGE, SEND_NOTIFY, SEND_NOTIFY_CACHED][this.#random(6)]!;
    const options = (luck < 4 ? SEND_MSG | RCV_MSG : luck < 8 ? SEND_MSG : RCV_MSG) | timed | odd;
    const rest = { options, rcvName, timeoutMs: this.#random(3) * 10, notify: rcvName, rcvSize: this.#random(10) === 0 ? 40 : 4096 };
    return (options & SEND_MSG) === 0 ? rest : { ...rest, ...this.#body(state, task) };
  }

  /** A message to a random name: a call that makes sense, or one with random rights and memory in it. */
  #body(state: Snapshot, task: TaskSnapshot): { readonly message: Uint8Array; readonly sendSize: number } {
    const sends = task.entries.filter((entry) => (entry.type & TYPE_SEND) !== 0);
    const [remote, remoteDisposition] = this.#random(2) === 0 ? this.#right(task, true) : [this.#one(sends)?.name ?? 0, COPY_SEND];
    const object = task.entries.find((entry) => entry.name === remote)?.object;
    const kind = state.ports.find((port) => port.id === object)?.kind ?? PORT_KIND_ORDINARY;
    const routines = ROUTINES.filter(({ subsystem }) => SERVED[kind]?.includes(subsystem)).filter(
      ({ name }) => !name.includes('terminate') || this.#random(9) === 0,
    );
    const routine = routines[this.#random(Math.max(1, routines.length))];
    const [local, localDisposition] = this.#reply(task);
    if (routine === undefined || this.#random(8) === 0) return this.#odd(task, [remote, remoteDisposition, local, localDisposition]);
    const { descriptors, inline } = routine.request;
    const carried = descriptors.flatMap(({ kind: right }) => this.#descriptor(task, right));
    const fields = inline.flatMap(({ kind: field }) => this.#field(task, field));
    return layOut(remote, remoteDisposition, local, localDisposition, routine.id, descriptors.length, carried, fields, []);
  }

  #reply(task: TaskSnapshot): readonly [number, number] {
    const own = this.#one(task.entries.filter((entry) => (entry.type & TYPE_RECEIVE) !== 0));
    return own === undefined || this.#random(8) === 0 ? [0, 0] : [own.name, MAKE_SEND_ONCE];
  }

  #odd(
    task: TaskSnapshot,
    [remote, remoteDisposition, local, localDisposition]: readonly [number, number, number, number],
  ): ReturnType<typeof layOut> {
    const carried: number[] = [];
    const attached: number[] = [];
    const descriptors = this.#random(3) === 0 ? this.#random(4) : 0;
    for (let i = 0; i < descriptors; i++) {
      if (this.#random(3) > 0) {
        const [name, disposition] = this.#right(task, false);
        carried.push(name, 0, disposition << 16);
      } else {
        carried.push(this.#random(100), ADDRESS_ATTACHED, (DESCRIPTOR_OOL << 24) | (OOL_COPY_VIRTUAL << 8), 5000);
        attached.push(...Array.from({ length: 1250 }, () => i));
      }
    }
    const inline = Array.from({ length: this.#random(5) }, () => this.#word(task));
    return layOut(remote, remoteDisposition, local, localDisposition, this.#random(5000), descriptors, carried, inline, attached);
  }

  #descriptor(task: TaskSnapshot, kind: DescriptorKind): number[] {
    if (kind === 'memory' || kind === 'words') return [0, 0, DESCRIPTOR_OOL << 24, 0];
    if (kind === 'sends' || kind === 'rights') return [0, 0, (DESCRIPTOR_OOL_PORTS << 24) | (COPY_SEND << 16), 0];
    const [name, disposition] = kind === 'sendOnce' ? this.#reply(task) : this.#right(task, false);
    return [name, 0, disposition << 16];
  }

  #field(task: TaskSnapshot, kind: InlineKind): number[] {
    switch (kind) {
      case 'u64':
      case 'int':
        return [this.#word(task), 0];
      // Three names that services and tasks go by.
      case 'string':
      case 'bytes':
        return [1, 0x61 + this.#random(3)];
      case 'u32s':
      case 'strings':
        return [0];
      default:
        return [this.#word(task)];
    }
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
