/** What must hold of tasks and threads, and of what the kernel as a whole counts. */
import {
  PORT_KIND_ORDINARY,
  PORT_KIND_TASK,
  PORT_KIND_THREAD,
  RECEIVER_KERNEL,
  SERVICE_DISABLED,
  SERVICE_INACTIVE,
  SERVICE_STARTING,
  WAIT_RECEIVE,
  WAIT_SEND,
} from '../../abi/events.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Port, Thread } from '../objects.ts';
import { breach } from './broken.ts';
import type { Tally } from './tally.ts';

/** Checks every task and thread. */
export function checkTasks(machine: Machine, tally: Tally): void {
  const { system } = machine;
  let waiting = 0;
  let threads = 0;
  for (const [id, task] of system.tasks) {
    if (!task.alive || task.id !== id || !task.space.active) breach('nothing of the dead', `task ${id} is listed, but gone`);
    if (!task.port.active || task.port.kind !== PORT_KIND_TASK || task.port.of !== id)
      breach('kernel ports', `task ${id} has no port of its own`);
    if (task.suspendCount < 0) breach('suspension', `task ${id} counts ${task.suspendCount}`);
    threads += task.threads.size;
  }
  if (threads !== system.threads.size) breach('nothing of the dead', `${system.threads.size} threads are listed, tasks have ${threads}`);
  for (const [id, thread] of system.threads) {
    if (!thread.alive || thread.task.threads.get(id) !== thread) breach('nothing of the dead', `thread ${id} is listed, but gone`);
    if (!thread.port.active || thread.port.kind !== PORT_KIND_THREAD || thread.port.of !== id)
      breach('kernel ports', `thread ${id} has no port of its own`);
    if (thread.suspendCount < 0) breach('suspension', `thread ${id} counts ${thread.suspendCount}`);
    if (thread.waiting !== 0) waiting++;
    checkThread(thread);
  }
  if (waiting !== tally.waiting) breach('waiters', `${tally.waiting} stand in lines, ${waiting} threads wait`);
}

function checkThread(thread: Thread): void {
  const { id, waiting, waitsFor, line, message, trap, held } = thread;
  if (waiting === 0) {
    if (waitsFor !== null || line !== null || message !== null) breach('waiters', `thread ${id} waits for nothing, but stands in a line`);
    if (trap !== 0 && held === null) breach('waiters', `thread ${id} is in a trap, but neither waits nor stands at the gate`);
    return;
  }
  if (waitsFor === null || !waitsFor.active) breach('waiters', `thread ${id} waits for something that is gone`);
  const right = waiting === WAIT_SEND ? waitsFor.senders : waitsFor.receivers;
  if (waiting !== WAIT_SEND && waiting !== WAIT_RECEIVE) breach('waiters', `thread ${id} waits for ${waiting}`);
  if (line !== right || trap === 0 || held !== null) breach('waiters', `thread ${id} stands in the wrong line`);
  if ((waiting === WAIT_SEND) !== (message !== null)) breach('waiters', `thread ${id} waits with or without a message, wrongly`);
  if (message !== null && message.destination !== waitsFor)
    breach('waiters', `thread ${id} waits to send to another port than its message`);
  let found = false;
  for (let waiter = right.first; waiter !== null && !found; waiter = waiter.next) found = waiter === thread;
  if (!found) breach('waiters', `thread ${id} is not in its line`);
}

/** Checks the kernel's ports and the counts it keeps of everything. */
export function checkCounts(machine: Machine, tally: Tally): void {
  const { ipc, system } = machine;
  if (ipc.dying.length > 0) breach('nothing pending', `${ipc.dying.length} ports have yet to die`);
  if (ipc.ready.length > 0) breach('nothing pending', `${ipc.ready.length} ports have yet to be looked at`);
  if (ipc.messages !== tally.messages.size)
    breach('nothing pending', `${ipc.messages} messages are counted, ${tally.messages.size} are somewhere`);
  if (ipc.memories !== tally.memories.size) breach('memory held', `${ipc.memories} objects are counted, ${tally.memories.size} are held`);
  for (const [memory, holders] of tally.memories) {
    if (memory.holders !== holders) breach('memory held', `object ${memory.id} counts ${memory.holders} holders and has ${holders}`);
  }
  for (const space of tally.charges.keys()) {
    if (space.active && system.tasks.get(space.taskId)?.space !== space) breach('quotas', `a space that is nobody's pays for messages`);
  }
}

/** A service has a live port, unless it is disabled; one that nobody serves is the kernel's to receive from. */
export function checkServices({ registry }: Machine): void {
  for (const { name, state, port } of registry.services.values()) {
    if ((port === null) !== (state === SERVICE_DISABLED))
      breach('services', `${name} in state ${state} has ${port === null ? 'no' : 'a'} port`);
    if (port === null) continue;
    if (!port.active) breach('services', `the port of ${name} is dead`);
    const kept = port.kind === PORT_KIND_ORDINARY && port.receiverKind === RECEIVER_KERNEL;
    if ((state === SERVICE_INACTIVE || state === SERVICE_STARTING) && !kept)
      breach('services', `${name} waits for its server, but its port is elsewhere`);
  }
}

/** A kernel port that is alive stands for something that is alive. */
export function checkKernelPort(machine: Machine, port: Port): void {
  const { system } = machine;
  if (port.kind === PORT_KIND_TASK && system.tasks.get(port.of)?.port !== port)
    breach('kernel ports', `port ${port.id} stands for task ${port.of}, which is gone`);
  if (port.kind === PORT_KIND_THREAD && system.threads.get(port.of)?.port !== port)
    breach('kernel ports', `port ${port.id} stands for thread ${port.of}, which is gone`);
}
