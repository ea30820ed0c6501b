/** The display's way in: what a person does to it becomes a message of the kernel to the service that draws there. */
import type { DisplayInput } from '../abi/commands.ts';
import { SLOT_DESTINATION } from '../abi/events.ts';
import { routineById } from '../abi/interfaces/index.ts';
import { encodeRequest, tooLarge, type Encoded, type Routine } from '../abi/mig.ts';
import { PORT_SEND } from '../abi/rights.ts';
import type { Registry } from '../bootstrap/registry.ts';
import type { Given } from '../calls/call.ts';
import { kernelMessage, kernelPuts } from '../ipc/message.ts';
import { enqueue, queueHasRoom } from '../ipc/queue.ts';

/**
 * Purpose: a request reaches the service's port with the kernel as its sender and nobody to reply to; the service is started for it when it
 * is not running. As with any device whose program does not keep up, what finds no room in the queue is lost.
 * Returns: whether it was sent; not when nobody with a display serves that name, or the arguments are none of the routine's.
 */
export function displaySend({ root, system: { ipc } }: Registry, { service: name, routine: id, args }: DisplayInput): boolean {
  const service = root.names.get(name);
  const port = service?.port ?? null;
  const known = routineById(id);
  if (service?.job?.program.display !== true || port === null || !port.active || !queueHasRoom(port)) return false;
  const encoded = known === undefined || known.reply ? null : encodedFor(known.routine, args);
  if (encoded === null) return false;
  const message = kernelMessage(ipc, encoded.msghId, encoded.data);
  kernelPuts(ipc, message, SLOT_DESTINATION, port, PORT_SEND, 1, 0, 0);
  enqueue(ipc, port, message, false);
  return true;
}

/** Words and texts only: a person has no rights to give. */
function encodedFor(routine: Routine, args: DisplayInput['args']): Encoded<Given> | null {
  const { request } = routine;
  if (request.descriptors.length > 0) return null;
  for (const { name, kind } of request.inline) {
    const value = args[name];
    if (kind === 'string' ? typeof value !== 'string' : !(kind === 'u32' || kind === 'i32') || !Number.isInteger(value)) return null;
  }
  return tooLarge(request, args) === undefined ? encodeRequest<Routine, Given>(routine, args as never) : null;
}
