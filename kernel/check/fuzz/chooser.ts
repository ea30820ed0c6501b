/** Choices that look at the kernel's state, so that most of what is tried could succeed. */
import {
  COPY_SEND,
  DISPOSITION_NAMES,
  MAKE_SEND,
  MAKE_SEND_ONCE,
  MOVE_RECEIVE,
  MOVE_SEND,
  MOVE_SEND_ONCE,
  TYPE_ALL_RIGHTS,
  TYPE_DEAD_NAME,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
} from '../../abi/rights.ts';
import type { TaskHandle } from '../client/world.ts';
import type { Stage } from '../conformance/stage.ts';
import type { Entry } from '../objects.ts';
import type { Random } from './random.ts';

/** A name as a case file has it. */
export type Ref = string | number;

const STALE = [0x103, 0x107, 0x203, 0x303, 0x7777, 1000, 2304];

export class Chooser {
  readonly stage: Stage;
  readonly random: Random;
  /** What names were bound as, by task and name. */
  readonly #bound = new Map<number, Map<number, string>>();
  #counter = 0;

  constructor(stage: Stage, random: Random) {
    this.stage = stage;
    this.random = random;
  }

  /** A number that is not given twice. */
  fresh(): number {
    return ++this.#counter;
  }

  /** A name of a task is known as `$label` from now on, unless it is known already: stories told with few labels are made short best. */
  remember(task: TaskHandle, name: number, label: string): void {
    let names = this.#bound.get(task.id);
    if (names === undefined) this.#bound.set(task.id, (names = new Map()));
    if (!names.has(name)) names.set(name, label);
  }

  /** Living tasks. */
  tasks(): TaskHandle[] {
    const { system } = this.stage.rig.machine;
    return [...this.stage.world.tasks.values()].filter(({ id }) => system.tasks.has(id));
  }

  /** A task's threads are not suspended with it. */
  runs(task: TaskHandle): boolean {
    return this.stage.rig.machine.system.tasks.get(task.id)?.suspendCount === 0;
  }

  ref(task: TaskHandle, name: number): Ref {
    const label = this.#bound.get(task.id)?.get(name);
    return label === undefined ? name : `$${label}`;
  }

  /** An entry of a task whose type has one of these bits; null when none was found soon. */
  entry(task: TaskHandle, mask: number): Entry | null {
    const space = this.stage.rig.machine.system.tasks.get(task.id)?.space;
    if (space === undefined) return null;
    const { table, chosen } = space;
    if (chosen.size > 0 && this.random.oneIn(8)) {
      const picked = this.random.pick([...chosen.values()]);
      if ((picked.type & mask) !== 0) return picked;
    }
    for (let tries = 0; tries < 24; tries++) {
      const found = table[this.random.below(table.length)];
      if (found === null || found === undefined || (found.type & mask) === 0) continue;
      if (task.agents.some(({ replyPort }) => replyPort === found.name) && !this.random.oneIn(400)) continue;
      return found;
    }
    return null;
  }

  /** A name of a task with one of these types, mostly; else any, or none at all. */
  name(task: TaskHandle, mask: number): Ref {
    if (this.random.oneIn(25)) return this.random.pick<Ref>(['NULL', 'DEAD', ...STALE]);
    const found = this.entry(task, this.random.oneIn(12) ? TYPE_ALL_RIGHTS : mask);
    return found === null ? this.random.pick(STALE) : this.ref(task, found.name);
  }

  /** A right that a task could send, with a disposition that mostly fits. `receives`: receive rights may go too. */
  right(task: TaskHandle, receives: boolean): { name: Ref; disposition: string } {
    const { random } = this;
    const found = random.oneIn(30) ? null : this.entry(task, TYPE_SEND | TYPE_RECEIVE | TYPE_SEND_ONCE | TYPE_DEAD_NAME);
    if (found === null) return { name: this.name(task, TYPE_ALL_RIGHTS), disposition: this.disposition(random.below(6) + 16) };
    const fitting: number[] = [];
    if ((found.type & (TYPE_SEND | TYPE_DEAD_NAME)) !== 0) fitting.push(COPY_SEND, MOVE_SEND);
    if ((found.type & TYPE_RECEIVE) !== 0) fitting.push(MAKE_SEND, MAKE_SEND, MAKE_SEND_ONCE, ...(receives ? [MOVE_RECEIVE] : []));
    if ((found.type & TYPE_SEND_ONCE) !== 0) fitting.push(MOVE_SEND_ONCE);
    const disposition = random.oneIn(40) ? random.below(6) + 16 : random.pick(fitting);
    return { name: this.ref(task, found.name), disposition: this.disposition(disposition) };
  }

  disposition(value: number): string {
    return DISPOSITION_NAMES[value] ?? 'COPY_SEND';
  }
}
