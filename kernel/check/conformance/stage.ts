/** What one case plays on: a fresh machine with a task A, and what its steps have bound. */
import { KERN_SUCCESS } from '../../abi/codes.ts';
import { TRAP_TASK_SELF } from '../../abi/frame.ts';
import type { ProfileName } from '../../abi/profile.ts';
import { COPY_SEND } from '../../abi/rights.ts';
import { brokenInvariant, brokenText } from '../invariants.ts';
import { nameTrap } from '../client/calls.ts';
import { Rig } from '../client/rig.ts';
import type { Agent, Run } from '../client/threads.ts';
import { type TaskHandle, World } from '../client/world.ts';
import { Replica } from '../replica.ts';
import { Recorder } from '../../trace/recorder.ts';
import type { Scene } from './expect.ts';
import type { MessageNames, RegionValue } from './message.ts';
import type { CallStep } from './case.ts';

/** A step cannot be made: what it refers to is not there. */
export class Unbound extends Error {}

export interface LabelledThread {
  readonly agent: Agent;
  readonly task: TaskHandle;
  /** Its port, as its own task names it. */
  readonly name: number;
}

export interface Begun {
  readonly step: CallStep;
  readonly run: Run<unknown>;
}

export class Stage implements Scene, MessageNames {
  readonly rig: Rig;
  readonly world: World;
  readonly replica: Replica;
  readonly threads = new Map<string, LabelledThread>();
  readonly begun = new Map<string, Begun>();
  /** Task ports of tasks whose own trap gives something else by now. */
  readonly taskPorts = new Map<TaskHandle, number>();
  /** The invariant found broken, if any. */
  broken: string | null = null;
  readonly #values = new Map<string, number>();
  readonly #regions = new Map<string, RegionValue & { readonly task: TaskHandle }>();

  /** What is checked after every input: nothing, every invariant, or besides that the events give the kernel's state. */
  constructor(profile: ProfileName, checked: 'nothing' | 'state' | 'state and events' = 'state') {
    const recorder = new Recorder();
    this.replica = new Replica(recorder);
    this.rig = new Rig({
      sink: recorder,
      profile,
      ...(checked === 'nothing' ? {} : { audit: () => this.audit() ?? (checked === 'state' ? null : this.#followed()) }),
    });
    this.world = new World(this.rig);
  }

  /** The task that every case has from the start. */
  prepare(): void {
    this.world.createTask('A');
  }

  value(name: string): number {
    const value = this.#values.get(name) ?? this.#regions.get(name)?.address;
    if (value === undefined) throw new Unbound(`$${name} is not bound`);
    return value;
  }

  bind(name: string, value: number): void {
    this.#values.set(name, value);
  }

  region(name: string): RegionValue & { readonly task: TaskHandle } {
    const region = this.#regions.get(name);
    if (region === undefined) throw new Unbound(`there is no region $${name}`);
    return region;
  }

  bindRegion(name: string, region: RegionValue & { readonly task: TaskHandle }): void {
    this.#regions.set(name, region);
  }

  task(label: string): TaskHandle {
    const task = this.world.tasks.get(label);
    if (task === undefined) throw new Unbound(`there is no task ${label}`);
    return task;
  }

  taskId(label: string): number {
    return this.task(label).id;
  }

  thread(label: string): LabelledThread {
    const thread = this.threads.get(label);
    if (thread === undefined) throw new Unbound(`there is no thread ${label}`);
    return thread;
  }

  /** The name of a labelled thread's port in the space of `task`. */
  threadName(label: string, task: TaskHandle): number {
    const thread = this.thread(label);
    return thread.task === task ? thread.name : this.world.give(thread.task, thread.name, COPY_SEND, task);
  }

  /** Every task that acts keeps a reference to its task port from now on: the trap may soon give another. */
  keepTaskPorts(also: TaskHandle | undefined): void {
    for (const task of this.world.tasks.values()) {
      if (this.taskPorts.has(task) || (task.agents.length === 0 && task !== also)) continue;
      const name = this.world.threads.do(this.world.agent(task), nameTrap(TRAP_TASK_SELF));
      if (name !== KERN_SUCCESS) this.taskPorts.set(task, name);
    }
  }

  /** Checks every invariant. Returns: what is broken, or null. */
  audit(): string | null {
    const found = brokenInvariant(this.rig.machine);
    if (found !== null) this.broken = brokenText(found);
    return this.broken;
  }

  #followed(): string | null {
    this.replica.follow();
    const difference = this.replica.difference(this.rig.machine);
    if (difference !== null) this.broken = `the fold of the events differs from the kernel at ${difference}`;
    return this.broken;
  }

  /** What is wrong with the kernel itself, beside what it answered; null: nothing. */
  fault(): string | null {
    if (this.broken !== null) return this.broken;
    if (this.rig.machine.panicked) return 'the kernel panicked';
    if (this.rig.killed.length > 0) return 'the kernel had the process killed';
    return null;
  }
}
