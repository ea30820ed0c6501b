/** Who runs, who is ready, who waits for what: the queues of scheduled mode at one moment. */
import {
  DEVICE_NAMES,
  EV_SCHED_STATE,
  EVENT_TYPE_MASK,
  EVENT_WORDS,
  SCHED_NEW,
  SCHED_READY,
  SCHED_RUNNING,
  SCHED_TERMINATED,
  SCHED_WAITING,
} from '../../kernel/abi/events.ts';
import type { ScheduledState } from '../../kernel/trace/records.sched.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { LogReader } from '../view.ts';

/** A thread in a queue. */
export interface Card {
  readonly thread: number;
  readonly task: number;
  readonly name: string;
  readonly record: ScheduledState;
  /** Of a device's request: ticks left. */
  readonly left: number | null;
}

export interface CpuQueue {
  /** Counts from 1. */
  readonly cpu: number;
  readonly card: Card | null;
  /** Ticks left of the context switch under way. */
  readonly switching: number;
  /** Threads whose contexts are in its register sets, the latest first. */
  readonly loaded: readonly number[];
}

export interface DeviceQueue {
  /** `disk`, `terminal`, `network`. */
  readonly device: string;
  readonly cards: readonly Card[];
}

/** A change of a thread's state: the last one at or before the cursor. */
export interface Transition {
  readonly seq: number;
  readonly thread: number;
  readonly from: number;
  readonly to: number;
}

export interface Queues {
  readonly tick: number;
  readonly cpus: readonly CpuQueue[];
  readonly ready: readonly Card[];
  readonly swapped: readonly Card[];
  readonly devices: readonly DeviceQueue[];
  /** Waiting for messages, and for what else is no device. */
  readonly waiting: readonly Card[];
  readonly incoming: readonly Card[];
  /** How many threads are in each state, by `SCHED_*`. */
  readonly counts: readonly number[];
}

/** Null where the kernel is not in scheduled mode. */
export function queuesAt(state: Frozen): Queues | null {
  const { sched } = state;
  if (sched === null) return null;
  const card = (record: ScheduledState, left: number | null = null): Card => ({
    thread: record.id,
    task: record.task,
    name: state.tasks.get(record.task)?.name ?? `task ${record.task}`,
    record,
    left,
  });
  const all = [...state.scheduled.values()];
  const inState = (wanted: number): ScheduledState[] => all.filter((record) => record.state === wanted);
  const inOrder = (records: ScheduledState[]): Card[] =>
    records.toSorted((a, b) => b.priority - a.priority || a.place - b.place || a.id - b.id).map((record) => card(record));
  const atDevices = new Set<number>();
  const devices = sched.devices.map((jobs, at): DeviceQueue => {
    const cards = jobs.flatMap(({ thread, left }) => {
      const record = state.scheduled.get(thread);
      atDevices.add(thread);
      return record === undefined ? [] : [card(record, left)];
    });
    return { device: DEVICE_NAMES[at + 1] ?? '', cards };
  });
  return {
    tick: sched.tick,
    cpus: sched.cpus.map(({ thread, switchLeft, loaded }, at): CpuQueue => {
      const record = state.scheduled.get(thread);
      return { cpu: at + 1, card: record === undefined ? null : card(record), switching: switchLeft, loaded };
    }),
    ready: inOrder(inState(SCHED_READY).filter(({ swapped }) => swapped === 0)),
    swapped: inOrder(all.filter(({ swapped, state: now }) => swapped === 1 && now !== SCHED_TERMINATED)),
    devices,
    waiting: inState(SCHED_WAITING)
      .filter(({ id }) => !atDevices.has(id))
      .map((record) => card(record)),
    incoming: inState(SCHED_NEW).map((record) => card(record)),
    counts: [0, SCHED_NEW, SCHED_READY, SCHED_RUNNING, SCHED_WAITING, SCHED_TERMINATED].map((one) => inState(one).length),
  };
}

/** Events looked back over for the last change of a state: in a busy schedule one is never far. */
const LOOKED_BACK = 20_000;

export function lastTransition(log: LogReader, cursor: number): Transition | null {
  for (let seq = cursor; seq >= log.first && seq > cursor - LOOKED_BACK; seq--) {
    const chunk = log.chunk(seq);
    if (chunk === undefined) return null;
    const at = (seq - chunk.firstSeq) * EVENT_WORDS;
    if ((chunk.words[at]! & EVENT_TYPE_MASK) !== EV_SCHED_STATE) continue;
    const [thread, , from, to] = chunk.words.subarray(at + 1, at + 5);
    return { seq, thread: thread!, from: from!, to: to! };
  }
  return null;
}
