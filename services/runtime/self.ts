/** A task as its own program sees it: its threads, its well-known ports, and the calls it makes. */
import { KERN_SUCCESS } from '../../kernel/abi/codes.ts';
import { TASK_BOOTSTRAP_PORT, task as taskCalls } from '../../kernel/abi/interfaces/task.ts';
import { thread as threadCalls } from '../../kernel/abi/interfaces/thread.ts';
import { RCV_MSG, RCV_TIMEOUT, SEND_MSG } from '../../kernel/abi/message.ts';
import type { Arguments, Results, Routine } from '../../kernel/abi/mig.ts';
import { MACH_PORT_NULL } from '../../kernel/abi/rights.ts';
import { callOn } from './call.ts';
import type { CallOptions, CallResult } from './call.ts';
import { MachError } from './error.ts';
import type { OutgoingMessage } from './message.ts';
import type { GivenWorld, GotWorld, Receivable, SendRight, TaskPort } from './ports.ts';
import { Thread } from './thread.ts';
import type { MachMsg, MachMsgResult } from './thread.ts';
import { ThreadPool } from './threadPool.ts';
import type { Transport } from './transport.ts';

export interface ReceiveOptions {
  /** 0 looks and returns at once; for ever unless given. */
  readonly timeoutMs?: number;
  /** Room for the message with its trailer. */
  readonly rcvSize?: number;
  /** More option bits, such as `RCV_LARGE` or a trailer. */
  readonly options?: number;
}

export class Self {
  readonly transport: Transport;
  readonly task: number;
  readonly main: Thread;
  readonly threads: ThreadPool;
  #taskPort: TaskPort | undefined;
  #hostPort: Promise<SendRight> | undefined;
  #bootstrapPort: Promise<SendRight> | undefined;

  constructor(transport: Transport, task: number, mainThread: number) {
    this.transport = transport;
    this.task = task;
    this.main = new Thread(transport, task, mainThread);
    this.threads = new ThreadPool(this.main, (on) => this.#createThread(on));
  }

  /** The task's own port: trapped for once, then remembered, as Mach's library does. */
  async taskPort(): Promise<TaskPort> {
    return this.#taskPort ?? this.threads.run((thread) => this.#taskPortOn(thread));
  }

  hostPort(): Promise<SendRight> {
    return (this.#hostPort ??= this.threads.run((thread) => thread.host_self()));
  }

  /** The bootstrap port that the task was born with. */
  bootstrapPort(): Promise<SendRight> {
    return (this.#bootstrapPort ??= this.#findBootstrap());
  }

  /** Asks for a routine on a port and waits for the answer, on an idle thread. */
  async call<R extends Routine, T extends string>(
    port: SendRight | TaskPort<T>,
    routine: R,
    args: Arguments<R, GivenWorld<NoInfer<T>>>,
    options?: CallOptions,
  ): Promise<CallResult<R, T>> {
    return this.threads.run((thread) => this.callOn(thread, port, routine, args, options));
  }

  /** The same on a thread of one's own. */
  async callOn<R extends Routine, T extends string>(
    thread: Thread,
    port: SendRight | TaskPort<T>,
    routine: R,
    args: Arguments<R, GivenWorld<NoInfer<T>>>,
    options?: CallOptions,
  ): Promise<CallResult<R, T>> {
    const taskPort = await this.#taskPortOn(thread);
    return callOn<R, T>(thread, taskPort, port, routine, args, options);
  }

  /** `call`, with the results alone. *Throws* a `MachError` unless the code is `KERN_SUCCESS`. */
  async ask<R extends Routine, T extends string>(
    port: SendRight | TaskPort<T>,
    routine: R,
    args: Arguments<R, GivenWorld<NoInfer<T>>>,
    options?: CallOptions,
  ): Promise<Results<R, GotWorld<T>>> {
    return outsOf(routine, await this.call(port, routine, args, options));
  }

  /** The system call itself, on an idle thread; see `Thread.mach_msg`. */
  mach_msg(call: MachMsg): Promise<MachMsgResult> {
    const waits = (call.options & RCV_MSG) !== 0 && (call.options & RCV_TIMEOUT) === 0;
    return waits ? this.threads.runWaiting((thread) => thread.mach_msg(call)) : this.threads.run((thread) => thread.mach_msg(call));
  }

  /** Sends a message; waits for room in the queue unless the options say otherwise. */
  async send(message: OutgoingMessage, options: { readonly options?: number; readonly timeoutMs?: number } = {}): Promise<MachMsgResult> {
    return this.mach_msg({ options: SEND_MSG | (options.options ?? 0), send: message, timeoutMs: options.timeoutMs ?? 0 });
  }

  /** Receives a message from a port or a set. */
  async receive(from: Receivable, options: ReceiveOptions = {}): Promise<MachMsgResult> {
    const timed = options.timeoutMs === undefined ? 0 : RCV_TIMEOUT;
    return this.mach_msg({
      options: RCV_MSG | timed | (options.options ?? 0),
      rcvName: from,
      timeoutMs: options.timeoutMs ?? 0,
      ...(options.rcvSize !== undefined && { rcvSize: options.rcvSize }),
    });
  }

  /** A new thread of the task, running, that no call but the program's own uses. *Throws* a `MachError` when there can be no more. */
  createThread(): Promise<Thread> {
    return this.threads.run((thread) => this.#createThread(thread));
  }

  async #createThread(on: Thread): Promise<Thread> {
    const created = await this.callOn(on, await this.#taskPortOn(on), taskCalls.thread_create, {});
    const { thread: port, thread_id } = outsOf(taskCalls.thread_create, created);
    outsOf(threadCalls.thread_resume, await this.callOn(on, port, threadCalls.thread_resume, {}));
    return new Thread(this.transport, this.task, thread_id, port);
  }

  async #taskPortOn(thread: Thread): Promise<TaskPort> {
    return (this.#taskPort ??= await thread.task_self());
  }

  async #findBootstrap(): Promise<SendRight> {
    const { special_port } = await this.ask(await this.taskPort(), taskCalls.task_get_special_port, { which_port: TASK_BOOTSTRAP_PORT });
    if (special_port === MACH_PORT_NULL) throw new MachError('task_get_special_port', MACH_PORT_NULL);
    return special_port;
  }
}

/** The results of a call. *Throws* a `MachError` when it failed. */
export function outsOf<R extends Routine, T extends string>(routine: R, { code, outs }: CallResult<R, T>): Results<R, GotWorld<T>> {
  if (code === KERN_SUCCESS && outs !== undefined) return outs;
  if (code === KERN_SUCCESS && !routine.replies) return {} as Results<R, GotWorld<T>>;
  throw new MachError(routine.name, code);
}
