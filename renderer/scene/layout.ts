/**
 * Where everything stands, from the log alone. Each event is looked at once, in order, and what appears is given a place that it keeps:
 * a place depends on nothing that comes later, and the cursor has no say in it, so scrubbing moves nothing.
 */

import * as E from '../../kernel/abi/events.ts';
import { TRAP_REPLY_PORT } from '../../kernel/abi/frame.ts';
import { TYPE_PORT_SET, TYPE_RECEIVE } from '../../kernel/abi/rights.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import { fieldOffset } from '../../kernel/trace/fields.ts';
import { bytesOf } from '../../kernel/trace/fold.ts';
import { textOf } from '../../kernel/trace/text.ts';
import type { LogReader } from '../view.ts';
import { Band } from './band.ts';
import type { PortSlot } from './band.ts';
import { isBornService, isTagPort, SERVICE_PROFILES } from './births.ts';
import { isForPeople, placesFor } from './capacity.ts';
import type { Side } from './geometry.ts';
import { Row } from './row.ts';
import type { TaskSlot } from './row.ts';
import { Trays } from './trays.ts';

const NEW_TYPE = fieldOffset(E.EV_NAME_ARRIVED, 'newType');
const OLD_TYPE = fieldOffset(E.EV_NAME_ARRIVED, 'oldType');
const OBJECT = fieldOffset(E.EV_NAME_ARRIVED, 'object');
const NOTIFIED_MSG = fieldOffset(E.EV_NOTIFIED, 'msg');
const REQUEST_NEW_NOTIFY = fieldOffset(E.EV_REQUEST, 'newNotify');
const COPYIN_PORT = fieldOffset(E.EV_COPYIN, 'port');
const TRAP_NUMBER = fieldOffset(E.EV_TRAP, 'trap');

/** A task from its first event to its last. */
export interface TaskLife {
  readonly id: number;
  readonly name: string;
  readonly side: Side;
  readonly bornAt: number;
  /** -1: it lives. */
  diedAt: number;
  /** How it ended (TASK_END_*), and with which code. */
  how: number;
  code: number;
}

export interface LayoutOptions {
  /** Places in the tray of a task of that name. */
  readonly placesFor?: (name: string) => number;
}

export class Layout {
  readonly up = new Row('up');
  readonly down = new Row('down');
  readonly band = new Band();
  readonly trays = new Trays();
  /** Goes up when something that stood is put elsewhere. */
  moved = 0;
  /** Events before this one have been looked at. */
  fedTo = -1;
  readonly taskSlots: TaskSlot[] = [];
  /** In order of birth; tasks without a place are left out. */
  readonly lives: TaskLife[] = [];
  readonly #life = new Map<number, TaskLife>();
  readonly #slotOfTask = new Map<number, TaskSlot>();
  readonly #slotOfPort = new Map<number, PortSlot>();
  readonly #portKind = new Map<number, readonly [kind: number, of: number]>();
  readonly #taskOfThread = new Map<number, number>();
  /** Tasks in the middle of their birth, and tasks that are no more than a record yet: by name. */
  readonly #unborn = new Set<number>();
  readonly #asleep = new Map<number, string>();
  /** Ports that every task is born with: without a place until somebody else has to do with them. By port: task and name. */
  readonly #quiet = new Map<number, readonly [task: number, name: number]>();
  readonly #replyPorts = new Set<number>();
  #trap = 0;
  readonly #notified = new Map<number, number>();
  readonly #diedAt = new Map<number, number>();
  readonly #armed = new Map<string, number[]>();
  readonly #tidied: number[] = [];
  readonly #placesFor: (name: string) => number;

  constructor(options: LayoutOptions = {}) {
    this.#placesFor = options.placesFor ?? placesFor;
  }

  /** Looks at what is new in the log. */
  feed(log: LogReader): void {
    if (this.fedTo < log.first) this.#base(log);
    while (this.fedTo < log.end) {
      const chunk = log.chunk(this.fedTo);
      if (chunk === undefined) return;
      const end = Math.min(log.end, chunk.firstSeq + chunk.count);
      for (let seq = this.fedTo; seq < end; seq++) this.#event(log, chunk, (seq - chunk.firstSeq) * E.EVENT_WORDS, seq);
      this.fedTo = end;
    }
  }

  taskSlot(task: number): TaskSlot | undefined {
    return this.#slotOfTask.get(task);
  }

  /** Undefined for ports that have never mattered to a task, and for sets. */
  portSlot(port: number): PortSlot | undefined {
    return this.#slotOfPort.get(port);
  }

  /** The event of a port's death; undefined while it lives. */
  diedAt(port: number): number | undefined {
    return this.#diedAt.get(port);
  }

  /** The event by which the kernel made a notification message. */
  notifiedAt(msg: number): number | undefined {
    return this.#notified.get(msg);
  }

  /** The last event up to `seq` that asked for a notification on a name. */
  armedAt(task: number, name: number, seq: number): number | undefined {
    return this.#armed.get(`${task}:${name}`)?.findLast((at) => at <= seq);
  }

  /** Made by the trap of that name. */
  isReplyPort(port: number): boolean {
    return this.#replyPorts.has(port);
  }

  /** Ghosts of all that has ended so far are cleared away; their places may be given to others. */
  tidy(seq: number): void {
    this.#tidied.push(seq);
    this.up.tidiedTo = this.down.tidiedTo = this.band.tidiedTo = seq;
  }

  /** Whether what ended at `endedAt` is still shown as a ghost at event `seq`. */
  showsGhost(endedAt: number, seq: number): boolean {
    return !this.#tidied.some((at) => endedAt <= at && at <= seq);
  }

  #base(log: LogReader): void {
    const { base } = log;
    const seq = log.first - 1;
    const threads = new Map<number, number>();
    for (const { id, task } of base.threads.values()) {
      this.#taskOfThread.set(id, task);
      threads.set(task, (threads.get(task) ?? 0) + 1);
    }
    for (const { id, kind, of } of base.ports.sorted((port) => port.id)) this.#portKind.set(id, [kind, of]);
    const tasks = base.tasks.sorted(({ id }) => id).filter((task) => task.ended === null);
    for (const task of tasks) {
      const profile = base.processes.get(task.process)?.profile ?? 0;
      this.#taskCreated(task.id, task.process, task.name, seq, SERVICE_PROFILES.includes(profile));
      if ((threads.get(task.id) ?? 0) > 0) this.#taskWakes(task.id, seq);
    }
    for (const receiving of [true, false]) {
      for (const task of tasks) {
        for (const entry of task.entries.sorted(({ name }) => name)) {
          if (receiving) this.#named(task.id, entry.name, entry.object, 0, entry.type, seq, (entry.type & TYPE_RECEIVE) !== 0);
          else this.#portAppears(entry.object, task.id, entry.name, seq);
        }
      }
    }
    this.fedTo = log.first;
  }

  #event(log: LogReader, chunk: Batch, at: number, seq: number): void {
    const { words } = chunk;
    const type = words[at]! & E.EVENT_TYPE_MASK;
    if ((words[at]! & E.EVENT_OPENS) !== 0) this.#trap = type === E.EV_TRAP ? words[at + TRAP_NUMBER]! : 0;
    switch (type) {
      case E.EV_NAME_ALLOCATED:
      case E.EV_NAME_ARRIVED:
      case E.EV_NAME_LEFT:
      case E.EV_NAME_REFS:
      case E.EV_NAME_DROPPED:
      case E.EV_NAME_DIED:
      case E.EV_NAME_DESTROYED:
      case E.EV_NAME_INSERTED:
        return this.#named(words[at + 1]!, words[at + 2]! >>> 0, words[at + OBJECT]!, words[at + OLD_TYPE]!, words[at + NEW_TYPE]!, seq);
      case E.EV_NAME_RENAMED:
        return this.trays.rename(words[at + 1]!, words[at + 2]!, words[at + 3]!, seq);
      case E.EV_PORT_CREATED:
        this.#portKind.set(words[at + 1]!, [words[at + 2]!, words[at + 4]!]);
        return;
      case E.EV_PORT_DIED:
        if (this.#slotOfPort.has(words[at + 1]!)) this.#diedAt.set(words[at + 1]!, seq);
        return;
      case E.EV_PORT_GONE:
        this.#portGone(words[at + 1]!, seq);
        return;
      case E.EV_TASK_CREATED:
        this.#unborn.add(words[at + 1]!);
        return this.#taskCreated(
          words[at + 1]!,
          words[at + 3]!,
          textOf(bytesOf(words, at, chunk.bytes)),
          seq,
          isBornService(log, seq, words[at + 1]!),
        );
      case E.EV_TASK_DIED:
        this.#taskDied(words[at + 1]!, words[at + 2]!, words[at + 3]!, seq);
        return;
      case E.EV_THREAD_CREATED:
        this.#taskOfThread.set(words[at + 1]!, words[at + 2]!);
        this.#taskWakes(words[at + 2]!, seq);
        return;
      case E.EV_SPECIAL_PORT:
        if (words[at + 1] === E.OWNER_TASK && words[at + 3] === E.SPECIAL_NOTIFY) this.#unborn.delete(words[at + 2]!);
        return;
      case E.EV_COPYIN:
        return this.#portStirs(words[at + COPYIN_PORT]!, seq);
      case E.EV_QUEUED:
        return this.#portStirs(words[at + 2]!, seq);
      case E.EV_SET_JOINED:
        return this.#portStirs(words[at + 1]!, seq);
      case E.EV_NOTIFIED:
        if (words[at + NOTIFIED_MSG] !== 0) this.#notified.set(words[at + NOTIFIED_MSG]!, seq);
        return;
      case E.EV_REQUEST:
        if (words[at + REQUEST_NEW_NOTIFY] === 0) return;
        this.#portStirs(words[at + REQUEST_NEW_NOTIFY]!, seq);
        if (words[at + 1] !== 0) this.#asked(words[at + 1]!, words[at + 2]! >>> 0, seq);
        return;
      default:
    }
  }

  #asked(task: number, name: number, seq: number): void {
    const key = `${task}:${name}`;
    const list = this.#armed.get(key);
    if (list === undefined) this.#armed.set(key, [seq]);
    else list.push(seq);
  }

  #taskCreated(task: number, process: number, name: string, seq: number, isService: boolean): void {
    if (process === 0) this.#asleep.set(task, name);
    else this.#placeTask(task, isService, name, seq);
  }

  /** A task without a process has a place once it has a thread or a name of its own. */
  #taskWakes(task: number, seq: number): void {
    const name = this.#asleep.get(task);
    if (name === undefined) return;
    this.#asleep.delete(task);
    this.#placeTask(task, true, name, seq);
  }

  #placeTask(task: number, isService: boolean, name: string, seq: number): void {
    const row = isService && !isForPeople(name) ? this.down : this.up;
    const slot = row.take(task, seq, name, this.#placesFor(name), this.taskSlots.length);
    if (slot.index === this.taskSlots.length) this.taskSlots.push(slot);
    this.#slotOfTask.set(task, slot);
    const life: TaskLife = { id: task, name, side: row.side, bornAt: seq, diedAt: -1, how: 0, code: 0 };
    this.lives.push(life);
    this.#life.set(task, life);
  }

  #taskDied(task: number, how: number, code: number, seq: number): void {
    this.#slotOfTask.get(task)?.end(seq);
    const life = this.#life.get(task);
    if (life !== undefined) Object.assign(life, { diedAt: seq, how, code });
  }

  #named(task: number, name: number, object: number, oldType: number, newType: number, seq: number, andPort = true): void {
    if (newType === 0) {
      this.#quiet.delete(object);
      return this.trays.remove(task, name);
    }
    if (oldType === 0 && this.#unborn.has(task) && (newType & TYPE_RECEIVE) !== 0) {
      this.#quiet.set(object, [task, name]);
      return;
    }
    if (oldType === 0 && !this.#isTag(object, task)) {
      this.#taskWakes(task, seq);
      this.trays.add(task, name, seq);
      if (this.#trap === TRAP_REPLY_PORT) this.#replyPorts.add(object);
    }
    this.#portStirs(object, seq);
    if (andPort && object !== 0 && (newType & TYPE_PORT_SET) === 0) this.#portAppears(object, task, name, seq);
  }

  #isTag(port: number, task: number): boolean {
    const known = this.#portKind.get(port);
    return known !== undefined && isTagPort(known[0], known[1], task, (thread) => this.#taskOfThread.get(thread) ?? 0);
  }

  /** Somebody else has to do with a quiet port: it and its name are given their places. */
  #portStirs(port: number, seq: number): void {
    const quiet = this.#quiet.get(port);
    if (quiet === undefined) return;
    this.#quiet.delete(port);
    this.#taskWakes(quiet[0], seq);
    this.trays.add(quiet[0], quiet[1], seq);
    this.#portAppears(port, quiet[0], quiet[1], seq);
  }

  /** A port is given a place when a task first gets a name for it: near the name that receives, else near the one that sends. */
  #portAppears(port: number, task: number, name: number, seq: number): void {
    if (this.#slotOfPort.has(port)) return;
    const [kind, of] = this.#portKind.get(port) ?? [E.PORT_KIND_ORDINARY, 0];
    const own = kind === E.PORT_KIND_TASK || kind === E.PORT_KIND_THREAD;
    if (kind === E.PORT_KIND_SET || (own && this.#isTag(port, task))) return;
    const owner = this.#slotOfTask.get(own ? (kind === E.PORT_KIND_TASK ? of : (this.#taskOfThread.get(of) ?? 0)) : task);
    const place = this.trays.place(task, name, seq);
    const step = owner === undefined ? 0 : owner.step + (own || place === undefined ? owner.places - 1 : Math.min(place, owner.places));
    this.#slotOfPort.set(port, this.band.take(port, seq, owner?.index ?? -1, step, owner?.side ?? 'down'));
  }

  #portGone(port: number, seq: number): void {
    this.#portKind.delete(port);
    this.#slotOfPort.get(port)?.end(seq);
  }
}
