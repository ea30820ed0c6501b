/** A state made of a snapshot: for whoever begins to follow a kernel that runs already. What has ended before is not in it. */
import { REQUEST_MSG_ACCEPTED, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED } from '../abi/notify.ts';
import type {
  EntrySnapshot,
  NameRequestSnapshot,
  PortSnapshot,
  ProcessSnapshot,
  SchedSnapshot,
  Snapshot,
  TaskSnapshot,
} from '../abi/snapshot.ts';
import { Line } from './line.ts';
import { newPort, type PortState, type ProcessState } from './records.ts';
import { newTask, type TaskState } from './records.tasks.ts';
import { State } from './state.ts';

/** Returns: a state whose own snapshot is this one. */
export function stateFrom(snapshot: Snapshot): State {
  const state = new State();
  const { epoch } = state;
  state.profile = snapshot.profile;
  state.mode = snapshot.mode;
  state.pagesCopied = snapshot.pagesCopied;
  state.special = snapshot.special;
  for (const task of snapshot.tasks) state.tasks.set(epoch, task.id, taskState(epoch, task));
  for (const thread of snapshot.threads) state.threads.set(epoch, thread.id, { ...thread, epoch });
  for (const port of snapshot.ports) state.ports.set(epoch, port.id, portState(epoch, port));
  for (const message of snapshot.messages) {
    state.messages.set(epoch, message.id, {
      ...message,
      bits: message.bits,
      epoch,
      rights: [...message.rights],
      memory: [...message.memory],
    });
  }
  for (const memory of snapshot.memory) state.memory.set(epoch, memory.id, { ...memory, epoch });
  for (const context of snapshot.contexts) state.contexts.set(epoch, context.id, { ...context, epoch });
  for (const service of snapshot.services) state.services.set(epoch, service.id, { ...service, epoch });
  for (const process of snapshot.processes) state.processes.set(epoch, process.id, processState(epoch, process));
  if (snapshot.sched !== null) schedFrom(state, snapshot.sched);
  return state;
}

function schedFrom(state: State, { threads, cpus, devices, ...rest }: SchedSnapshot): void {
  const { epoch } = state;
  state.sched = {
    ...rest,
    epoch,
    cpus: cpus.map((cpu) => ({ ...cpu, loaded: [...cpu.loaded], busyTicks: 0, switchTicks: 0, idleTicks: 0 })),
    devices: devices.map((jobs) => jobs.map((job) => ({ ...job }))),
  };
  for (const thread of threads) state.scheduled.set(epoch, thread.id, { ...thread, epoch });
}

function taskState(
  epoch: number,
  { id, name, parent, process, port, suspendCount, entries, requests, special, regions }: TaskSnapshot,
): TaskState {
  const task = newTask(epoch, id, name, parent, process, port);
  task.suspendCount = suspendCount;
  task.special = special;
  for (const entry of entries) task.entries.set(epoch, entry.name, { ...(entry satisfies EntrySnapshot), epoch });
  for (const request of requests satisfies readonly NameRequestSnapshot[]) {
    (request.kind === REQUEST_MSG_ACCEPTED ? task.accepted : task.requests).set(epoch, request.name, { ...request, epoch });
  }
  for (const region of regions) task.regions.set(epoch, region.address, { ...region, epoch });
  return task;
}

function portState(epoch: number, from: PortSnapshot): PortState {
  const { mscount, seqno, srights, sorights, active, contextLow, contextHigh, flags, receiver, sets, requests } = from;
  const notify = (kind: number): number => requests.find((request) => request.kind === kind)?.notify ?? 0;
  const port = newPort(epoch, from.id, from.kind, from.of, from.qlimit);
  const lines = {
    queue: Line.of(epoch, from.queue),
    senders: Line.of(epoch, from.senders),
    receivers: Line.of(epoch, from.receivers),
    members: Line.of(epoch, from.members),
  };
  return Object.assign(port, lines, {
    mscount,
    seqno,
    srights,
    sorights,
    active,
    contextLow,
    contextHigh,
    flags,
    sets,
    receiverKind: receiver.kind,
    receiverId: receiver.id,
    receiverName: receiver.name,
    noSenders: notify(REQUEST_NO_SENDERS),
    portDestroyed: notify(REQUEST_PORT_DESTROYED),
  });
}

function processState(epoch: number, process: ProcessSnapshot): ProcessState {
  return { ...process, epoch, endWaits: null, ended: null };
}
