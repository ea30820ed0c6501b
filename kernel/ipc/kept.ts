/** Reply rights that the kernel keeps, for calls that it answers later. */
import { EV_COPYOUT, SLOT_REPLY } from '../abi/events.ts';
import { PORT_SEND } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import type { Message } from './message.ts';
import { kernelHolds, type Port, sendOnceReleased, sendReleased } from './port.ts';
import type { Space } from './space.ts';

/** Where an answer goes. `port` null: nobody wants one, or it has been given. */
export interface KeptReply {
  port: Port | null;
  /** PORT_SEND or PORT_SEND_ONCE. */
  readonly kind: number;
  /** The request's. */
  readonly msghId: number;
  /** Whoever asked pays for the reply. */
  readonly payer: Space | null;
}

/** Purpose: the kernel keeps the reply right of a request beyond the request's end. Rights: the reply right is the kernel's now. */
export function replyKeep(ipc: Ipc, message: Message): KeptReply {
  const { reply: port, replyKind: kind, msghId, sender: payer } = message;
  message.reply = null;
  if (port !== null) ipc.sink.emit(EV_COPYOUT, message.id, SLOT_REPLY, 0, 0, port.id, kind, 0, 0);
  return { port, kind, msghId, payer };
}

/** Purpose: there will be no answer. Rights: the reply right is released; a send-once right tells its port. */
export function keptDrop(ipc: Ipc, kept: KeptReply): void {
  const { port, kind } = kept;
  if (port === null) return;
  kept.port = null;
  if (kind === PORT_SEND) {
    kernelHolds(ipc, port, -1, 0);
    sendReleased(ipc, port);
  } else {
    kernelHolds(ipc, port, 0, -1);
    sendOnceReleased(ipc, port);
  }
}
