/** Traps and kernel calls as a program makes them: a message to a kernel port and its reply, by the routine's declaration. */
import { getU32 } from '../../abi/bytes.ts';
import { type Code, KERN_SUCCESS, MACH_RCV_INTERRUPTED, MACH_SEND_INTERRUPTED, MIG_SERVER_DIED } from '../../abi/codes.ts';
import { TRAP_REPLY_PORT, TRAP_TASK_SELF } from '../../abi/frame.ts';
import {
  DESCRIPTOR_OOL,
  DESCRIPTOR_PORT,
  OOL_COPY_VIRTUAL,
  RCV_INTERRUPT,
  RCV_MSG,
  RCV_TIMEOUT,
  SEND_INTERRUPT,
  SEND_MSG,
} from '../../abi/message.ts';
import { type Attachment, decodeReply, encodeRequest, type Opener, type Routine, type Values } from '../../abi/mig.ts';
import { NOTIFY_SEND_ONCE } from '../../abi/notify.ts';
import { COPY_SEND, MAKE_SEND_ONCE, MOVE_SEND } from '../../abi/rights.ts';
import { type BodyItem, layOut, type MsgArgs, msgPayload, type PortValue, wordsOf } from './message.ts';
import { type Received, type ReceivedItem, takeApart } from './received.ts';
import type { Act, Agent } from './threads.ts';

/** Rights of a port array. */
export interface PortsValue {
  readonly names: readonly number[];
  readonly disposition: number;
}

/** What rights and memory are to a program of this room. */
export interface ProgramWorld {
  name: number;
  send: PortValue;
  receive: PortValue;
  sendOnce: PortValue;
  right: PortValue;
  sends: PortsValue;
  rights: PortsValue;
  memory: Uint8Array;
  words: readonly number[];
}

/** What came of a `mach_msg`. */
export interface MsgResult {
  readonly code: Code;
  /** What was received, or handed back by a send that failed. */
  readonly message: Received | null;
}

/** A trap without arguments. Returns: the name. */
export function* nameTrap(trap: number): Act<number> {
  const { code } = yield wordsOf([trap]);
  return code >>> 0;
}

/**
 * `mach_msg` as the library gives it: a call that was interrupted goes on by itself unless the caller asked to hear of it. What a
 * send had handed back is sent again; a receive is repeated alone.
 */
export function* machMsg(args: MsgArgs): Act<MsgResult> {
  let { options } = args;
  let payload = msgPayload(args);
  for (;;) {
    const { code, bytes } = yield payload;
    if (code === MACH_SEND_INTERRUPTED && (options & SEND_INTERRUPT) === 0 && bytes.length > 4) {
      const sizeBytes = getU32(bytes, 0);
      const again = { bytes: bytes.slice(4, 4 + sizeBytes), attached: [bytes.slice(4 + sizeBytes)] };
      payload = msgPayload({ ...args, options, message: again, sendSize: sizeBytes });
    } else if (code === MACH_RCV_INTERRUPTED && (options & RCV_INTERRUPT) === 0) {
      options &= ~SEND_MSG;
      payload = msgPayload({ ...args, options });
    } else return { code, message: takeApart(bytes) };
  }
}

export interface CallResult<R extends Routine> {
  readonly code: Code;
  readonly outs?: Values<R['out'], ProgramWorld>;
  /** The code is of the message and not of the routine: the request did not reach it, or no answer came of it. */
  readonly ofMessage: boolean;
}

const opener: Opener<ProgramWorld, ReceivedItem> = {
  right: ({ rights, kind }) => ({ name: rights[0] ?? 0, disposition: kind }),
  rights: ({ rights, kind }) => ({ names: rights, disposition: kind }),
  memory: ({ memory }) => memory,
  words: ({ memory }) => Array.from({ length: memory.length >>> 2 }, (_, index) => getU32(memory, index * 4)),
};

function bodyItem(attachment: Attachment<ProgramWorld>): BodyItem {
  const { type, value } = attachment;
  if (type === DESCRIPTOR_PORT) return { type, name: value.name, disposition: value.disposition };
  if (type === DESCRIPTOR_OOL) return { type, memory: value, deallocate: false, copy: OOL_COPY_VIRTUAL };
  return { type, names: value.names, disposition: value.disposition, deallocate: false, copy: OOL_COPY_VIRTUAL };
}

/** The reply port of a thread, made at its first call. */
export function* replyPort(agent: Agent): Act<number> {
  if (agent.replyPort === 0) agent.replyPort = yield* nameTrap(TRAP_REPLY_PORT);
  return agent.replyPort;
}

/** Asks for a routine on `port` and waits for the answer. */
export function* call<R extends Routine>(
  agent: Agent,
  port: PortValue,
  routine: R,
  args: Values<R['in'], ProgramWorld>,
): Act<CallResult<R>> {
  const { msghId, data, descriptors } = encodeRequest<R, ProgramWorld>(routine, args);
  const reply = routine.replies ? yield* replyPort(agent) : 0;
  const { code, message } = yield* machMsg({
    options: SEND_MSG | (routine.replies ? RCV_MSG : 0),
    message: layOut({
      remote: port,
      local: { name: reply, disposition: routine.replies ? MAKE_SEND_ONCE : 0 },
      id: msghId,
      body: descriptors === null ? null : descriptors.map(bodyItem),
      data,
    }),
    rcvName: reply,
  });
  if (code !== KERN_SUCCESS || message === null) {
    if (routine.replies) yield* drain(reply);
    return { code, ofMessage: true };
  }
  if (message.msghId === NOTIFY_SEND_ONCE) return { code: MIG_SERVER_DIED, ofMessage: true };
  const answer = decodeReply<R, ProgramWorld, ReceivedItem>(
    routine,
    { msghId: message.msghId, descriptors: message.descriptors, data: message.data },
    opener,
  );
  return { ...answer, ofMessage: false };
}

/** A request whose body was refused has destroyed its reply right, and the reply port heard of that: it must not be taken for an answer. */
function* drain(reply: number): Act<void> {
  yield* machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: reply });
}

/**
 * The caller's own task port, as the destination of one call: fetched by the trap and given up with the message, so that the call
 * leaves no reference behind.
 */
export function* ownTask(): Act<PortValue> {
  return { name: yield* nameTrap(TRAP_TASK_SELF), disposition: MOVE_SEND };
}

/** A send right that the caller keeps. */
export function kept(name: number): PortValue {
  return { name, disposition: COPY_SEND };
}
