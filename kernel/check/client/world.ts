/**
 * A machine with tasks to act in: one process whose first task, the director, makes the others and moves rights between them, all
 * by ordinary calls. What it does leaves nothing in their spaces but the reply ports of their threads.
 */
import { KERN_SUCCESS } from '../../abi/codes.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { task, TASK_BASIC_INFO, TASK_INFO_TASK } from '../../abi/interfaces/task.ts';
import { thread } from '../../abi/interfaces/thread.ts';
import { vm } from '../../abi/interfaces/vm.ts';
import { DESCRIPTOR_PORT, RCV_MSG, RCV_TIMEOUT, SEND_MSG } from '../../abi/message.ts';
import { COPY_SEND, deliveredAs, MAKE_SEND_ONCE, MOVE_SEND_ONCE } from '../../abi/rights.ts';
import { type Census, censusOf } from '../invariants.ts';
import { call, kept, machMsg, ownTask, replyPort } from './calls.ts';
import { layOut } from './message.ts';
import { type Act, type Agent, agentOf, Stuck, Threads } from './threads.ts';
import type { Rig, Started } from './rig.ts';

/** A task that acts are run in. */
export interface TaskHandle {
  readonly label: string;
  readonly id: number;
  readonly process: number;
  /** Its task port, as the director names it. */
  readonly port: number;
  readonly agents: Agent[];
}

/** A call of the director that must not fail did. */
export class Unprepared extends Error {}

export class World {
  readonly rig: Rig;
  readonly threads: Threads;
  readonly tasks = new Map<string, TaskHandle>();
  /** What there was before any task of this world. */
  readonly census: Census;
  readonly #director: Agent;

  constructor(rig: Rig) {
    this.census = censusOf(rig.machine);
    this.rig = rig;
    this.threads = new Threads(rig);
    const { process, task: id, thread: main }: Started = rig.spawn('director');
    this.#director = agentOf(process, id, main);
  }

  /** The process that all its tasks live in. */
  get process(): number {
    return this.#director.process;
  }

  /** A child of the director. */
  createTask(label: string): TaskHandle {
    return this.threads.do(this.#director, this.#createTask(label));
  }

  /** A task that a task made: `name` is its port in the maker's space. */
  adoptTask(label: string, maker: TaskHandle, name: number): TaskHandle {
    return this.threads.do(this.#director, this.#adoptTask(label, maker, name));
  }

  task(label: string): TaskHandle {
    const found = this.tasks.get(label);
    if (found === undefined) throw new Unprepared(`there is no task ${label}`);
    return found;
  }

  /** A thread of the task that is in no call: one it has, or a new one. */
  agent(handle: TaskHandle): Agent {
    return handle.agents.find((agent) => !agent.busy) ?? this.newThread(handle);
  }

  /** One more thread of a task, running. */
  newThread(handle: TaskHandle): Agent {
    const agent = this.threads.do(this.#director, this.#createThread(handle));
    handle.agents.push(agent);
    return agent;
  }

  /** Takes a right from a name of one task and puts it into another, where it gets its name as any right that arrives. */
  give(from: TaskHandle, name: number, disposition: number, to: TaskHandle): number {
    const receiver = this.agent(to);
    this.threads.do(receiver, replyPort(receiver));
    this.threads.do(this.#director, this.#send(from, name, disposition, to, receiver));
    return this.threads.do(receiver, takeRight(receiver));
  }

  /** Memory of a task, with these bytes in it. Returns: its address. */
  allocate(handle: TaskHandle, sizeBytes: number, bytes: Uint8Array | null): number {
    return this.threads.do(this.#director, this.#allocate(handle, sizeBytes, bytes));
  }

  /** What a task's memory holds; null where there is none. */
  read(handle: TaskHandle, address: number, sizeBytes: number): Uint8Array | null {
    return this.threads.do(this.#director, this.#read(handle, address, sizeBytes));
  }

  *#allocate(handle: TaskHandle, sizeBytes: number, bytes: Uint8Array | null): Act<number> {
    const { code, outs } = yield* call(this.#director, kept(handle.port), vm.vm_allocate, { address: 0, size: sizeBytes, anywhere: true });
    if (outs === undefined) throw new Unprepared(`task ${handle.label} cannot have ${sizeBytes} bytes: ${code}`);
    if (bytes !== null) {
      const written = yield* call(this.#director, kept(handle.port), vm.vm_write, { address: outs.address, data: bytes });
      if (written.code !== KERN_SUCCESS) throw new Unprepared(`memory of task ${handle.label} cannot be written: ${written.code}`);
    }
    return outs.address;
  }

  *#read(handle: TaskHandle, address: number, sizeBytes: number): Act<Uint8Array | null> {
    const { outs } = yield* call(this.#director, kept(handle.port), vm.vm_read, { address, size: sizeBytes });
    return outs === undefined ? null : outs.data;
  }

  *#createTask(label: string): Act<TaskHandle> {
    const created = yield* call(this.#director, yield* ownTask(), task.task_create, { inherit_memory: false });
    if (created.outs === undefined) throw new Unprepared(`task ${label} cannot be made: ${created.code}`);
    return yield* this.#know(label, created.outs.child_task.name);
  }

  *#adoptTask(label: string, maker: TaskHandle, name: number): Act<TaskHandle> {
    const extracted = yield* call(this.#director, kept(maker.port), machPort.mach_port_extract_right, { name, disposition: COPY_SEND });
    if (extracted.outs === undefined) throw new Unprepared(`task ${label} cannot be reached: ${extracted.code}`);
    return yield* this.#know(label, extracted.outs.poly.name);
  }

  *#know(label: string, port: number): Act<TaskHandle> {
    const about = yield* call(this.#director, kept(port), task.task_info, { flavor: TASK_BASIC_INFO });
    const id = about.outs?.info[TASK_INFO_TASK];
    if (id === undefined) throw new Unprepared(`task ${label} says nothing of itself: ${about.code}`);
    const handle: TaskHandle = { label, id, process: this.#director.process, port, agents: [] };
    this.tasks.set(label, handle);
    return handle;
  }

  *#createThread(handle: TaskHandle): Act<Agent> {
    const created = yield* call(this.#director, kept(handle.port), task.thread_create, {});
    if (created.outs === undefined) throw new Unprepared(`task ${handle.label} cannot have a thread: ${created.code}`);
    const { thread: right, thread_id: id } = created.outs;
    yield* call(this.#director, kept(right.name), thread.thread_resume, {});
    yield* call(this.#director, yield* ownTask(), machPort.mach_port_deallocate, { name: right.name });
    return agentOf(handle.process, handle.id, id);
  }

  *#send(from: TaskHandle, name: number, disposition: number, to: TaskHandle, receiver: Agent): Act<void> {
    const right = yield* call(this.#director, kept(from.port), machPort.mach_port_extract_right, { name, disposition });
    if (right.outs === undefined) throw new Unprepared(`task ${from.label} has no such right to give: ${right.code}`);
    const way = yield* call(this.#director, kept(to.port), machPort.mach_port_extract_right, {
      name: receiver.replyPort,
      disposition: MAKE_SEND_ONCE,
    });
    if (way.outs === undefined) throw new Unprepared(`task ${to.label} cannot be given a right: ${way.code}`);
    const { poly } = right.outs;
    const { code } = yield* machMsg({
      options: SEND_MSG,
      message: layOut({
        remote: { name: way.outs.poly.name, disposition: MOVE_SEND_ONCE },
        local: { name: 0, disposition: 0 },
        id: 0,
        body: [{ type: DESCRIPTOR_PORT, name: poly.name, disposition: deliveredAs(disposition) }],
        data: new Uint8Array(0),
      }),
    });
    if (code !== KERN_SUCCESS) throw new Unprepared(`the right cannot be given: ${code}`);
  }
}

function* takeRight(agent: Agent): Act<number> {
  const { code, message } = yield* machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: agent.replyPort });
  const name = message?.descriptors?.[0]?.rights[0];
  if (code !== KERN_SUCCESS || name === undefined) throw new Stuck(`the right did not arrive: ${code}`);
  return name;
}
