/** A machine that checks itself, with programs that misbehave and one that must not notice: frames only, nothing behind them. */
import { censusOf, type Census, brokenInvariant, brokenText } from '../invariants.ts';
import { FRAME_TRAP } from '../../abi/frame.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { bootstrap } from '../../abi/interfaces/bootstrap.ts';
import { task, TASK_BOOTSTRAP_PORT } from '../../abi/interfaces/task.ts';
import { thread } from '../../abi/interfaces/thread.ts';
import { RCV_MSG, RCV_TIMEOUT, SEND_MSG, SEND_TIMEOUT } from '../../abi/message.ts';
import type { Routine, Values } from '../../abi/mig.ts';
import type { ProfileName } from '../../abi/profile.ts';
import { COPY_SEND, MAKE_SEND, MOVE_SEND, RIGHT_RECEIVE } from '../../abi/rights.ts';
import { call, kept, machMsg, type MsgResult, nameTrap, ownTask, type ProgramWorld } from './calls.ts';
import { type BodyItem, layOut, type PortValue, wordsOf } from './message.ts';
import { frameOf, Rig, type Started } from './rig.ts';
import { type Act, type Agent, agentOf, type Run, Threads } from './threads.ts';
import { Replica } from '../replica.ts';
import { Recorder } from '../../trace/recorder.ts';

export interface Send {
  readonly to: PortValue;
  readonly reply?: PortValue;
  readonly id?: number;
  readonly body?: readonly BodyItem[];
  readonly data?: Uint8Array;
  readonly options?: number;
  readonly timeoutMs?: number;
  readonly notify?: number;
  /** Waits when there is no room; else the send only tries. */
  readonly wait?: boolean;
}

/** One process with its task; further threads are programs too. */
export class Program {
  readonly arena: Arena;
  readonly agent: Agent;

  constructor(arena: Arena, agent: Agent) {
    this.arena = arena;
    this.agent = agent;
  }

  do<T>(act: Act<T>): T {
    return this.arena.threads.do(this.agent, act);
  }

  begin<T>(act: Act<T>): Run<T> {
    return this.arena.threads.start(this.agent, act);
  }

  trap(number: number): number {
    return this.do(nameTrap(number));
  }

  /** A call on the own task. Returns: code and results. */
  call<R extends Routine>(
    routine: R,
    args: Values<R['in'], ProgramWorld>,
  ): { readonly code: number; readonly outs?: Values<R['out'], ProgramWorld> } {
    const { agent } = this;
    function* act(): Act<{ code: number; outs?: Values<R['out'], ProgramWorld> }> {
      return yield* call(agent, yield* ownTask(), routine, args);
    }
    return this.do(act());
  }

  callOn<R extends Routine>(
    port: number,
    routine: R,
    args: Values<R['in'], ProgramWorld>,
  ): { readonly code: number; readonly outs?: Values<R['out'], ProgramWorld> } {
    return this.do(call(this.agent, kept(port), routine, args));
  }

  allocate(right = RIGHT_RECEIVE): number {
    const { code, outs } = this.call(machPort.mach_port_allocate, { right });
    if (outs === undefined) throw new Error(`no port: ${code}`);
    return outs.name;
  }

  /** A receive right with a send right under its name. */
  port(): number {
    const name = this.allocate();
    this.call(machPort.mach_port_insert_right, { name, poly: { name, disposition: MAKE_SEND } });
    return name;
  }

  /** Gives up a receive right. */
  drop(name: number): number {
    return this.call(machPort.mach_port_mod_refs, { name, right: RIGHT_RECEIVE, delta: -1 }).code;
  }

  destroy(name: number): number {
    return this.call(machPort.mach_port_destroy, { name }).code;
  }

  sendAct({ to, reply, id, body, data, options, timeoutMs, notify, wait }: Send): Act<MsgResult> {
    return machMsg({
      options: SEND_MSG | (wait === true ? 0 : SEND_TIMEOUT) | (options ?? 0),
      message: layOut({
        remote: to,
        local: reply ?? { name: 0, disposition: 0 },
        id: id ?? 0,
        body: body ?? null,
        data: data ?? new Uint8Array(0),
      }),
      timeoutMs: timeoutMs ?? 0,
      ...(notify === undefined ? {} : { notify }),
    });
  }

  send(send: Send): number {
    return this.do(this.sendAct(send)).code;
  }

  receiveAct(name: number, options = 0, rcvSize?: number): Act<MsgResult> {
    return machMsg({ options: RCV_MSG | RCV_TIMEOUT | options, rcvName: name, ...(rcvSize === undefined ? {} : { rcvSize }) });
  }

  receive(name: number, options = 0, rcvSize?: number): MsgResult {
    return this.do(this.receiveAct(name, options, rcvSize));
  }

  /** The id of the next message, or null when there is none. */
  next(name: number): number | null {
    return this.receive(name).message?.msghId ?? null;
  }

  /** One more thread of the task, running. */
  thread(): Program {
    const { outs } = this.call(task.thread_create, {});
    if (outs === undefined) throw new Error('no thread');
    this.callOn(outs.thread.name, thread.thread_resume, {});
    return new Program(this.arena, agentOf(this.agent.process, this.agent.task, outs.thread_id));
  }

  /** Bytes as a frame of this process, whatever they are. */
  raw(bytes: Uint8Array): void {
    this.arena.rig.frame(this.agent.process, bytes);
  }

  /** A trap with this payload; answers may come or not. */
  rawTrap(payload: Uint8Array): void {
    this.raw(frameOf(FRAME_TRAP, this.agent.task, this.agent.thread, payload));
  }

  /** The process ends, as the host would tell. */
  exit(code = 0, signal = 0): void {
    this.arena.rig.machine.exited(this.arena.rig.hostUs, this.agent.process, code, signal, '');
  }

  get killed(): boolean {
    return this.arena.rig.killed.includes(this.agent.process);
  }
}

export class Arena {
  readonly rig: Rig;
  readonly threads: Threads;
  readonly replica: Replica;
  /** What there was at boot. */
  readonly census: Census;

  constructor(profile: ProfileName = 'recommended') {
    const recorder = new Recorder();
    this.rig = new Rig({ sink: recorder, profile });
    this.threads = new Threads(this.rig);
    this.replica = new Replica(recorder);
    this.census = censusOf(this.rig.machine);
  }

  spawn(name: string, spawner = false): Program {
    const { process, task: id, thread: main }: Started = this.rig.spawn(name, spawner);
    return new Program(this, agentOf(process, id, main));
  }

  /** A send right to a port of one program, in the space of another. */
  give(from: Program, name: number, to: Program, disposition = MAKE_SEND): number {
    const service = `gift.${name}.${from.agent.task}.${to.agent.task}`;
    return handOver(from, name, disposition, to, service);
  }

  /** What is wrong with the kernel, or null: every invariant, and whether the events still tell its state. */
  fault(): string | null {
    const { machine } = this.rig;
    if (machine.panicked) return 'the kernel panicked';
    const broken = brokenInvariant(machine);
    if (broken !== null) return brokenText(broken);
    this.replica.follow();
    return this.replica.difference(machine);
  }

  /** Objects that are left beside those of boot. */
  leftOver(): Partial<Record<keyof Census, number>> {
    const now = censusOf(this.rig.machine);
    const more = (Object.keys(now) as (keyof Census)[]).map((kind) => [kind, now[kind] - this.census[kind]] as const);
    return Object.fromEntries(more.filter(([, count]) => count !== 0));
  }
}

/** Over the name service, as two programs that know nothing of each other would. */
function handOver(from: Program, name: number, disposition: number, to: Program, service: string): number {
  const registered = from.do(bootstrapCall(from.agent, 'register', service, { name, disposition }));
  if (registered !== 0) throw new Error(`not registered: ${registered}`);
  const found = to.do(bootstrapCall(to.agent, 'look up', service, kept(0)));
  from.do(bootstrapCall(from.agent, 'register', service, { name: 0, disposition: COPY_SEND }));
  return found;
}

function* bootstrapCall(agent: Agent, what: 'register' | 'look up', service: string, right: PortValue): Act<number> {
  const { outs } = yield* call(agent, yield* ownTask(), task.task_get_special_port, { which_port: TASK_BOOTSTRAP_PORT });
  const port = { name: outs?.special_port.name ?? 0, disposition: MOVE_SEND };
  if (what === 'register')
    return (yield* call(agent, port, bootstrap.bootstrap_register, { service_name: service, service_port: right })).code;
  return (yield* call(agent, port, bootstrap.bootstrap_look_up, { service_name: service })).outs?.service_port.name ?? 0;
}

export const words = wordsOf;
