/**
 * The runtime's public door: what a program imports as `machlab`.
 *
 * A program is a module with top-level await. Names are those of its own task; rights are told apart by type. A failed call is a code
 * (`call`, `mach_msg`, `send`, `receive`) or, where only results come back, a `MachError`. What is written with `console` goes to the
 * task's console port as messages. Calls that are to wait at the same time need as many threads (`growThreads`, `createThread`).
 */
import type { Code } from '../../kernel/abi/codes.ts';
import { machlab as machlabCalls } from '../../kernel/abi/interfaces/machlab.ts';
import { PORT_KIND_SPAWNER } from '../../kernel/abi/events.ts';
import type { Arguments } from '../../kernel/abi/mig.ts';
import * as names from './bootstrap.ts';
import { ConsolePort } from './console.ts';
import { Files } from './file.ts';
import * as hosting from './hosted.ts';
import type { Hosted, HostedRequest } from './hosted.ts';
import { Mach2 } from './mach2.ts';
import type { Mach2Options } from './mach2.ts';
import * as own from './own.ts';
import { MACH_PORT_NULL } from './ports.ts';
import type { GivenWorld, PortName, PortSetName, Receivable, ReceiveRight, SendOnceRight, SendRight, TaskPort } from './ports.ts';
import * as policies from './policy.ts';
import type { Policy } from './policy.ts';
import * as registered from './registered.ts';
import { Self } from './self.ts';
import { serve as serveFor } from './serve.ts';
import type { Service } from './serve.ts';
import { beforeEnd, mainTask, mainThread, programArguments, trap } from './task.ts';
import type { Thread } from './thread.ts';

let running: Self | undefined;

/** The task that the process was started for. */
function mainSelf(): Self {
  return (running ??= new Self({ trap }, mainTask(), mainThread()));
}

/** The running program's own task: a hosted one within its program, else the process's own. */
export function self(): Self {
  return hosting.hostedSelf() ?? mainSelf();
}

/** What the program was started with: any JSON value. */
export let args: unknown;

// Also of hosted tasks: they have no right to a console.
const consolePort = new ConsolePort(mainSelf);

/** Between the task's beginning and its program's: the arguments are known, and `console` goes to the console port. */
export function beforeProgram(): void {
  args = programArguments();
  globalThis.console = consolePort.asConsole();
  beforeEnd(() => consolePort.flush());
}

// Traps
export const mach_msg: Self['mach_msg'] = (call) => self().mach_msg(call);
export const task_self = (): Promise<TaskPort> => self().taskPort();
export const host_self = (): Promise<SendRight> => self().hostPort();
export const thread_self = (): Promise<SendRight> => self().threads.run((thread) => thread.thread_self());
export const reply_port = (): Promise<ReceiveRight> => self().threads.run((thread) => thread.reply_port());
export const thread_switch = (): Promise<Code> => self().threads.run((thread) => thread.thread_switch());
/** The bootstrap port that the task was born with. */
export const bootstrapPort = (): Promise<SendRight> => self().bootstrapPort();

// Messages and calls
export const send: Self['send'] = (message, options) => self().send(message, options);
export const receive: Self['receive'] = (from, options) => self().receive(from, options);
export const call: Self['call'] = (port, routine, given, options) => self().call(port, routine, given, options);
export const ask: Self['ask'] = (port, routine, given, options) => self().ask(port, routine, given, options);
/** Serves what comes to a port or a set until it can receive no more; see `handles`. */
export const serve = (from: Receivable, services: readonly Service[], on?: Thread): Promise<Code> => serveFor(self(), from, services, on);

// Threads
export const createThread = (): Promise<Thread> => self().createThread();
/** Makes sure of so many threads for calls, so that as many can be outstanding at once. */
export const growThreads = (count: number): Promise<void> => self().threads.grow(count);

// Names of one's own
export const allocatePort = (): Promise<ReceiveRight> => own.allocatePort(self());
export const allocateSendable = (): Promise<ReceiveRight & SendRight> => own.allocateSendable(self());
export const sendRightTo = (port: ReceiveRight): Promise<SendRight> => own.sendRightTo(self(), port);
export const allocateSet = (): Promise<PortSetName> => own.allocateSet(self());
export const moveMember = (member: ReceiveRight, set: PortSetName): Promise<void> => own.moveMember(self(), member, set);
export const deallocate = (name: PortName): Promise<void> => own.deallocate(self(), name);
export const destroyPort = (port: ReceiveRight): Promise<void> => own.destroyPort(self(), port);
export const requestNotification = (name: PortName, variant: number, sync: number, notify: ReceiveRight): Promise<SendOnceRight> =>
  own.requestNotification(self(), name, variant, sync, notify);

// Names of services
export const lookUp = (name: string): Promise<SendRight> => names.lookUp(self(), name);
export const checkIn = (name: string): Promise<ReceiveRight> => names.checkIn(self(), name);
export const register = (name: string, right: SendRight): Promise<void> => names.register(self(), name, right);

/** The file service. */
export const files = (): Files => new Files(self());

/** The textbook's older interface. */
export const mach2 = (options?: Mach2Options): Mach2 => new Mach2(self(), options);

/** A program to start: one of the catalogue, or, with `source`, a bundled module under a name of its own. */
export interface SpawnRequest {
  readonly program: string;
  readonly source?: string;
  /** Any JSON value; `args` in the new program. */
  readonly args?: unknown;
  readonly profile?: string;
  readonly memoryMB?: number;
  /** Send rights to hand over: the new task's registered ports. */
  readonly rights?: readonly SendRight[];
}

/** The send rights that the task was given at its start. */
export const registeredPorts = (): Promise<readonly SendRight[]> => registered.registeredPorts(self());

/** The one of them that stands for a kernel object of this kind (`PORT_KIND_*`). */
export const registeredOfKind = (kind: number): Promise<SendRight | undefined> => registered.registeredOfKind(self(), kind);

let ownSpawner: Promise<SendRight | undefined> | undefined;

/** Starts a task in a process of its own, on a spawner port, the task's own unless given. *Throws* a `MachError` when the kernel refuses. */
export async function spawn<T extends string>(request: SpawnRequest, spawner?: SendRight): Promise<TaskPort<T>> {
  const port = spawner ?? (await (ownSpawner ??= registered.registeredOfKind(self(), PORT_KIND_SPAWNER))) ?? (MACH_PORT_NULL as SendRight);
  const given: Arguments<(typeof machlabCalls)['machlab_spawn'], GivenWorld> = {
    program: request.program,
    source: new TextEncoder().encode(request.source ?? ''),
    arguments: JSON.stringify(request.args ?? null),
    profile: request.profile ?? '',
    memory_mb: request.memoryMB ?? 0,
    rights: request.rights ?? [],
  };
  const { child_task } = await self().ask(port, machlabCalls.machlab_spawn, given);
  return child_task as TaskPort<T>;
}

/** A task beside one's own, in the same process, with a program of its own. */
export const hostTask = (request: HostedRequest): Promise<Hosted> => hosting.hostTask(self(), request);

/** Decides which threads run, until it is ended or another policy takes over: see `Policy`. The task needs the privileged host port. */
export const runPolicy = (policy: Policy, label: string): Promise<void> => policies.runPolicy(self(), policy, label);

export * from './abi.ts';
export { fsync } from './lock/fsync.ts';
export { crash } from './crash.ts';
export { runAs } from './hosted.ts';
export type { Hosted, HostedRequest } from './hosted.ts';
export { beforeEnd, forgetTask, mainTask, mainThread, programArguments, trap } from './task.ts';
export type { TrapReturn } from './transport.ts';
export type { Happening, Policy, PolicyThread, Turn } from './policy.ts';
export { answerPolicy, registerPolicy, schedulingPort } from './policy.ts';
export { outsOf } from './self.ts';
export type { ReceiveOptions } from './self.ts';
/** For programs that host further tasks: a task's own view of itself, and what is done in its name. */
export { Self } from './self.ts';
export { allocatePort as allocatePortFor, destroyPort as destroyPortFor, requestNotification as requestNotificationFor } from './own.ts';
export { lookUp as lookUpFor } from './bootstrap.ts';
export type { CallOptions, CallResult, Region } from './call.ts';
export { MachError, nameOfCode } from './error.ts';
export { FILE_SERVICE_NAME, Files } from './file.ts';
export type { DirectoryEntry, OpenMode } from './file.ts';
export { OpenFile } from './openFile.ts';
export type { FileStat } from './openFile.ts';
export { Mach2 } from './mach2.ts';
export type { Mach2Options, PortStatus } from './mach2.ts';
export { PORT_ENABLED, PORT_NULL } from './mach2Message.ts';
export type { Mach2Message, Mach2Right, Mailbox } from './mach2Message.ts';
export * as mach2Codes from './mach2Codes.ts';
export type { BodyItem, NamedRight, OutgoingMessage } from './message.ts';
export type { ReceivedItem, ReceivedMessage, Trailer } from './receivedMessage.ts';
export * from './ports.ts';
export { handles } from './serve.ts';
export type { Request, ServerHandler, ServerHandlers, Service } from './serve.ts';
export { Thread } from './thread.ts';
export type { MachMsg, MachMsgResult } from './thread.ts';
