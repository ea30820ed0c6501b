/** The real kernel with tasks that do what a test tells them, and the log of it all. */

import type { Routine, Values } from '../../abi/mig.ts';
import { RCV_MSG, RCV_TIMEOUT, SEND_MSG, SEND_TIMEOUT } from '../../abi/message.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, RIGHT_RECEIVE } from '../../abi/rights.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { bootstrap } from '../../abi/interfaces/bootstrap.ts';
import { task as taskCalls } from '../../abi/interfaces/task.ts';
import { DESCRIPTOR_PORT } from '../../abi/message.ts';
import { call, kept, machMsg, ownTask } from '../../check/client/calls.ts';
import type { MsgResult, ProgramWorld } from '../../check/client/calls.ts';
import { layOut } from '../../check/client/message.ts';
import type { PortValue } from '../../check/client/message.ts';
import { Rig } from '../../check/client/rig.ts';
import { agentOf, Threads } from '../../check/client/threads.ts';
import type { Agent } from '../../check/client/threads.ts';
import { Log } from '../log.ts';
import { Recorder } from '../recorder.ts';
import { Replica } from '../replica.ts';

export class Stage {
  readonly recorder = new Recorder();
  readonly rig = new Rig({ sink: this.recorder });
  readonly threads = new Threads(this.rig);
  readonly log = new Log();

  actor(name: string): Actor {
    const { process, task, thread } = this.rig.spawn(name);
    return new Actor(this, agentOf(process, task, thread));
  }

  /** A cursor at the live edge. */
  replica(): Replica {
    for (const batch of this.recorder.take()) this.log.append(batch);
    const replica = new Replica(this.log);
    replica.seek(this.log.end);
    return replica;
  }
}

/** A task with one thread. */
export class Actor {
  readonly stage: Stage;
  readonly agent: Agent;
  #bootstrap = 0;

  constructor(stage: Stage, agent: Agent) {
    this.stage = stage;
    this.agent = agent;
  }

  get id(): number {
    return this.agent.task;
  }

  /** A call on its own task port; it has to succeed. */
  ask<R extends Routine>(routine: R, args: Values<R['in'], ProgramWorld>): Values<R['out'], ProgramWorld> {
    const { agent } = this;
    return this.#done(
      routine,
      (function* () {
        return yield* call(agent, yield* ownTask(), routine, args);
      })(),
    );
  }

  port(): number {
    return this.ask(machPort.mach_port_allocate, { right: RIGHT_RECEIVE }).name;
  }

  /** Offers a port under a name, and gives the port's name in this task. */
  serve(service: string): number {
    const name = this.port();
    this.#registry(bootstrap.bootstrap_register, { service_name: service, service_port: { name, disposition: MAKE_SEND } });
    return name;
  }

  /** A send right to who serves this. */
  lookUp(service: string): number {
    return this.#registry(bootstrap.bootstrap_look_up, { service_name: service }).service_port.name;
  }

  /** Sends without waiting, with send-once reply right to `reply`, and these rights in the body. */
  send(remote: number, id: number, reply = 0, rights: readonly PortValue[] = []): MsgResult {
    return this.stage.threads.do(
      this.agent,
      machMsg({ options: SEND_MSG | SEND_TIMEOUT, message: message(kept(remote), id, reply, rights) }),
    );
  }

  /** Sends, and is left waiting for room. */
  sendWaiting(remote: number, id: number): void {
    this.stage.threads.start(this.agent, machMsg({ options: SEND_MSG, message: message(kept(remote), id, 0, []) }));
  }

  /** Answers by a send-once right. */
  reply(remote: number, id: number, rights: readonly PortValue[] = []): MsgResult {
    const once = { name: remote, disposition: 18 };
    return this.stage.threads.do(this.agent, machMsg({ options: SEND_MSG, message: message(once, id, 0, rights) }));
  }

  /** What waits at a port. */
  receive(rcvName: number): MsgResult {
    return this.stage.threads.do(this.agent, machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName }));
  }

  /** Is left waiting for a message. */
  receiveWaiting(rcvName: number): void {
    this.stage.threads.start(this.agent, machMsg({ options: RCV_MSG, rcvName }));
  }

  /** Its process is killed from outside. */
  crash(): void {
    const { rig } = this.stage;
    rig.machine.exited(rig.hostUs, this.agent.process, -1, 9, '');
    this.stage.threads.settle();
  }

  #registry<R extends Routine>(routine: R, args: Values<R['in'], ProgramWorld>): Values<R['out'], ProgramWorld> {
    this.#bootstrap ||= this.ask(taskCalls.task_get_special_port, { which_port: 4 }).special_port.name;
    return this.#done(routine, call(this.agent, kept(this.#bootstrap), routine, args));
  }

  #done<R extends Routine>(routine: R, act: ReturnType<typeof call<R>>): Values<R['out'], ProgramWorld> {
    const { code, outs } = this.stage.threads.do(this.agent, act);
    if (outs === undefined) throw new Error(`${routine.name} answers ${code}`);
    return outs;
  }
}

function message(remote: PortValue, id: number, reply: number, rights: readonly PortValue[]): ReturnType<typeof layOut> {
  const body = rights.map((right) => ({ type: DESCRIPTOR_PORT, ...right }) as const);
  const local = { name: reply, disposition: reply === 0 ? 0 : MAKE_SEND_ONCE };
  return layOut({ remote, local, id, body: body.length === 0 ? null : body, data: new Uint8Array(8) });
}

/** Rights to put into a body. */
export const copied = (name: number): PortValue => ({ name, disposition: COPY_SEND });
export const made = (name: number): PortValue => ({ name, disposition: MAKE_SEND });
