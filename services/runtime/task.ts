import type { Channel } from './channel.ts';
import type { TrapReturn } from './transport.ts';

/** What the runtime knows of the task that it runs: set once, before the program is loaded. */
interface Running {
  readonly channel: Channel;
  readonly task: number;
  readonly thread: number;
  readonly arguments: unknown;
}

let running: Running | undefined;

export function begin(task: Running): void {
  running = task;
}

function self(): Running {
  if (running === undefined) throw new Error('no program runs in this process yet');
  return running;
}

/** The id of the task that the process was started for, as frames carry it. */
export const mainTask = (): number => self().task;
/** The id of its first thread. */
export const mainThread = (): number => self().thread;
/** What the program was started with: any JSON value. */
export const programArguments = (): unknown => self().arguments;

/** Traps into the kernel; see `Channel.trap`. */
export function trap(task: number, thread: number, payload: Uint8Array): Promise<TrapReturn> {
  return self().channel.trap(task, thread, payload);
}

/** A hosted task has ended; see `Channel.forget`. */
export function forgetTask(task: number): void {
  self().channel.forget(task);
}

const flushes: (() => Promise<void>)[] = [];

/** Work to be done before the process ends by itself, such as console lines that still wait for a thread. */
export function beforeEnd(flush: () => Promise<void>): void {
  flushes.push(flush);
}

/** Resolves when all of `beforeEnd` is done and the channel has nothing left to write. */
export async function flushTask(): Promise<void> {
  await Promise.allSettled(flushes.map((flush) => flush()));
  await running?.channel.flush();
}
