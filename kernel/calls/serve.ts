/** The kernel answers a message to one of its own ports. */
import { MIG_BAD_ID, MIG_NO_REPLY } from '../abi/codes.ts';
import {
  DESTROY_CIRCULAR,
  DESTROY_REFUSED,
  EV_CALL,
  EV_CALL_DONE,
  EV_CIRCULAR,
  EV_COPYOUT,
  EV_MSG_SERVED,
  PORT_KIND_DECISION,
  PORT_KIND_REGISTRY,
  PORT_KIND_ORDINARY,
  SLOT_BODY,
  SLOT_DESTINATION,
  SLOT_REPLY,
} from '../abi/events.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_OOL_PORTS, DESCRIPTOR_PORT } from '../abi/message.ts';
import {
  type Answer,
  type Attachment,
  decodeRequest,
  encodeCode,
  encodeReply,
  type Encoded,
  type Opener,
  type Routine,
} from '../abi/mig.ts';
import { PORT_RECEIVE } from '../abi/rights.ts';
import type { Ipc } from '../ipc/context.ts';
import { charge } from '../ipc/copyin.ts';
import { bodyDrop, destinationDrop, messageDestroy, replyDrop } from '../ipc/destroy.ts';
import { type KeptReply, keptDrop } from '../ipc/kept.ts';
import { type Memory, memoryAttach, memoryCreate, memoryRead } from '../ipc/memory.ts';
import { type CarriedRight, type Descriptor, kernelMessage, kernelPuts, type Message, messageEnd } from '../ipc/message.ts';
import { carriedBy } from '../ipc/notification.ts';
import { type Port, receiverMessage } from '../ipc/port.ts';
import { enqueue, queueIsCapped } from '../ipc/queue.ts';
import type { System } from '../task/system.ts';
import type { Thread } from '../task/thread.ts';
import type { Call, Given, GivenRight, Got } from './call.ts';
import { callFor, type ServedCall } from './table.ts';

/** How the arguments of a call see the descriptors of its message. */
const opener: Opener<Got, Descriptor> = {
  right: (descriptor) => descriptor.rights[0] as CarriedRight,
  rights: (descriptor) => descriptor.rights,
  memory: (descriptor) => descriptor.memory,
  words(descriptor) {
    const bytes = descriptor.memory === null ? new Uint8Array(0) : memoryRead(descriptor.memory, 0, descriptor.memory.sizeBytes & ~3);
    return new Uint32Array(bytes.buffer, 0, bytes.length >>> 2);
  },
};

/**
 * Purpose: perform what a message to a kernel port asks for, and send the reply.
 * Rights: the message is consumed; rights the call did not take are released as those of a destroyed message.
 * Needs: nothing; any message is answered. A message of the kernel itself, a reply to a reply, is destroyed.
 */
export function serve(system: System, message: Message, thread: Thread | null): void {
  const { ipc } = system;
  const port = message.destination as Port;
  if (port.kind === PORT_KIND_REGISTRY) return system.serveNotification(message);
  if (port.kind === PORT_KIND_DECISION) return system.serveDecision(message);
  const caller = system.tasks.get(message.senderTask);
  if (message.sender === null || caller === undefined) return messageDestroy(ipc, message, DESTROY_REFUSED);
  ipc.sink.emit(EV_CALL, message.senderTask, message.senderThread, port.id, message.msghId, message.id);
  const found = callFor(port.kind, message.msghId);
  let encoded: Encoded<Given> | null;
  let code: number;
  if (found === undefined) {
    code = MIG_BAD_ID;
    encoded = encodeCode(message.msghId, code);
  } else {
    const answer = perform(found.routine, found.handler, { system, message, port, caller, thread, target: port.object });
    code = answer.code;
    encoded = found.routine.replies && code !== MIG_NO_REPLY ? answer.encoded : null;
  }
  ipc.sink.emit(EV_CALL_DONE, message.senderTask, message.senderThread, port.id, message.msghId, code);
  if (encoded !== null) reply(ipc, message, encoded);
  destinationDrop(ipc, message, true);
  replyDrop(ipc, message);
  bodyDrop(ipc, message);
  messageEnd(ipc, message, EV_MSG_SERVED, port.id, code);
}

function perform(
  routine: Routine,
  handler: ServedCall['handler'],
  call: Call & { target: unknown },
): { code: number; encoded: Encoded<Given> } {
  const args = decodeRequest<Routine, Got, Descriptor>(routine, call.message, opener);
  const answer = typeof args === 'number' ? args : handler(call, args as never);
  if (typeof answer === 'number')
    return { code: answer, encoded: encodeReply<Routine, Given>(routine, answer, answer === 0 ? {} : undefined) };
  return { code: 0, encoded: encodeReply<Routine, Given>(routine, 0, answer as never) };
}

/**
 * The reply goes to the request's reply right, whatever the queue's limit; it counts against whoever asked. One that nobody can get is
 * made and destroyed all the same, for the rights it gives.
 */
function reply(ipc: Ipc, request: Message, encoded: Encoded<Given>): void {
  const { reply: port } = request;
  const { descriptors: attachments } = encoded;
  const descriptors = attachments === null ? null : attachments.map((attachment) => descriptorFor(ipc, attachment));
  if (port === null && descriptors === null) return;
  const message = kernelMessage(ipc, encoded.msghId, encoded.data, descriptors);
  if (attachments !== null && descriptors !== null) fill(ipc, message, attachments, descriptors);
  if (port === null || !port.active || port.kind !== PORT_KIND_ORDINARY || queueIsCapped(port))
    return messageDestroy(ipc, message, DESTROY_REFUSED);
  const inside = receiveRights(message).find((carried) => carriedBy(port, carried));
  if (inside !== undefined) {
    ipc.sink.emit(EV_CIRCULAR, message.id, inside.id);
    return messageDestroy(ipc, message, DESTROY_CIRCULAR);
  }
  request.reply = null;
  ipc.sink.emit(EV_COPYOUT, request.id, SLOT_REPLY, 0, 0, port.id, request.replyKind, 0, 0);
  kernelPuts(ipc, message, SLOT_DESTINATION, port, request.replyKind, 0, 0, 0);
  if (request.sender !== null) charge(message, request.sender);
  enqueue(ipc, port, message, true);
}

/** Purpose: the answer to a call whose handler kept the reply (see `replyKeep`) and answered `MIG_NO_REPLY`; results, or a code. Once. */
export function answerKept<R extends Routine>(ipc: Ipc, kept: KeptReply, routine: R, answer: Answer<R, Given>): void {
  const { port, kind, payer } = kept;
  if (port === null) return;
  if (!port.active || port.kind !== PORT_KIND_ORDINARY || queueIsCapped(port)) return keptDrop(ipc, kept);
  const code = typeof answer === 'number' ? answer : 0;
  const { msghId, data } = encodeReply<Routine, Given>(routine, code, code === 0 ? (answer === 0 ? {} : (answer as never)) : undefined);
  kept.port = null;
  const message = kernelMessage(ipc, msghId, data);
  kernelPuts(ipc, message, SLOT_DESTINATION, port, kind, 0, 0, 0);
  if (payer !== null && payer.active) charge(message, payer);
  enqueue(ipc, port, message, true);
}

/** The ports whose receive rights a message carries. */
function receiveRights({ descriptors }: Message): Port[] {
  return (descriptors ?? []).flatMap(({ rights }) =>
    rights.flatMap(({ port, kind }) => (port !== null && kind === PORT_RECEIVE ? [port] : [])),
  );
}

function descriptorFor(ipc: Ipc, { type, value }: Attachment<Given>): Descriptor {
  const plain = { copy: 1, kind: 0, guardLow: 0, guardHigh: 0, guardFlags: 0, rights: [], memory: null, sizeBytes: 0 };
  if (type === DESCRIPTOR_OOL) {
    const memory: Memory | null =
      value instanceof Uint8Array ? (value.length === 0 ? null : memoryCreate(ipc, value, value.length)) : (value as Memory | null);
    return { ...plain, type, memory, sizeBytes: memory === null ? 0 : memory.sizeBytes };
  }
  if (type === DESCRIPTOR_OOL_PORTS) {
    const given = value as readonly GivenRight[];
    return { ...plain, type, sizeBytes: given.length, kind: given[0]?.kind ?? 17, rights: given.map(carried) };
  }
  const right = value as GivenRight;
  return { ...plain, type: DESCRIPTOR_PORT, kind: right.kind, rights: [carried(right)] };
}

function carried({ port, kind, word }: GivenRight): CarriedRight {
  return { port, kind, word, slot: SLOT_BODY };
}

/** The message holds what its descriptors say, from here on. */
function fill(ipc: Ipc, message: Message, attachments: readonly Attachment<Given>[], descriptors: Descriptor[]): void {
  let slot = SLOT_BODY;
  attachments.forEach(({ type, value }, index) => {
    const descriptor = descriptors[index] as Descriptor;
    if (descriptor.memory !== null) memoryAttach(ipc, descriptor.memory, message.id, index);
    if (type === DESCRIPTOR_OOL) return;
    const given = type === DESCRIPTOR_OOL_PORTS ? (value as readonly GivenRight[]) : [value as GivenRight];
    given.forEach((right, at) => {
      const carriedRight = descriptor.rights[at] as CarriedRight;
      carriedRight.slot = slot++;
      if (right.port === null) return;
      if (right.kind === PORT_RECEIVE) receiverMessage(ipc, right.port, message);
      kernelPuts(ipc, message, carriedRight.slot, right.port, right.kind, right.dsr, right.dso, right.dms);
    });
  });
}
