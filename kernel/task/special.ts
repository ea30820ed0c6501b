/** Special, registered and exception ports: send rights that the kernel holds for a task, a thread or the host. */
import { EV_SPECIAL_PORT } from '../abi/events.ts';
import type { Ipc } from '../ipc/context.ts';
import { kernelHolds, type Port, sendReleased } from '../ipc/port.ts';

/** Exception ports by type (`EXC_*`). */
export type Exceptions = Map<number, Port>;

/**
 * Purpose: a slot takes `port` (null: becomes empty).
 * Rights: takes over the send right to `port` that the kernel holds; releases the one of the old port, which may have been the last.
 */
export function slotSet(ipc: Ipc, owner: number, id: number, which: number, old: Port | null, port: Port | null): void {
  ipc.sink.emit(EV_SPECIAL_PORT, owner, id, which, old === null ? 0 : old.id, port === null ? 0 : port.id);
  if (old === null) return;
  kernelHolds(ipc, old, -1, 0);
  sendReleased(ipc, old);
}

/** Purpose: a slot gets a right of its own to a port that is known otherwise. */
export function slotCopy(ipc: Ipc, owner: number, id: number, which: number, old: Port | null, port: Port | null): void {
  if (port !== null) kernelHolds(ipc, port, 1, 0);
  slotSet(ipc, owner, id, which, old, port);
}
