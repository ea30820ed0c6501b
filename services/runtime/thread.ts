/** A thread of a task: a stream of traps, one at a time, and the reply port that its calls use. */
import { getU32, setU32 } from '../../kernel/abi/bytes.ts';
import { MACH_RCV_INTERRUPTED, MACH_SEND_INTERRUPTED } from '../../kernel/abi/codes.ts';
import type { Code } from '../../kernel/abi/codes.ts';
import {
  MSG_ARG_NOTIFY,
  MSG_ARG_OPTIONS,
  MSG_ARG_RCV_NAME,
  MSG_ARG_RCV_SIZE,
  MSG_ARG_SEND_SIZE,
  MSG_ARG_TIMEOUT,
  MSG_ARGS_BYTES,
  TRAP_HOST_SELF,
  TRAP_MACH_MSG,
  TRAP_REPLY_PORT,
  TRAP_TASK_SELF,
  TRAP_THREAD_SELF,
  TRAP_THREAD_SWITCH,
} from '../../kernel/abi/frame.ts';
import { MESSAGE_BYTES_MAX } from '../../kernel/abi/limits.ts';
import { HEADER_BYTES, RCV_INTERRUPT, SEND_INTERRUPT, SEND_MSG, TRAILER_AV, trailerBytes } from '../../kernel/abi/message.ts';
import { messageSizes, writeMessage } from './message.ts';
import { parseMessage, sentAgain } from './receivedMessage.ts';
import type { OutgoingMessage } from './message.ts';
import type { ReceivedMessage } from './receivedMessage.ts';
import type { ReceiveRight, SendRight, TaskPort } from './ports.ts';
import type { Transport, TrapReturn } from './transport.ts';

/** Room for any message with any trailer. */
export const RCV_SIZE_MAX = MESSAGE_BYTES_MAX + trailerBytes(TRAILER_AV);

export interface MachMsg {
  /** Option bits: `SEND_MSG`, `RCV_MSG`, … */
  readonly options: number;
  /** Sent when the options say so; bytes go as they are, a message is written out. */
  readonly send?: OutgoingMessage | Uint8Array;
  /** Bytes of the message to send, when it is given as bytes and not all of them are it: what follows is attached. */
  readonly sendSize?: number;
  /** Room for the message received, with its trailer; the most there can be unless given. */
  readonly rcvSize?: number;
  readonly rcvName?: number;
  /** Counts only with `SEND_TIMEOUT` or `RCV_TIMEOUT`, and then for each half. */
  readonly timeoutMs?: number;
  /** With `SEND_NOTIFY_CACHED`: where to say that the message was taken. */
  readonly notify?: number;
}

export interface MachMsgResult {
  readonly code: Code;
  /** The message received; or, when a send failed after its rights had been taken, the message handed back (pseudo-receive). */
  readonly message?: ReceivedMessage;
}

export class Thread {
  readonly transport: Transport;
  readonly task: number;
  /** Its id, as frames carry it. */
  readonly id: number;
  /** The right to its kernel port, when it came with one. */
  readonly port: SendRight | undefined;
  #replyPort: ReceiveRight | undefined;

  constructor(transport: Transport, task: number, id: number, port?: SendRight) {
    this.transport = transport;
    this.task = task;
    this.id = id;
    this.port = port;
  }

  /**
   * The system call: send a message, receive one, or send and then receive. As Mach's library does, it begins again what
   * `thread_abort` ended, unless the options ask to be told; with the whole time to wait once more.
   */
  async mach_msg(call: MachMsg): Promise<MachMsgResult> {
    let next = call;
    for (;;) {
      const result = resultOf(await this.transport.trap(this.task, this.id, machMsgPayload(next)));
      const { options } = next;
      if (result.code === MACH_RCV_INTERRUPTED && (options & RCV_INTERRUPT) === 0) next = { ...next, options: options & ~SEND_MSG };
      else if (result.code === MACH_SEND_INTERRUPTED && (options & SEND_INTERRUPT) === 0 && result.message !== undefined)
        next = { ...next, send: sentAgain(result.message) };
      else return result;
    }
  }

  /** `mach_msg` as the kernel does it. */
  async mach_msg_trap(call: MachMsg): Promise<MachMsgResult> {
    return resultOf(await this.transport.trap(this.task, this.id, machMsgPayload(call)));
  }

  /** A send right to the task's own port; each call adds a reference to the same name. */
  async task_self(): Promise<TaskPort> {
    return (await this.#nameTrap(TRAP_TASK_SELF)) as TaskPort;
  }

  async thread_self(): Promise<SendRight> {
    return (await this.#nameTrap(TRAP_THREAD_SELF)) as SendRight;
  }

  async host_self(): Promise<SendRight> {
    return (await this.#nameTrap(TRAP_HOST_SELF)) as SendRight;
  }

  /** A new receive right, as for replies. */
  async reply_port(): Promise<ReceiveRight> {
    return (await this.#nameTrap(TRAP_REPLY_PORT)) as ReceiveRight;
  }

  /** Gives way to other threads. */
  async thread_switch(thread = 0, option = 0, timeMs = 0): Promise<Code> {
    const payload = new Uint8Array(16);
    setU32(payload, 0, TRAP_THREAD_SWITCH);
    setU32(payload, 4, thread);
    setU32(payload, 8, option);
    setU32(payload, 12, timeMs);
    return (await this.transport.trap(this.task, this.id, payload)).code;
  }

  /** The port that this thread gets its replies on: made once, and again when `forgetReplyPort` said that it is of no use any more. */
  async replyPort(): Promise<ReceiveRight> {
    return (this.#replyPort ??= await this.reply_port());
  }

  /** A late answer may still come to the old reply port, or it is gone: the next call gets another. */
  forgetReplyPort(): ReceiveRight | undefined {
    const port = this.#replyPort;
    this.#replyPort = undefined;
    return port;
  }

  async #nameTrap(trap: number): Promise<number> {
    const payload = new Uint8Array(4);
    setU32(payload, 0, trap);
    const { code, bytes } = await this.transport.trap(this.task, this.id, payload);
    return bytes.length >= 4 ? getU32(bytes, 0) : code >>> 0;
  }
}

function resultOf({ code, bytes }: TrapReturn): MachMsgResult {
  if (bytes.length < 4 + HEADER_BYTES) return { code };
  return { code, message: parseMessage(bytes, 4, getU32(bytes, 0)) };
}

function machMsgPayload(call: MachMsg): Uint8Array {
  const { send } = call;
  const sizes = send === undefined || send instanceof Uint8Array ? undefined : messageSizes(send);
  const given = send instanceof Uint8Array ? send : undefined;
  const following = sizes === undefined ? (given?.length ?? 0) : sizes.messageBytes + sizes.attachedBytes;
  const payload = zeros(MSG_ARGS_BYTES + following);
  setU32(payload, 0, TRAP_MACH_MSG);
  setU32(payload, MSG_ARG_OPTIONS, call.options);
  setU32(payload, MSG_ARG_SEND_SIZE, sizes?.messageBytes ?? call.sendSize ?? following);
  setU32(payload, MSG_ARG_RCV_SIZE, call.rcvSize ?? RCV_SIZE_MAX);
  setU32(payload, MSG_ARG_RCV_NAME, call.rcvName ?? 0);
  setU32(payload, MSG_ARG_TIMEOUT, call.timeoutMs ?? 0);
  setU32(payload, MSG_ARG_NOTIFY, call.notify ?? 0);
  if (given !== undefined) payload.set(given, MSG_ARGS_BYTES);
  else if (sizes !== undefined) writeMessage(send as OutgoingMessage, sizes, payload, MSG_ARGS_BYTES);
  return payload;
}

const SLAB_BYTES = 0x4000;
const CUT_BYTES_MAX = 0x400;
let slab = new Uint8Array(0);
let cutBytes = 0;

/** Small ones are cut from a slab, each once: to allocate memory of its own for each would cost as much as all else that a trap takes. */
function zeros(sizeBytes: number): Uint8Array {
  if (sizeBytes > CUT_BYTES_MAX) return new Uint8Array(sizeBytes);
  if (cutBytes + sizeBytes > slab.length) {
    slab = new Uint8Array(SLAB_BYTES);
    cutBytes = 0;
  }
  cutBytes += sizeBytes;
  return new Uint8Array(slab.buffer, cutBytes - sizeBytes, sizeBytes);
}
