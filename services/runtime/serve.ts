/**
 * A server's loop, for any interfaces: receive a request, answer it by its declaration, receive the next with the same trap.
 * MIG's rules: an unknown id is answered with `MIG_BAD_ID`; a handler that fails leaves the request's rights to be destroyed here, one that
 * succeeds owns them; `MIG_NO_REPLY` keeps the request, to be answered later.
 */
import { KERN_SUCCESS, MIG_BAD_ID, MIG_EXCEPTION, MIG_NO_REPLY } from '../../kernel/abi/codes.ts';
import type { Code } from '../../kernel/abi/codes.ts';
import { RCV_MSG, SEND_MSG, SEND_TIMEOUT, TRAILER_SENDER, TRAILER_SHIFT } from '../../kernel/abi/message.ts';
import { decodeRequest, encodeCode, encodeReply } from '../../kernel/abi/mig.ts';
import type { Answer, Arguments, Encoded, Routine, Routines } from '../../kernel/abi/mig.ts';
import { MACH_PORT_DEAD, MACH_PORT_NULL, MOVE_RECEIVE, MOVE_SEND_ONCE, PORT_SEND_ONCE } from '../../kernel/abi/rights.ts';
import { bodyItems, got } from './body.ts';
import { destroyMessage, dropReceive, dropSend, releaseRegions } from './destroy.ts';
import { MachError } from './error.ts';
import type { OutgoingMessage } from './message.ts';
import type { ReceivedMessage } from './receivedMessage.ts';
import type { GivenWorld, GotWorld, Receivable, ReceiveRight, SendRight } from './ports.ts';
import type { Self } from './self.ts';
import type { Thread } from './thread.ts';

const RECEIVE = RCV_MSG | (TRAILER_SENDER << TRAILER_SHIFT);
/** Tells the codes of a receive from those of a send. */
const RCV_CODE_BIT = 0x4000;

/** A request being served. */
export class Request {
  readonly message: ReceivedMessage;
  /** The name of the port it came to; of a set, the member. */
  readonly port: ReceiveRight;
  /** The task that sent it, by the kernel's word; 0 is the kernel. */
  readonly sender: number;
  /** The thread that serves it. */
  readonly thread: Thread;
  readonly #self: Self;
  #regionsKept = false;

  constructor(self: Self, thread: Thread, message: ReceivedMessage) {
    this.#self = self;
    this.thread = thread;
    this.message = message;
    this.port = message.local as ReceiveRight;
    this.sender = message.trailer.sender ?? 0;
  }

  /** The memory that came with the request stays mapped, the handler's to deallocate. */
  keepRegions(): void {
    this.#regionsKept = true;
  }

  get regionsKept(): boolean {
    return this.#regionsKept;
  }

  /** Answers a request that was kept with `MIG_NO_REPLY`. Once. */
  async reply<R extends Routine>(routine: R, answer: Answer<R, GivenWorld>): Promise<Code> {
    const taskPort = await this.#self.taskPort();
    return this.#self.threads.run(async (thread) => {
      const reply = replyTo(this.message, encodeAnswer(routine, answer));
      if (!this.#regionsKept && this.message.descriptors !== null) await releaseRegions(thread, taskPort, this.message.descriptors);
      if (reply === undefined) return KERN_SUCCESS;
      const { code, message } = await thread.mach_msg({ options: sendOptions(this.message), send: reply });
      if (code !== KERN_SUCCESS) await replyFailed(thread, taskPort, reply, message);
      return code;
    });
  }
}

/** Serves one routine: a code, or the results. */
export type ServerHandler<R extends Routine> = (
  request: Request,
  args: Arguments<R, GotWorld>,
) => Answer<R, GivenWorld> | Promise<Answer<R, GivenWorld>>;
/** Handlers for a subsystem; a routine without one is answered with `MIG_BAD_ID`. */
export type ServerHandlers<S extends Routines> = { readonly [N in keyof S]?: ServerHandler<S[N]> };

interface Served {
  readonly routine: Routine;
  readonly handler: ServerHandler<Routine>;
}
/** Handlers by message id. */
export type Service = ReadonlyMap<number, Served>;

/** What a server answers for one subsystem. */
export function handles<S extends Routines>(subsystem: S, handlers: ServerHandlers<S>): Service {
  const service = new Map<number, Served>();
  for (const [name, routine] of Object.entries(subsystem)) {
    const handler = handlers[name];
    if (handler !== undefined) service.set(routine.id, { routine, handler: handler as ServerHandler<Routine> });
  }
  return service;
}

/**
 * Serves what comes to a port or a set, one request after the other, until it can receive no more (its port died). *Returns* the
 * code that ended it. For requests served at the same time call it on several threads.
 */
export function serve(self: Self, from: Receivable, services: readonly Service[], on?: Thread): Promise<Code> {
  const loop = (thread: Thread): Promise<Code> => serveOn(self, thread, from, services);
  return on === undefined ? self.threads.runWaiting(loop) : loop(on);
}

async function serveOn(self: Self, thread: Thread, from: Receivable, services: readonly Service[]): Promise<Code> {
  const taskPort = await self.taskPort();
  const served = new Map(services.flatMap((service) => [...service]));
  let pending: { readonly request: ReceivedMessage; readonly reply: OutgoingMessage } | undefined;
  for (;;) {
    const options = RECEIVE | (pending === undefined ? 0 : sendOptions(pending.request));
    const { code, message } = await thread.mach_msg({ options, rcvName: from, ...(pending !== undefined && { send: pending.reply }) });
    if (code !== KERN_SUCCESS) {
      const sending = pending !== undefined && (code & RCV_CODE_BIT) === 0;
      if (sending) await replyFailed(thread, taskPort, pending!.reply, message);
      else if (message === undefined) return code;
      else await destroyMessage(thread, taskPort, message, true);
      pending = undefined;
      continue;
    }
    pending = undefined;
    if (message === undefined) continue;
    const reply = await serveOne(new Request(self, thread, message), served.get(message.msghId), taskPort);
    if (reply !== undefined) pending = { request: message, reply };
  }
}

async function serveOne(request: Request, served: Served | undefined, taskPort: SendRight): Promise<OutgoingMessage | undefined> {
  const { message, thread } = request;
  const answer = served === undefined ? MIG_BAD_ID : await answerOf(served, request);
  if (answer === MIG_NO_REPLY) return undefined;
  const failed = typeof answer === 'number' && answer !== KERN_SUCCESS;
  if (failed) await destroyMessage(thread, taskPort, message, false);
  else if (!request.regionsKept && message.descriptors !== null) await releaseRegions(thread, taskPort, message.descriptors);
  if (served !== undefined && !served.routine.replies) return undefined;
  return replyTo(message, served === undefined ? encodeCode(message.msghId, answer as Code) : encodeAnswer(served.routine, answer));
}

async function answerOf({ routine, handler }: Served, request: Request): Promise<Answer<Routine, GivenWorld>> {
  const args = decodeRequest<Routine, GotWorld, NonNullable<ReceivedMessage['descriptors']>[number]>(routine, request.message, got);
  if (typeof args === 'number') return args;
  try {
    return await handler(request, args);
  } catch (error) {
    if (error instanceof MachError) return error.code;
    console.error(`${routine.name}:`, error);
    return MIG_EXCEPTION;
  }
}

function encodeAnswer(routine: Routine, answer: Answer<Routine, GivenWorld>): Encoded<GivenWorld> {
  return typeof answer === 'number'
    ? encodeReply<Routine, GivenWorld>(routine, answer)
    : encodeReply<Routine, GivenWorld>(routine, KERN_SUCCESS, answer);
}

/** The reply message, unless nobody waits for it. */
function replyTo({ remote, remoteKind }: ReceivedMessage, { msghId, data, descriptors }: Encoded<GivenWorld>): OutgoingMessage | undefined {
  if (remoteKind === 0 || remote === MACH_PORT_NULL || remote === MACH_PORT_DEAD) return undefined;
  return {
    remote: { name: remote, disposition: remoteKind },
    id: msghId,
    body: descriptors === null ? null : bodyItems(descriptors),
    data,
  };
}

/** A send-once right never waits for room; a client that gave a send right and lets its queue fill up must not stop the server. */
function sendOptions({ remoteKind }: ReceivedMessage): number {
  return SEND_MSG | (remoteKind === PORT_SEND_ONCE ? 0 : SEND_TIMEOUT);
}

/** The client is gone, or its queue is full: what the reply held goes back, and then away. */
async function replyFailed(
  thread: Thread,
  taskPort: SendRight,
  { remote, body }: OutgoingMessage,
  handedBack: ReceivedMessage | undefined,
): Promise<void> {
  if (handedBack !== undefined) {
    await destroyMessage(thread, taskPort, handedBack, true);
    return;
  }
  await dropSend(thread, taskPort, remote.name);
  for (const item of body ?? []) {
    if (item.type !== 'port' && item.type !== 'ports') continue;
    const names = item.type === 'port' ? [item.name] : item.names;
    if (item.disposition > MOVE_SEND_ONCE) continue;
    for (const name of names) {
      if (name !== MACH_PORT_NULL && name !== MACH_PORT_DEAD)
        await (item.disposition === MOVE_RECEIVE ? dropReceive : dropSend)(thread, taskPort, name);
    }
  }
}
