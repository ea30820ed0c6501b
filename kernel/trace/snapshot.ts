import { RECEIVER_NOBODY } from '../abi/events.ts';
import { REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED } from '../abi/notify.ts';
import type {
  MessageSnapshot,
  PortSnapshot,
  ProcessSnapshot,
  SchedSnapshot,
  Snapshot,
  TaskSnapshot,
  ThreadSnapshot,
} from '../abi/snapshot.ts';
import type { MessageState, PortState, ProcessState } from './records.ts';
import type { TaskState, ThreadState } from './records.tasks.ts';
import type { Frozen } from './state.ts';

/** The state in the canonical form that the kernel gives of itself too. */
export function snapshotOf(state: Frozen): Snapshot {
  const byId = (record: { readonly id: number }): number => record.id;
  return {
    profile: state.profile,
    mode: state.mode,
    pagesCopied: state.pagesCopied,
    special: state.special,
    tasks: state.tasks
      .sorted(byId)
      .filter((task) => task.ended === null)
      .map(taskSnapshot),
    threads: state.threads.sorted(byId).map(threadSnapshot),
    ports: state.ports.sorted(byId).map(portSnapshot),
    messages: state.messages.sorted(byId).map(messageSnapshot),
    memory: state.memory.sorted(byId).map(({ id, sizeBytes, copyOf }) => ({ id, sizeBytes, copyOf })),
    contexts: state.contexts.sorted(byId).map(({ id, port, parent, requestor }) => ({ id, port, parent, requestor })),
    services: state.services
      .sorted(byId)
      .filter((service) => service.state !== 0)
      .map(({ id, context, name, state, port, task, crashes, dueMs }) => ({ id, context, name, state, port, task, crashes, dueMs })),
    processes: state.processes
      .sorted(byId)
      .filter((process) => process.ended === null)
      .map(processSnapshot),
    sched: schedSnapshot(state),
  };
}

function schedSnapshot({ sched, scheduled }: Frozen): SchedSnapshot | null {
  if (sched === null) return null;
  const { epoch: _, cpus, ...rest } = sched;
  return {
    ...rest,
    cpus: cpus.map(({ thread, switchLeft, loaded }) => ({ thread, switchLeft, loaded })),
    threads: scheduled.sorted(({ id }) => id).map(({ epoch: _epoch, ...thread }) => thread),
  };
}

export function taskSnapshot(task: TaskState): TaskSnapshot {
  const { id, name, parent, process, port, suspendCount, special } = task;
  const requests = [...task.requests.values(), ...task.accepted.values()].sort((a, b) => a.name - b.name || a.kind - b.kind);
  return {
    id,
    name,
    parent,
    process,
    port,
    suspendCount,
    entries: task.entries.sorted((entry) => entry.name).map(({ name, type, urefs, object }) => ({ name, type, urefs, object })),
    requests: requests.map(({ name, kind, notify, armed }) => ({ name, kind, notify, armed })),
    special,
    regions: task.regions
      .sorted((region) => region.address)
      .map(({ address, sizeBytes, memory, protection }) => ({ address, sizeBytes, memory, protection })),
  };
}

function threadSnapshot({ id, task, port, suspendCount, trap, wait, special }: ThreadState): ThreadSnapshot {
  return { id, task, port, suspendCount, trap, wait, special };
}

function portSnapshot(port: PortState): PortSnapshot {
  const requests = [
    { kind: REQUEST_PORT_DESTROYED, notify: port.portDestroyed },
    { kind: REQUEST_NO_SENDERS, notify: port.noSenders },
  ];
  const { id, kind, of, active, qlimit, mscount, seqno, srights, sorights, contextLow, contextHigh, flags, sets } = port;
  return {
    id,
    kind,
    of,
    active,
    receiver:
      port.receiverKind === RECEIVER_NOBODY
        ? { kind: 0, id: 0, name: 0 }
        : { kind: port.receiverKind, id: port.receiverId, name: port.receiverName },
    qlimit,
    mscount,
    seqno,
    srights,
    sorights,
    contextLow,
    contextHigh,
    flags,
    queue: port.queue.toArray(),
    senders: port.senders.toArray(),
    receivers: port.receivers.toArray(),
    sets,
    members: port.members.toArray(),
    requests: requests.filter(({ notify }) => notify !== 0).sort((a, b) => a.kind - b.kind),
  };
}

function messageSnapshot(msg: MessageState): MessageSnapshot {
  const { epoch: _, ...rest } = msg;
  return rest;
}

function processSnapshot(process: ProcessState): ProcessSnapshot {
  const { epoch: _, ended: _ended, endWaits: _endWaits, ...rest } = process;
  return rest;
}
