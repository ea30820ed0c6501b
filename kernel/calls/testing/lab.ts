/**
 * A kernel in memory with tasks that call it by messages. After every input the invariants are checked, and the fold of the events is
 * compared with the kernel's own state, there and back.
 */
import { codeName } from '../../abi/codes.ts';
import { COMMAND_RUN_PROGRAM } from '../../abi/commands.ts';
import { task } from '../../abi/interfaces/task.ts';
import { thread as threadCalls } from '../../abi/interfaces/thread.ts';
import type { Catalogue } from '../../abi/catalogue.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { DESCRIPTOR_PORT, RCV_MSG, RCV_TIMEOUT, SEND_MSG, SEND_TIMEOUT } from '../../abi/message.ts';
import type { Routine, Values } from '../../abi/mig.ts';
import type { ProfileName } from '../../abi/profile.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, MOVE_SEND, RIGHT_RECEIVE } from '../../abi/rights.ts';
import {
  call,
  type CallResult,
  kept,
  machMsg,
  type MsgResult,
  nameTrap,
  ownTask,
  type PortsValue,
  type ProgramWorld,
} from '../../check/client/calls.ts';
import { layOut, type PortValue } from '../../check/client/message.ts';
import { Rig } from '../../check/client/rig.ts';
import { type Act, type Agent, agentOf, type Run, Threads } from '../../check/client/threads.ts';
import { brokenInvariant, brokenText } from '../../check/invariants.ts';
import { machineSnapshot } from '../../machine/snapshot.ts';
import { foldRange, unfoldRange } from '../../trace/fold.ts';
import { Recorder } from '../../trace/recorder.ts';
import { snapshotOf } from '../../trace/snapshot.ts';
import { State } from '../../trace/state.ts';

type Args<R extends Routine> = Values<R['in'], ProgramWorld>;
type Outs<R extends Routine> = Values<R['out'], ProgramWorld>;

/** The null right, of whichever kind the call wants. */
export const noRight = (disposition = MOVE_SEND): PortValue => ({ name: 0, disposition });
export const noRights: PortsValue = { names: [], disposition: COPY_SEND };
export const moved = (name: number, disposition = MOVE_SEND): PortValue => ({ name, disposition });
export const once = (name: number): PortValue => ({ name, disposition: MAKE_SEND_ONCE });
export const made = (name: number): PortValue => ({ name, disposition: MAKE_SEND });
export { kept };

export class Lab {
  readonly recorder = new Recorder();
  readonly #replica = new State();
  readonly #unchecked: boolean;
  readonly rig: Rig;
  readonly threads: Threads;

  /** `unchecked`: for a kernel so full that the checks take long. */
  constructor(options: { profile?: ProfileName; catalogue?: Catalogue; unchecked?: boolean } = {}) {
    const { unchecked = false, ...rest } = options;
    this.#unchecked = unchecked;
    this.rig = new Rig({ sink: this.recorder, ...rest });
    this.threads = new Threads(this.rig);
    this.check();
  }

  /** A task in a process of its own. With a spawner, that is its second registered port. */
  program(name: string, spawner = false): Program {
    const text = JSON.stringify({ name, program: name, arguments: '[]', profile: 'program', memoryMB: 64, spawner });
    const { machine, hostUs } = this.rig;
    machine.command(hostUs, { command: COMMAND_RUN_PROGRAM, window: 0, argument: 0, argument2: 0, text });
    return this.launch();
  }

  /** The process that the kernel has asked for last starts. */
  launch(): Program {
    const request = this.rig.starts.pop();
    if (request === undefined) throw new Error('the kernel did not ask for a process');
    const { process, task: id, thread } = this.rig.launch(request);
    this.check();
    return new Program(this, agentOf(process, id, thread));
  }

  /** Time passes, and whoever's time is up goes on. */
  pass(ms: number): void {
    this.rig.pass(ms * 1000);
    this.threads.settle();
    this.check();
  }

  do<T>(agent: Agent, act: Act<T>): T {
    const value = this.threads.do(agent, act);
    this.check();
    return value;
  }

  /** Throws when an invariant is broken, or when the events do not say what has become of the kernel. */
  check(): void {
    if (this.rig.machine.panicked) throw new Error('the kernel has stopped');
    if (this.#unchecked) return;
    const broken = brokenInvariant(this.rig.machine);
    if (broken !== null) throw new Error(brokenText(broken));
    const state = this.#replica;
    const before = JSON.stringify(snapshotOf(state));
    const batches = this.recorder.take();
    for (const batch of batches) foldRange(state, batch, batch.firstSeq, batch.firstSeq + batch.count);
    for (const batch of batches.toReversed()) unfoldRange(state, batch, batch.firstSeq + batch.count, batch.firstSeq);
    if (JSON.stringify(snapshotOf(state)) !== before) throw new Error('taking the events back does not lead back');
    for (const batch of batches) foldRange(state, batch, batch.firstSeq, batch.firstSeq + batch.count);
    const difference = differenceOf(machineSnapshot(this.rig.machine), snapshotOf(state), 'state');
    if (difference !== null) throw new Error(`the kernel and its events differ: ${difference}`);
  }
}

/** A task, in one of its threads. */
export class Program {
  readonly lab: Lab;
  readonly agent: Agent;

  constructor(lab: Lab, agent: Agent) {
    this.lab = lab;
    this.agent = agent;
  }

  get id(): number {
    return this.agent.task;
  }

  /** A code by its name. */
  named(code: number): string {
    return codeName(code);
  }

  trap(number: number): number {
    return this.lab.do(this.agent, nameTrap(number));
  }

  /** A call on a port this task can send to. */
  call<R extends Routine>(port: number, routine: R, args: Args<R>): CallResult<R> {
    return this.lab.do(this.agent, call(this.agent, kept(port), routine, args));
  }

  /** A call on this task's own port, that leaves no name behind. */
  self<R extends Routine>(routine: R, args: Args<R>): CallResult<R> {
    const { agent } = this;
    return this.lab.do(
      agent,
      (function* () {
        return yield* call(agent, yield* ownTask(), routine, args);
      })(),
    );
  }

  /** A request that is never answered. */
  tell<R extends Routine>(port: number, routine: R, args: Args<R>): Act<CallResult<R>> {
    return call(this.agent, kept(port), routine, args);
  }

  /** The code of such a call, by its name. */
  says<R extends Routine>(routine: R, args: Args<R>): string {
    return codeName(this.self(routine, args).code);
  }

  /** The code of a call on a port this task can send to, by its name. */
  tells<R extends Routine>(port: number, routine: R, args: Args<R>): string {
    return codeName(this.call(port, routine, args).code);
  }

  /** The results of such a call, which has to succeed. */
  ask<R extends Routine>(routine: R, args: Args<R>): Outs<R> {
    const { code, outs } = this.self(routine, args);
    if (outs === undefined) throw new Error(`${routine.name} answers ${code}`);
    return outs;
  }

  /** A new port's receive right. */
  port(right = RIGHT_RECEIVE): number {
    return this.ask(machPort.mach_port_allocate, { right }).name;
  }

  /** A new port, with a send right under the same name. */
  sendable(): number {
    const name = this.port();
    this.says(machPort.mach_port_insert_right, { name, poly: made(name) });
    return name;
  }

  /** The name of this task's bootstrap port, a reference more each time. */
  bootstrap(): number {
    return this.ask(task.task_get_special_port, { which_port: 4 }).special_port.name;
  }

  type(name: number): number {
    return this.ask(machPort.mach_port_type, { name }).type;
  }

  refs(name: number, right: number): number {
    return this.ask(machPort.mach_port_get_refs, { name, right }).refs;
  }

  /** Sends without waiting for room. */
  send(remote: PortValue, id: number, rights: readonly PortValue[] = [], local: PortValue = { name: 0, disposition: 0 }): MsgResult {
    const body = rights.map((right) => ({ type: DESCRIPTOR_PORT, ...right }) as const);
    const message = layOut({ remote, local, id, body: body.length === 0 ? null : body, data: new Uint8Array(0) });
    return this.lab.do(this.agent, machMsg({ options: SEND_MSG | SEND_TIMEOUT, message }));
  }

  /** Sends, and waits for room as long as it takes. */
  sendWaiting(remote: PortValue, id: number): Run<MsgResult> {
    const message = layOut({ remote, local: { name: 0, disposition: 0 }, id, body: null, data: new Uint8Array(0) });
    const run = this.lab.threads.start(this.agent, machMsg({ options: SEND_MSG, message }));
    this.lab.check();
    return run;
  }

  /** What waits at a port, without waiting for more. */
  receive(rcvName: number): MsgResult {
    return this.lab.do(this.agent, machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName }));
  }

  /** Waits for a message. */
  receiveWaiting(rcvName: number, options = 0): Run<MsgResult> {
    const run = this.lab.threads.start(this.agent, machMsg({ options: RCV_MSG | options, rcvName }));
    this.lab.check();
    return run;
  }

  /** The ids of all messages that wait at a port, taken out. */
  ids(rcvName: number): number[] {
    const ids: number[] = [];
    for (let { message } = this.receive(rcvName); message !== null; { message } = this.receive(rcvName)) ids.push(message.msghId);
    return ids;
  }

  /** A task made from this one, hosted by its process, with a running thread; and its port's name here. */
  child(): { program: Program; port: number } {
    const { child_task: right } = this.ask(task.task_create, { inherit_memory: false });
    return { program: this.threadOf(right.name), port: right.name };
  }

  /** One more thread of a task whose port this one can send to, running. */
  threadOf(port: number): Program {
    const created = this.call(port, task.thread_create, {}).outs;
    if (created === undefined) throw new Error('no thread');
    const info = this.call(port, task.task_info, { flavor: 5 }).outs?.info;
    this.resume(created.thread.name);
    return new Program(this.lab, agentOf(this.agent.process, info?.[3] ?? 0, created.thread_id));
  }

  resume(thread: number): void {
    this.call(thread, threadCalls.thread_resume, {});
    this.says(machPort.mach_port_deallocate, { name: thread });
  }

  /** The process of this task ends. */
  exit(code = 0, signal = 0): void {
    const { rig } = this.lab;
    rig.machine.exited(rig.hostUs, this.agent.process, signal === 0 ? code : -1, signal, '');
    this.lab.check();
  }
}

/** The first place where two values of plain data differ, or null. */
function differenceOf(kernel: unknown, events: unknown, path: string): string | null {
  if (Object.is(kernel, events)) return null;
  if (typeof kernel !== 'object' || typeof events !== 'object' || kernel === null || events === null)
    return `${path} is ${JSON.stringify(kernel)}, by the events ${JSON.stringify(events)}`;
  for (const key of new Set([...Object.keys(kernel), ...Object.keys(events)])) {
    const found = differenceOf(Reflect.get(kernel, key), Reflect.get(events, key), `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
