/** The end of a message that nobody receives: every right it carries is released, all memory let go. */
import { DESTROY_TOO_LARGE, EV_MSG_DESTROYED, EV_RIGHT_DROPPED, SLOT_DESTINATION, SLOT_REPLY } from '../abi/events.ts';
import { PORT_RECEIVE, PORT_SEND } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { memoryRelease } from './memory.ts';
import { type CarriedRight, type Message, messageEnd, sendDelta, sendOnceDelta } from './message.ts';
import { type Port, portForget, receiverMessage, sendOnceReleased, sendReleased } from './port.ts';

/**
 * Purpose: destroy a message for the reason `why` (`DESTROY_*`).
 * Rights: send rights may have been the last; send-once rights tell their ports, but for the destination of a message that
 * had reached it; a receive right's port dies (after the work at hand). Nothing follows for a port that is dead.
 */
export function messageDestroy(ipc: Ipc, message: Message, why: number): void {
  const { destination } = message;
  destinationDrop(ipc, message, why === DESTROY_TOO_LARGE);
  replyDrop(ipc, message);
  bodyDrop(ipc, message);
  messageEnd(ipc, message, EV_MSG_DESTROYED, why, destination === null ? 0 : destination.id);
}

/**
 * Purpose: release the destination right.
 * Rights: a send right may have been the last. A send-once right is consumed in silence when the message reached its port
 * (`consumed`); else its port hears of it.
 */
export function destinationDrop(ipc: Ipc, message: Message, consumed: boolean): void {
  const port = message.destination;
  if (port === null) return;
  message.destination = null;
  drop(ipc, message, SLOT_DESTINATION, port, message.destinationKind);
  if (consumed && message.destinationKind !== PORT_SEND) portForget(ipc, port);
  else released(ipc, port, message.destinationKind);
}

/** Purpose: release the reply right, with the consequences. */
export function replyDrop(ipc: Ipc, message: Message): void {
  const port = message.reply;
  if (port === null) return;
  message.reply = null;
  drop(ipc, message, SLOT_REPLY, port, message.replyKind);
  released(ipc, port, message.replyKind);
}

/** Purpose: release every right and all memory of the body. */
export function bodyDrop(ipc: Ipc, message: Message): void {
  const { descriptors } = message;
  if (descriptors === null) return;
  for (let at = 0; at < descriptors.length; at++) {
    const descriptor = descriptors[at] as (typeof descriptors)[number];
    for (const right of descriptor.rights) rightDrop(ipc, message, right);
    if (descriptor.memory !== null) {
      memoryRelease(ipc, descriptor.memory, message.id, at);
      descriptor.memory = null;
    }
  }
}

/** Purpose: release one carried right. */
export function rightDrop(ipc: Ipc, message: Message, right: CarriedRight): void {
  const { port } = right;
  if (port === null) return;
  right.port = null;
  if (right.kind === PORT_RECEIVE) receiverMessage(ipc, port, null);
  drop(ipc, message, right.slot, port, right.kind);
  released(ipc, port, right.kind);
}

function drop(ipc: Ipc, message: Message, slot: number, port: Port, kind: number): void {
  const dsr = sendDelta(kind);
  const dso = sendOnceDelta(kind);
  port.srights += dsr;
  port.sorights += dso;
  ipc.sink.emit(EV_RIGHT_DROPPED, message.id, slot, port.id, kind, dsr, dso);
}

function released(ipc: Ipc, port: Port, kind: number): void {
  if (kind === PORT_RECEIVE) ipc.dying.push(port);
  else if (kind === PORT_SEND) sendReleased(ipc, port);
  else sendOnceReleased(ipc, port);
}
