/** The kernel's state in the form that a fold of its events gives too. For tests, and for the comparison after a replay. */
import {
  MODE_PAUSED,
  MODE_RUNNING,
  PORT_KIND_SET,
  SPECIAL_BOOTSTRAP,
  SPECIAL_EXCEPTION_TYPE,
  SPECIAL_HOST,
  SPECIAL_KERNEL,
  SPECIAL_NOTIFY,
  SPECIAL_REGISTERED,
} from '../abi/events.ts';
import { REQUEST_MSG_ACCEPTED, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED } from '../abi/notify.ts';
import { PROFILES } from '../abi/profile.ts';
import type {
  EntrySnapshot,
  MemorySnapshot,
  MessageSnapshot,
  NameRequestSnapshot,
  PortSnapshot,
  ProcessSnapshot,
  SchedSnapshot,
  SlotSnapshot,
  Snapshot,
  TaskSnapshot,
  ThreadSnapshot,
} from '../abi/snapshot.ts';
import type { Memory } from '../ipc/memory.ts';
import type { Message } from '../ipc/message.ts';
import type { Port } from '../ipc/port.ts';
import { type Scheduler, schedulerOf } from '../sched/scheduler.ts';
import type { Process } from '../task/system.ts';
import type { Exceptions } from '../task/special.ts';
import { PROFILE_NUMBERS } from '../task/spawn.ts';
import type { Task } from '../task/task.ts';
import type { Thread } from '../task/thread.ts';
import type { Machine } from './machine.ts';

/** Returns: the whole state of a machine, sorted as `Snapshot` says. */
export function machineSnapshot(machine: Machine): Snapshot {
  const { ipc, system } = machine;
  const tasks = [...system.tasks.values()].sort(byId);
  const ports = [...ipc.ports.values()].sort(byId);
  const messages = allMessages(ports).sort((a, b) => a.message.id - b.message.id);
  return {
    profile: Object.keys(PROFILES).indexOf(machine.profile.name),
    mode: machine.gate.paused ? MODE_PAUSED : MODE_RUNNING,
    pagesCopied: ipc.pagesCopied,
    special: exceptionSlots(system.hostExceptions),
    tasks: tasks.map(taskOf),
    threads: [...system.threads.values()].sort(byId).map(threadOf),
    ports: ports.map(portOf),
    messages: messages.map(({ message, port }) => messageOf(message, port)),
    memory: memoryOf(
      tasks,
      messages.map(({ message }) => message),
    ),
    ...machine.registrySnapshot(),
    processes: [...system.processes.values()].sort(byId).map(processOf),
    sched: schedOf(schedulerOf(system)),
  };
}

function schedOf(scheduler: Scheduler | null): SchedSnapshot | null {
  if (scheduler === null) return null;
  const { cpus, switchTicks, registerSets, clock, usPerTick, tick, policy, devices, threads } = scheduler;
  return {
    cpus: cpus.map(({ thread, switchLeft, loaded }) => ({ thread: thread?.thread.id ?? 0, switchLeft, loaded: [...loaded] })),
    switchTicks,
    registerSets,
    clock: clock ? 1 : 0,
    usPerTick,
    tick,
    policyTask: policy.task,
    policyPort: policy.port?.id ?? 0,
    wants: policy.wants,
    label: policy.label,
    asked: policy.asked,
    devices: devices.map(({ jobs }) => jobs.map(({ thread, task, ticks, left }) => ({ thread, task, ticks, left }))),
    threads: [...threads.values()]
      .sort((a, b) => a.thread.id - b.thread.id)
      .map(
        ({ thread, atTick, base, trapTicks, state, cpu, place, priority, quantum, quantumLeft, burst, declared, swapped, cpuTicks }) => ({
          id: thread.id,
          task: thread.task.id,
          atTick,
          base,
          trapTicks,
          state,
          cpu,
          place,
          priority,
          quantum,
          quantumLeft,
          burst,
          declared,
          swapped: swapped ? 1 : 0,
          cpuTicks,
        }),
      ),
  };
}

function byId(a: { readonly id: number }, b: { readonly id: number }): number {
  return a.id - b.id;
}

function exceptionSlots(exceptions: Exceptions | null): SlotSnapshot[] {
  if (exceptions === null) return [];
  return [...exceptions].map(([type, port]) => ({ which: SPECIAL_EXCEPTION_TYPE + type, port: port.id })).sort((a, b) => a.which - b.which);
}

function slot(which: number, port: Port | null | undefined): SlotSnapshot[] {
  return port === null || port === undefined ? [] : [{ which, port: port.id }];
}

function taskOf(task: Task): TaskSnapshot {
  const { id, name, parent, process, space } = task;
  const entries: EntrySnapshot[] = [];
  const requests: NameRequestSnapshot[] = [];
  for (const entry of [...space.entries()].sort((a, b) => a.name - b.name)) {
    entries.push({ name: entry.name, type: entry.type >>> 0, urefs: entry.urefs, object: entry.objectId });
    if (entry.request !== null)
      requests.push({ name: entry.name, kind: entry.requestKind, notify: entry.request.id, armed: entry.requestArmed ? 1 : 0 });
    if (entry.accepted !== null) requests.push({ name: entry.name, kind: REQUEST_MSG_ACCEPTED, notify: entry.accepted.id, armed: 0 });
  }
  return {
    id,
    name,
    parent,
    process,
    port: task.port.id,
    suspendCount: task.suspendCount,
    entries,
    requests,
    special: [
      ...slot(SPECIAL_KERNEL, task.self),
      ...slot(SPECIAL_HOST, task.host),
      ...slot(SPECIAL_BOOTSTRAP, task.bootstrap),
      { which: SPECIAL_NOTIFY, port: task.notifyName },
      ...task.registered.flatMap((port, index) => slot(SPECIAL_REGISTERED + index, port)),
      ...exceptionSlots(task.exceptions),
    ],
    regions: (space.map?.regions ?? []).map(({ address, sizeBytes, memory, protection }) => ({
      address,
      sizeBytes,
      memory: memory.id,
      protection,
    })),
  };
}

function threadOf(thread: Thread): ThreadSnapshot {
  const { id, trap, options, trapAt, held, waiting, waitsFor, message, deadlineMs, since } = thread;
  return {
    id,
    task: thread.task.id,
    port: thread.port.id,
    suspendCount: thread.suspendCount,
    trap: trap === 0 ? null : { trap, options: options >>> 0, at: trapAt, gate: held === null ? 0 : held.why },
    wait:
      waiting === 0 || waitsFor === null
        ? null
        : { wait: waiting, object: waitsFor.id, msg: message === null ? 0 : message.id, deadlineMs, since },
    special: [...slot(SPECIAL_KERNEL, thread.self), ...exceptionSlots(thread.exceptions)],
  };
}

function portOf(port: Port): PortSnapshot {
  const { id, kind, of, active, qlimit, mscount, seqno, srights, sorights, contextLow, contextHigh } = port;
  const holder = port.receiver !== null ? port.receiver.taskId : port.carrier !== null ? port.carrier.id : 0;
  return {
    id,
    kind,
    of,
    active,
    receiver: { kind: port.receiverKind, id: holder, name: port.receiverName },
    qlimit,
    mscount,
    seqno,
    srights,
    sorights,
    contextLow: contextLow >>> 0,
    contextHigh: contextHigh >>> 0,
    flags: port.guard,
    queue: queueOf(port).map((message) => message.id),
    senders: [...port.senders].map((waiter) => waiter.id),
    receivers: [...port.receivers].map((waiter) => waiter.id),
    sets: (port.sets ?? []).map((set) => set.id).sort((a, b) => a - b),
    members: port.kind === PORT_KIND_SET && port.members !== null ? [...port.members.ports].map((member) => member.id) : [],
    requests: [
      ...(port.portDestroyed === null ? [] : [{ kind: REQUEST_PORT_DESTROYED, notify: port.portDestroyed.id }]),
      ...(port.noSenders === null ? [] : [{ kind: REQUEST_NO_SENDERS, notify: port.noSenders.id }]),
    ],
  };
}

/** Returns: the messages in a port's queue, the head first. */
export function queueOf(port: Port): Message[] {
  const messages: Message[] = [];
  for (let message = port.head; message !== null; message = message.next) messages.push(message);
  return messages;
}

/** Returns: every message there is, with the port whose queue it is in: those of blocked senders are in none. */
export function allMessages(ports: readonly Port[]): { readonly message: Message; readonly port: Port | null }[] {
  return ports.flatMap((port) => [
    ...queueOf(port).map((message) => ({ message, port })),
    ...[...port.senders].flatMap(({ message }) => (message === null ? [] : [{ message, port: null }])),
  ]);
}

function messageOf(message: Message, port: Port | null): MessageSnapshot {
  const { id, senderTask, senderThread, msghId, sizeBytes, bits, data, hash, createdAt, destination, reply, destinationKind, replyKind } =
    message;
  const rights = [
    ...(destination === null ? [] : [{ slot: 0, port: destination.id, kind: destinationKind }]),
    ...(reply === null ? [] : [{ slot: 1, port: reply.id, kind: replyKind }]),
    ...(message.descriptors ?? []).flatMap((descriptor) =>
      descriptor.rights.flatMap((right) => (right.port === null ? [] : [{ slot: right.slot, port: right.port.id, kind: right.kind }])),
    ),
  ];
  const memory = (message.descriptors ?? []).flatMap((descriptor, index) =>
    descriptor.memory === null ? [] : [{ descriptor: index, memory: descriptor.memory.id, sizeBytes: descriptor.memory.sizeBytes }],
  );
  return {
    id,
    senderTask,
    senderThread,
    msghId,
    sizeBytes,
    bits: bits >>> 0,
    bodyBytes: data.length,
    hash: hash >>> 0,
    createdAt,
    queuedOn: port === null ? 0 : port.id,
    rights,
    memory,
  };
}

function memoryOf(tasks: readonly Task[], messages: readonly Message[]): MemorySnapshot[] {
  const found = new Map<number, Memory>();
  for (const task of tasks) for (const { memory } of task.space.map?.regions ?? []) found.set(memory.id, memory);
  for (const message of messages) for (const { memory } of message.descriptors ?? []) if (memory !== null) found.set(memory.id, memory);
  return [...found.values()].sort(byId).map(({ id, sizeBytes, copyOf }) => ({ id, sizeBytes, copyOf }));
}

function processOf({ id, task, request, pid, report, checked, rssKB, cpuMs, killed }: Process): ProcessSnapshot {
  const { profile, memoryMB, name } = request;
  return {
    id,
    task: task.id,
    profile: (PROFILE_NUMBERS as readonly string[]).indexOf(profile),
    memoryMB,
    program: name,
    pid,
    ready: report,
    checked,
    rssKB,
    cpuMs,
    killed,
  };
}
