/** A port set: receive from whichever member's message arrived first. Members keep their own queues. */
import { MACH_RCV_PORT_CHANGED } from '../abi/codes.ts';
import { EV_SET_JOINED, EV_SET_LEFT, WAKE_CHANGED } from '../abi/events.ts';
import type { Ipc } from './context.ts';
import type { Port } from './port.ts';
import { waitEnd } from './wait.ts';

interface Candidate {
  readonly arrival: number;
  readonly port: Port;
}

/** The members of one set, in order of joining, and a heap of their heads by arrival. */
export class Members {
  readonly ports = new Set<Port>();
  /** Heads of non-empty queues; one that no longer fits its port is skipped when it comes up. */
  private readonly heap: Candidate[] = [];

  /** A member's queue got a new head. */
  offer(port: Port): void {
    if (port.head === null) return;
    const { heap } = this;
    if (heap.length > 64 && heap.length > 4 * this.ports.size) this.rebuild();
    const candidate = { arrival: port.head.arrival, port };
    let at = heap.push(candidate) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as Candidate;
      if (parent.arrival <= candidate.arrival) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = candidate;
  }

  /** Returns: the member whose head message arrived first, or null when all are empty. */
  first(): Port | null {
    const { heap } = this;
    for (let top = heap[0]; top !== undefined; top = heap[0]) {
      if (top.port.head !== null && top.port.head.arrival === top.arrival && this.ports.has(top.port)) return top.port;
      this.pop();
    }
    return null;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && (heap[down + 1] as Candidate).arrival < (heap[down] as Candidate).arrival) down++;
      if ((heap[down] as Candidate).arrival >= last.arrival) break;
      heap[at] = heap[down] as Candidate;
      at = down;
    }
    heap[at] = last;
  }

  private rebuild(): void {
    this.heap.length = 0;
    for (const port of this.ports) if (port.head !== null) this.heap.push({ arrival: port.head.arrival, port });
    this.heap.sort((a, b) => a.arrival - b.arrival);
  }
}

/** Purpose: a port joins a set, behind its other members. Needs: it is no member yet. */
export function setJoin(ipc: Ipc, port: Port, set: Port): void {
  const members = set.members as Members;
  members.ports.add(port);
  (port.sets ??= []).push(set);
  ipc.sink.emit(EV_SET_JOINED, port.id, set.id);
  members.offer(port);
  if (port.head !== null) ipc.ready.push(port);
}

/**
 * Purpose: a task puts a port of its own into a set. Needs: it is no member yet, and of no other set where one is all it may be in.
 * Who waits at the port itself is woken with MACH_RCV_PORT_CHANGED, unless members may be received from directly.
 */
export function setEnter(ipc: Ipc, port: Port, set: Port): void {
  setJoin(ipc, port, set);
  if (ipc.profile.receiveFromMember) return;
  for (let waiter = port.receivers.first; waiter !== null; waiter = port.receivers.first) {
    waitEnd(ipc, waiter, WAKE_CHANGED);
    ipc.continuations.receiverLost(waiter, MACH_RCV_PORT_CHANGED);
  }
}

/** Purpose: a port leaves every set it is in but `set`, and enters that (null: none). */
export function setMove(ipc: Ipc, port: Port, set: Port | null): void {
  for (const old of port.sets ?? []) if (old !== set) setLeave(ipc, port, old);
  if (set !== null && port.sets?.includes(set) !== true) setEnter(ipc, port, set);
}

/** Purpose: a port leaves a set; its messages stay with it. */
export function setLeave(ipc: Ipc, port: Port, set: Port): void {
  const members = set.members as Members;
  let before = 0;
  let found = false;
  for (const member of members.ports) {
    if (found) {
      before = member.id;
      break;
    }
    found = member === port;
  }
  members.ports.delete(port);
  const sets = (port.sets ?? []).filter((other) => other !== set);
  port.sets = sets.length === 0 ? null : sets;
  ipc.sink.emit(EV_SET_LEFT, port.id, set.id, before);
}

/** Purpose: a port leaves every set it is in. */
export function setLeaveAll(ipc: Ipc, port: Port): void {
  while (port.sets !== null) setLeave(ipc, port, port.sets[0] as Port);
}
