/** Random event sequences that are consistent with themselves, for tests of the folds. Every type of event comes up. */

import * as E from '../../abi/events.ts';
import { NOTIFY_DEAD_NAME, REQUEST_DEAD_NAME, REQUEST_MSG_ACCEPTED, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED } from '../../abi/notify.ts';
import { COPY_SEND, PORT_RECEIVE, PORT_SEND, TYPE_DEAD_NAME, TYPE_RECEIVE, TYPE_SEND } from '../../abi/rights.ts';
import type { Sink } from '../../abi/sink.ts';
import { foldRange } from '../fold.ts';
import { Recorder } from '../recorder.ts';
import type { MessageState } from '../records.ts';
import type { TaskState } from '../records.tasks.ts';
import { State } from '../state.ts';
import type { Owned, Table } from '../table.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Numbers from 0 to below `bound`, the same for the same seed. */
export function randomFrom(seed: number): (bound: number) => number {
  let x = seed | 0;
  return (bound) => {
    x = (x + 0x6d2b79f5) | 0;
    let mixed = Math.imul(x ^ (x >>> 15), 1 | x);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

export class Story {
  readonly recorder = new Recorder();
  /** The state after what was told so far: what the next event may say depends on it. */
  readonly state = new State();
  readonly batches: ReturnType<Recorder['take']> = [];
  #random: (bound: number) => number;
  #ids: Record<string, number> = {};
  #nowUs = 0;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    this.#told((sink) => sink.emit(E.EV_BOOT, 1, 1));
  }

  /** At least `events` more events. */
  tell(events: number): this {
    const until = this.recorder.next + events;
    while (this.recorder.next < until) {
      this.#nowUs += this.#random(1000);
      this.recorder.begin(this.#nowUs, this.#nowUs + 5);
      const act = ACTS[this.#random(ACTS.length)]!;
      this.#told((sink) => act(this, sink));
    }
    return this;
  }

  #told(act: (sink: Sink) => void): void {
    act(this.recorder);
    this.catchUp();
  }

  /** Brings the state up to the last event told. */
  catchUp(): void {
    for (const batch of this.recorder.take()) {
      foldRange(this.state, batch, batch.firstSeq, batch.firstSeq + batch.count);
      this.batches.push(batch);
    }
  }

  chance(bound: number): number {
    return this.#random(bound);
  }

  fresh(kind: string): number {
    return (this.#ids[kind] = (this.#ids[kind] ?? 0) + 1);
  }

  /** A random record that fits; undefined when there is none. */
  one<T extends Owned>(table: Table<T>, fits: (record: T) => boolean = () => true): T | undefined {
    const all = [...table.values()].filter(fits);
    return all[this.#random(Math.max(1, all.length))];
  }
}

type Act = (story: Story, sink: Sink) => void;
const living = (task: TaskState): boolean => task.ended === null;

const ACTS: readonly Act[] = [
  function bornTask(s, k) {
    if ([...s.state.tasks.values()].length > 12) return;
    const [task, port, process] = [s.fresh('task'), s.fresh('port'), s.fresh('process')];
    k.emitBytes(E.EV_PROCESS_REQUESTED, text('program'), process, task, 2, 64);
    k.emit(E.EV_PORT_CREATED, port, E.PORT_KIND_TASK, 5, task);
    k.emitBytes(E.EV_TASK_CREATED, text(`task ${task} ä`), task, 0, process, port);
    k.emit(E.EV_KERNEL_HOLDS, port, 1, 0, 1);
    k.emit(E.EV_SPECIAL_PORT, E.OWNER_TASK, task, E.SPECIAL_KERNEL, 0, port);
    k.emit(E.EV_THREAD_CREATED, s.fresh('thread'), task, 0, 1);
  },
  function bornThread(s, k) {
    const task = s.one(s.state.tasks, living);
    if (task === undefined || s.state.threads.size > 30) return;
    const thread = s.fresh('thread');
    k.emit(E.EV_THREAD_CREATED, thread, task.id, 0, 1);
    k.emit(E.EV_THREAD_SUSPENDED, thread, 1, 0);
    k.emit(E.EV_SPECIAL_PORT, E.OWNER_THREAD, thread, E.SPECIAL_EXCEPTION_TYPE + 1, 0, task.port);
  },
  function process(s, k) {
    const process = s.one(s.state.processes, (one) => one.ended === null);
    if (process === undefined) return;
    const { id } = process;
    if (process.pid === 0) k.emit(E.EV_PROCESS_STARTED, id, 4000 + id);
    else if (process.ready === null) k.emit(E.EV_PROCESS_READY, id, 7, 4, -1, 3);
    else if (process.checked === null) k.emit(E.EV_PROCESS_CHECKED, id, 2, 1);
    else if (s.chance(2) > 0) k.emit(E.EV_PROCESS_MEASURED, id, process.rssKB, process.rssKB + 10, process.cpuMs, process.cpuMs + 1);
    else if (!process.killed) k.emit(E.EV_PROCESS_KILLED, id, 1);
    else if (process.endWaits === null && s.chance(2) === 0) k.emit(E.EV_PROCESS_END_WAITS, id, process.pid, 0, 9);
    else k.emitBytes(E.EV_PROCESS_ENDED, text('oh'), id, process.pid, 0, 9, process.endWaits === null ? 0 : 1);
  },
  function traps(s, k) {
    const thread = s.one(s.state.threads, (one) => one.wait === null);
    if (thread === undefined) return;
    const { id, task, trap } = thread;
    if (trap === null && s.chance(3) === 0) k.emit(E.EV_ARRIVED, id, task, 1, 3, E.ARRIVED_PAUSED);
    else if (trap === null || trap.gate !== 0) k.emit(E.EV_TRAP, id, task, 1, 3, 40, 0, -1, 7, 0, trap?.gate ?? 0, trap?.at ?? 0);
    else k.emit(E.EV_RETURN, id, task, 0, 0, 0, trap.trap, trap.options, trap.at);
  },
  function endThread(s, k) {
    const thread = s.one(s.state.threads, (one) => one.wait === null);
    if (thread === undefined || s.chance(6) > 0) return;
    for (const { which, port } of thread.special) k.emit(E.EV_SPECIAL_PORT, E.OWNER_THREAD, thread.id, which, port, 0);
    const { trap } = thread;
    k.emit(E.EV_THREAD_DIED, thread.id, thread.task, thread.port, thread.suspendCount, trap?.trap, trap?.options, trap?.at, trap?.gate);
  },
  function waits(s, k) {
    const thread = s.one(s.state.threads);
    const port = s.one(s.state.ports, (one) => one.active);
    if (thread === undefined || port === undefined) return;
    const { id, task, wait } = thread;
    if (wait === null) {
      k.emit(E.EV_WAITS, id, task, 1 + s.chance(2), port.id, 0, s.chance(2) === 0 ? -1 : 500);
      return;
    }
    const object = s.state.ports.get(wait.object)!;
    const line = (wait.wait === E.WAIT_SEND ? object.senders : object.receivers).toArray();
    const before = line[line.indexOf(id) + 1] ?? 0;
    k.emit(E.EV_WAKES, id, task, wait.wait, wait.object, wait.msg, wait.deadlineMs, before, E.WAKE_ABORTED, wait.since);
  },
  function bornPort(s, k) {
    const task = s.one(s.state.tasks, living);
    if (task === undefined || s.state.ports.size > 60) return;
    const port = s.fresh('port');
    const name = (s.fresh('name') << 8) | 3;
    const set = s.chance(4) === 0;
    k.emit(E.EV_PORT_CREATED, port, set ? E.PORT_KIND_SET : E.PORT_KIND_ORDINARY, 5, 0);
    k.emit(E.EV_NAME_ALLOCATED, task.id, name, port, 0, set ? 0x80000 : TYPE_RECEIVE, 0, 1, 0, 0, 0, 0);
    k.emit(E.EV_RECEIVER, port, 0, 0, 0, E.RECEIVER_TASK, task.id, name);
  },
  function names(s, k) {
    const task = s.one(s.state.tasks, living);
    const port = s.one(s.state.ports, (one) => one.active && one.kind !== E.PORT_KIND_SET);
    if (task === undefined || port === undefined) return;
    const entry = s.one(task.entries, (one) => one.type === TYPE_SEND && task.requests.get(one.name) === undefined);
    if (entry === undefined) {
      const high = 0x9000_0003 + (s.fresh('name') << 8);
      k.emit(E.EV_NAME_ARRIVED, task.id, high, port.id, 0, TYPE_SEND, 0, 1, 0, 1, 0, 0);
    } else if (s.chance(3) > 0) {
      const type = s.chance(2) === 0 ? E.EV_NAME_REFS : E.EV_NAME_INSERTED;
      k.emit(type, task.id, entry.name, entry.object, TYPE_SEND, TYPE_SEND, entry.urefs, entry.urefs + 1, 0, 0, 0, 1);
    } else {
      const type = [E.EV_NAME_DROPPED, E.EV_NAME_LEFT, E.EV_NAME_DESTROYED][s.chance(3)]!;
      k.emit(type, task.id, entry.name, entry.object, TYPE_SEND, 0, entry.urefs, 0, 0, -1, 0, 0);
    }
  },
  function rename(s, k) {
    const task = s.one(s.state.tasks, living);
    const entry = task && s.one(task.entries, (one) => one.type !== TYPE_RECEIVE);
    if (task && entry) k.emit(E.EV_NAME_RENAMED, task.id, entry.name, (s.fresh('name') << 8) | 7, entry.object);
  },
  function requests(s, k) {
    const task = s.one(s.state.tasks, living);
    const entry = task && s.one(task.entries);
    if (!task || !entry) return;
    const kind = s.chance(2) === 0 ? REQUEST_DEAD_NAME : REQUEST_MSG_ACCEPTED;
    const old = (kind === REQUEST_MSG_ACCEPTED ? task.accepted : task.requests).get(entry.name);
    const add = old === undefined || s.chance(2) === 0;
    k.emit(
      E.EV_REQUEST,
      task.id,
      entry.name,
      0,
      old?.kind,
      old?.notify,
      old?.armed,
      add ? kind : 0,
      add ? task.port : 0,
      add ? s.chance(2) : 0,
    );
    const port = s.one(s.state.ports, (one) => one.active);
    if (port === undefined) return;
    const onPort = s.chance(2) === 0 ? REQUEST_NO_SENDERS : REQUEST_PORT_DESTROYED;
    const was = onPort === REQUEST_NO_SENDERS ? port.noSenders : port.portDestroyed;
    k.emit(E.EV_REQUEST, 0, 0, port.id, was === 0 ? 0 : onPort, was, 0, was === 0 ? onPort : 0, was === 0 ? task.port : 0, 0);
  },
  function ports(s, k) {
    const port = s.one(s.state.ports, (one) => one.active);
    if (port === undefined) return;
    const { id } = port;
    [
      () => k.emit(E.EV_PORT_LIMIT, id, port.qlimit, port.qlimit + 1),
      () => k.emit(E.EV_PORT_SEQNO, id, port.seqno, 0xffff_ffff),
      () => k.emit(E.EV_PORT_MSCOUNT, id, port.mscount, 0xffff_ffff),
      () => k.emit(E.EV_PORT_CONTEXT, id, port.contextLow, port.contextHigh, 0xffff_ffff, 3, port.flags, 0x100),
      () => k.emit(E.EV_PORT_RESET, id, port.mscount, port.seqno),
      () => k.emit(E.EV_KERNEL_HOLDS, id, 1, 1, 1),
    ][s.chance(6)]!();
  },
  function sets(s, k) {
    const set = s.one(s.state.ports, (one) => one.active && one.kind === E.PORT_KIND_SET);
    const port = s.one(s.state.ports, (one) => one.active && one.kind === E.PORT_KIND_ORDINARY);
    if (set === undefined || port === undefined) return;
    const members = set.members.toArray();
    const place = members.indexOf(port.id);
    if (place < 0) k.emit(E.EV_SET_JOINED, port.id, set.id);
    else k.emit(E.EV_SET_LEFT, port.id, set.id, members[place + 1] ?? 0);
  },
  function death(s, k) {
    const task = s.one(s.state.tasks, living);
    const port = s.one(
      s.state.ports,
      (one) =>
        one.active &&
        one.kind === E.PORT_KIND_ORDINARY &&
        one.queue.length + one.senders.length + one.receivers.length + one.sets.length === 0 &&
        one.srights === 0 &&
        one.sorights === 0 &&
        one.noSenders === 0 &&
        one.portDestroyed === 0,
    );
    const entry = task && port && s.one(task.entries, (one) => one.object === port.id && one.type === TYPE_RECEIVE);
    if (!task || !port || !entry) return;
    k.emit(E.EV_PORT_DIED, port.id, 0);
    k.emit(E.EV_RECEIVER, port.id, E.RECEIVER_TASK, port.receiverId, port.receiverName, 0, 0, 0);
    k.emit(E.EV_NAME_DIED, task.id, entry.name, port.id, TYPE_RECEIVE, TYPE_DEAD_NAME, 1, 2, 0, 0, 0, 0);
    k.emit(E.EV_NOTIFIED, NOTIFY_DEAD_NAME, task.port, task.id, entry.name, port.id, 0);
    k.emit(
      E.EV_PORT_GONE,
      port.id,
      port.kind,
      port.qlimit,
      port.mscount,
      port.seqno,
      port.of,
      port.contextLow,
      port.contextHigh,
      port.flags,
    );
  },
  function bornMessage(s, k) {
    const task = s.one(s.state.tasks, living);
    const port = s.one(s.state.ports, (one) => one.active && one.kind === E.PORT_KIND_ORDINARY);
    if (task === undefined || port === undefined) return;
    const msg = s.fresh('msg');
    k.emitBytes(E.EV_MSG_CREATED, text('body of a message'), msg, task.id, 0, 2400, 64, 0x8000_0013, 17, 0xdead_beef);
    k.emit(E.EV_COPYIN, msg, 0, task.id, 0x103, COPY_SEND, port.id, PORT_SEND, 1, 0, 0);
    if (s.chance(2) === 0) k.emit(E.EV_COPYIN, msg, 2, task.id, 0x203, 16, port.id, PORT_RECEIVE, 0, 0, 0);
    if (s.chance(4) === 0) k.emit(E.EV_CIRCULAR, msg, port.id);
    if (s.chance(2) === 0) {
      const memory = s.fresh('memory');
      k.emit(E.EV_MEMORY_CREATED, memory, 8192, 0);
      k.emit(E.EV_OOL_ATTACHED, msg, 0, memory, 8192);
    }
    k.emit(E.EV_QUEUED, msg, port.id, port.queue.length + 1, port.qlimit, 0);
  },
  function endMessage(s, k) {
    const msg = s.one(s.state.messages);
    if (msg === undefined) return;
    if (msg.queuedOn !== 0) {
      const port = s.state.ports.get(msg.queuedOn)!;
      const received = s.chance(3) > 0;
      k.emit(E.EV_DEQUEUED, port.queue.first!, port.id, port.seqno, port.queue.length - 1, received ? 1 : 0, received ? 1 : 0);
      return;
    }
    for (const right of msg.rights) {
      const dsr = right.kind === PORT_SEND ? -1 : 0;
      if (s.chance(2) === 0) k.emit(E.EV_COPYOUT, msg.id, right.slot, 1, 0x503, right.port, right.kind, dsr, 0);
      else k.emit(E.EV_RIGHT_DROPPED, msg.id, right.slot, right.port, right.kind, dsr, 0);
    }
    for (const { descriptor, memory, sizeBytes } of msg.memory) {
      k.emit(E.EV_OOL_RELEASED, msg.id, descriptor, memory, sizeBytes);
      k.emit(E.EV_MEMORY_GONE, memory, sizeBytes, 0);
    }
    endOf(msg, [E.EV_DELIVERED, E.EV_HANDED_BACK, E.EV_MSG_DESTROYED, E.EV_MSG_SERVED][s.chance(4)]!, k);
  },
  function regions(s, k) {
    const task = s.one(s.state.tasks, living);
    if (task === undefined) return;
    const region = s.one(task.regions);
    if (region === undefined || s.chance(3) === 0) {
      const memory = s.fresh('memory');
      k.emit(E.EV_MEMORY_CREATED, memory, 4096, 0);
      k.emit(E.EV_REGION_MAPPED, task.id, 0xf000_0000 + memory * 4096, 4096, memory, 3, 0);
    } else if (s.chance(2) === 0) k.emit(E.EV_REGION_PROTECTED, task.id, region.address, region.protection, 1);
    else {
      k.emit(E.EV_REGION_UNMAPPED, task.id, region.address, region.sizeBytes, region.memory, region.protection, 0);
      k.emit(E.EV_PAGES_COPIED, region.memory, 2, task.id);
    }
  },
  function nameService(s, k) {
    const task = s.one(s.state.tasks, living);
    const context = s.one(s.state.contexts);
    const service = s.one(s.state.services, (one) => one.state !== 0);
    if (task === undefined) return;
    const luck = s.chance(9);
    if (context === undefined || luck === 0) k.emit(E.EV_CONTEXT, s.fresh('context'), task.port, 0, 0);
    else if (luck === 1) k.emit(E.EV_CONTEXT_GONE, context.id, context.port, context.parent, context.requestor);
    else if (service === undefined || luck === 2) {
      k.emitBytes(E.EV_SERVICE, text('file server'), s.fresh('service'), context.id, 0, 1, 0, task.port, 0, task.id);
    } else if (s.chance(2) === 0) {
      k.emit(E.EV_SERVICE_CRASHED, service.id, service.crashes + 1, 100, service.crashes);
      k.emit(E.EV_SERVICE_DUE, service.id, service.dueMs < 0 ? (service.crashes + 1) * 100 : -1, service.dueMs);
    } else {
      const to = s.chance(4);
      k.emitBytes(
        E.EV_SERVICE,
        text(service.name),
        service.id,
        service.context,
        service.state,
        to,
        service.port,
        task.port,
        service.task,
        task.id,
      );
      k.emitBytes(E.EV_LOOKED_UP, text(service.name), task.id, service.id, service.context);
    }
  },
  function scheduled(s, k) {
    const { sched } = s.state;
    if (sched === null) return k.emit(E.EV_SCHED_CONFIGURED, 0, 2, 0, 1, 1, 2);
    const thread = s.one(s.state.threads, ({ id }) => s.state.scheduled.get(id) === undefined);
    const found = s.one(s.state.scheduled, ({ state }) => state !== E.SCHED_TERMINATED);
    if (thread !== undefined && s.chance(6) === 0) return k.emit(E.EV_SCHED_ENTERED, thread.id, thread.task, 3, 1, 5, 1);
    if (found === undefined) return;
    const { id, task, state, cpu, place, quantumLeft, burst, priority, quantum, swapped, declared } = found;
    const running = sched.cpus.findIndex(({ thread: held }) => held === 0);
    const change = (to: number, why: number, on = 0): void =>
      k.emit(
        E.EV_SCHED_STATE,
        id,
        task,
        state,
        to,
        cpu,
        on,
        place,
        s.chance(100),
        why,
        quantumLeft,
        to === E.SCHED_RUNNING ? 1_000_000 : -1,
      );
    const jobs = sched.devices[0]!;
    [
      () => state !== E.SCHED_RUNNING && running >= 0 && change(E.SCHED_RUNNING, E.SCHED_DISPATCHED, running + 1),
      () => {
        const why = 1 + s.chance(10);
        if (cpu !== 0 && sched.cpus[cpu - 1]!.switchLeft > 0)
          k.emit(E.EV_SCHED_SWITCH, cpu, id, 0, E.SWITCH_GIVEN_UP, 0, sched.cpus[cpu - 1]!.switchLeft);
        change(why === E.SCHED_DISPATCHED ? E.SCHED_NEW : [1, 2, 4, 5][s.chance(4)]!, why === E.SCHED_DISPATCHED ? 1 : why);
      },
      () => {
        if (cpu === 0) return;
        const { loaded } = sched.cpus[cpu - 1]!;
        const position = loaded.indexOf(id);
        const evicted = position < 0 && loaded.length === sched.registerSets ? loaded.at(-1)! : 0;
        k.emit(E.EV_SCHED_SWITCH, cpu, id, 1, position, evicted, 0);
      },
      () => burst === 0 && k.emit(E.EV_SCHED_BURST, id, task, 9, 1 + s.chance(2), declared, 7),
      () => {
        const mask = sched.cpus.reduce((bits, { switchLeft }, index) => bits | (switchLeft > 0 ? 1 << index : 0), 0);
        k.emit(E.EV_SCHED_TICK, sched.tick, sched.tick + 1, mask);
      },
      () => k.emit(E.EV_SCHED_PARAMS, id, priority, s.chance(9), quantum, 4, place, place),
      () => k.emit(E.EV_SCHED_SWAPPED, id, swapped, 1 - swapped, place, place + 1),
      () => k.emit(E.EV_SCHED_DEVICE, 1, id, task, E.DEVICE_JOINED, 5, 5, jobs.length),
      () => {
        const job = jobs[0];
        if (job !== undefined) k.emit(E.EV_SCHED_DEVICE, 1, job.thread, job.task, 2 + s.chance(2), job.ticks, job.left, 0);
      },
      () => k.emit(E.EV_SCHED_CLOCK, sched.clock, 1 - sched.clock, sched.usPerTick, 10),
      () => {
        const label = text(`${sched.label}\0label ${s.chance(9)}`);
        k.emitBytes(E.EV_SCHED_POLICY, label, sched.policyTask, task, sched.policyPort, 1, sched.wants, 6, 1 + s.chance(4));
      },
      () => (sched.asked === 0 ? k.emit(E.EV_SCHED_ASKED, 7, 2) : k.emit(E.EV_SCHED_DECIDED, sched.asked, 1 + s.chance(2), 2)),
    ][s.chance(12)]!();
  },
  function rest(s, k) {
    const task = s.one(s.state.tasks, living);
    if (task === undefined) return;
    [
      () => k.emit(E.EV_TIMER, 5),
      () => k.emitBytes(E.EV_COMMAND, text('{}'), 1, 1, 2, 3),
      () => k.emit(E.EV_MODE, s.state.mode, 1 - s.state.mode),
      () => k.emitBytes(E.EV_CONSOLE, text('hello\n'), task.id, 1),
      () => k.emit(E.EV_CALL, task.id, 1, task.port, 3204, 0),
      () => k.emit(E.EV_CALL_DONE, task.id, 1, task.port, 3204, -303),
      () => k.emit(E.EV_BREAKPOINT_HIT, 1, k.next),
      () => k.emitBytes(E.EV_TASK_NAMED, text(`${task.name}\0new ${s.chance(9)}`), task.id),
      () => k.emit(E.EV_TASK_SUSPENDED, task.id, task.suspendCount, task.suspendCount + 1),
      () => s.chance(3) === 0 && k.emit(E.EV_TASK_DIED, task.id, E.TASK_END_EXIT, 3, task.port),
      () => s.state.panicked || (s.chance(3) === 0 && k.emitBytes(E.EV_PANIC, text('no'))),
    ][s.chance(11)]!();
  },
];

function endOf(msg: MessageState, type: number, k: Sink): void {
  const { id, senderTask, senderThread, msghId, sizeBytes, bits, bodyBytes, hash, createdAt } = msg;
  k.emit(type, id, 1, 1, senderTask, senderThread, msghId, sizeBytes, bits, bodyBytes, hash, createdAt);
}
