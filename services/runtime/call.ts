/** A client's stub, for any routine: request out, reply in, by the routine's declaration. */
import {
  KERN_INVALID_ARGUMENT,
  KERN_INVALID_HOST,
  KERN_INVALID_RIGHT,
  KERN_INVALID_TASK,
  KERN_INVALID_VALUE,
  KERN_SUCCESS,
  MACH_SEND_INVALID_DEST,
  MACH_SEND_INVALID_REPLY,
  MACH_SEND_INVALID_RIGHT,
  MACH_SEND_INVALID_TYPE,
  MIG_ARRAY_TOO_LARGE,
  MIG_SERVER_DIED,
} from '../../kernel/abi/codes.ts';
import type { Code } from '../../kernel/abi/codes.ts';
import { RCV_MSG, RCV_TIMEOUT, SEND_MSG, SEND_TIMEOUT } from '../../kernel/abi/message.ts';
import { decodeReply, encodeRequest, tooLarge } from '../../kernel/abi/mig.ts';
import type { Arguments, Opener, Results, Routine } from '../../kernel/abi/mig.ts';
import { NOTIFY_SEND_ONCE } from '../../kernel/abi/notify.ts';
import { COPY_SEND, MAKE_SEND_ONCE } from '../../kernel/abi/rights.ts';
import { bodyItems, got } from './body.ts';
import { destroyMessage, dropReceive, releaseRegions } from './destroy.ts';
import type { ReceivedItem } from './receivedMessage.ts';
import type { GivenWorld, GotWorld, SendRight } from './ports.ts';
import type { Thread } from './thread.ts';

export interface CallOptions {
  /** How long to wait for room in the queue, and then for the reply; for ever unless given. */
  readonly timeoutMs?: number;
  /** Leave memory that came with the reply mapped; `CallResult.regions` says where. */
  readonly keepRegions?: boolean;
}

/** Memory of the task that came with a message. */
export interface Region {
  readonly address: number;
  readonly sizeBytes: number;
}

/** `T`: the space of the names among the results. */
export interface CallResult<R extends Routine, T extends string = string> {
  /** What the message came to: the routine's own code, or a `MACH_` or `MIG_` one. */
  readonly code: Code;
  /** What Mach's trap of the same name would have answered, where that is another code. */
  readonly trapCode?: Code;
  /** The results, when the code is `KERN_SUCCESS`. */
  readonly outs?: Results<R, GotWorld<T>>;
  /** With `keepRegions`: the memory that came, now the caller's to deallocate. */
  readonly regions?: readonly Region[];
}

/**
 * Asks for a routine on `port`, over the thread's own reply port, and waits for the answer. `taskPort`: the caller's task, where
 * what is not wanted of a reply is released. A routine without reply is sent and done.
 */
export async function callOn<R extends Routine, T extends string>(
  thread: Thread,
  taskPort: SendRight,
  port: SendRight,
  routine: R,
  args: Arguments<R, GivenWorld<NoInfer<T>>>,
  options: CallOptions = {},
): Promise<CallResult<R, T>> {
  if (tooLarge(routine.request, args) !== undefined) return { code: MIG_ARRAY_TOO_LARGE };
  const { msghId, data, descriptors } = encodeRequest<R, GivenWorld<T>>(routine, args);
  const replyPort = routine.replies ? await thread.replyPort() : undefined;
  const { timeoutMs } = options;
  const { code, message } = await thread.mach_msg({
    options:
      SEND_MSG |
      (replyPort === undefined ? 0 : RCV_MSG) |
      (timeoutMs === undefined ? 0 : SEND_TIMEOUT | (replyPort === undefined ? 0 : RCV_TIMEOUT)),
    send: {
      remote: { name: port, disposition: COPY_SEND },
      local: replyPort === undefined ? undefined : { name: replyPort, disposition: MAKE_SEND_ONCE },
      id: msghId,
      body: descriptors === null ? null : bodyItems(descriptors),
      data,
    },
    rcvName: replyPort ?? 0,
    timeoutMs: timeoutMs ?? 0,
  });
  if (code !== KERN_SUCCESS) {
    if (message !== undefined) await destroyMessage(thread, taskPort, message, true);
    await replyPortAfter(thread, taskPort, code);
    return failure<R, T>(routine, code);
  }
  if (message === undefined) return { code };
  if (message.msghId === NOTIFY_SEND_ONCE) return { code: MIG_SERVER_DIED };
  const reply = decodeReply<R, GotWorld<T>, ReceivedItem>(routine, message, got as Opener<GotWorld<T>, ReceivedItem>);
  if (reply.outs === undefined) {
    await destroyMessage(thread, taskPort, message, true);
    return { code: reply.code };
  }
  if (message.descriptors === null) return { code: reply.code, outs: reply.outs };
  if (options.keepRegions !== true) {
    await releaseRegions(thread, taskPort, message.descriptors);
    return { code: reply.code, outs: reply.outs };
  }
  const regions = message.descriptors.filter(({ address }) => address !== 0).map(({ address, sizeBytes }) => ({ address, sizeBytes }));
  return { code: reply.code, outs: reply.outs, regions };
}

/**
 * A reply that comes after its call gave up must not be taken for the next one's, nor the notice that the reply right of a refused request
 * was destroyed: the next call gets a new reply port. One that is lost cannot be dropped.
 */
async function replyPortAfter(thread: Thread, taskPort: SendRight, code: Code): Promise<void> {
  const old = thread.forgetReplyPort();
  if (old !== undefined && code !== MACH_SEND_INVALID_REPLY) await dropReceive(thread, taskPort, old);
}

function failure<R extends Routine, T extends string>(routine: R, code: Code): CallResult<R, T> {
  const trapCode = trapCodeOf(routine, code);
  return trapCode === undefined ? { code } : { code, trapCode };
}

/** The code of the trap flavour, where the message flavour of a kernel call fails before it arrives. */
function trapCodeOf({ subsystem }: Routine, code: Code): Code | undefined {
  if (KERNEL_OBJECTS[subsystem] === undefined) return undefined;
  switch (code) {
    case MACH_SEND_INVALID_DEST:
      return KERNEL_OBJECTS[subsystem];
    case MACH_SEND_INVALID_RIGHT:
      return KERN_INVALID_RIGHT;
    case MACH_SEND_INVALID_TYPE:
      return KERN_INVALID_VALUE;
    default:
      return undefined;
  }
}

/** What Mach answers when the first argument is not the object that a subsystem is about. */
const KERNEL_OBJECTS: Readonly<Record<string, Code>> = {
  mach_port: KERN_INVALID_TASK,
  task: KERN_INVALID_ARGUMENT,
  vm_map: KERN_INVALID_ARGUMENT,
  thread_act: KERN_INVALID_ARGUMENT,
  host: KERN_INVALID_HOST,
};
