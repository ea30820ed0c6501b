/** What the task manager says of a process: counted from the log as it stands at the cursor. */
import { EV_MSG_CREATED, EV_PROCESS_MEASURED, EVENT_TYPE_MASK } from '../../kernel/abi/events.ts';
import type { SandboxBadge } from '../../kernel/abi/sandbox.ts';
import { LogEvent } from '../../kernel/trace/event.ts';
import { badgeOf } from '../shell/sandbox.ts';
import type { LogReader, Moment } from '../view.ts';

/** Rates are of the last so many microseconds of the host's time, and of so many events at most. */
const WINDOW_US = 2_000_000;
const EVENTS_MAX = 50_000;

export interface ProcessFacts {
  readonly task: number;
  readonly name: string;
  /** 0: it has none yet. */
  readonly pid: number;
  readonly badge: SandboxBadge | null;
  readonly seccomp: number;
  readonly rssKB: number;
  /** Of one core, in percent. */
  readonly cpuPercent: number;
  readonly messagesPerSecond: number;
  /** Names in its name space. */
  readonly names: number;
  /** Of these, of ports that died. */
  readonly deadNames: number;
  /** Null while it lives. */
  readonly ended: { readonly exitCode: number; readonly signal: number; readonly at: number } | null;
}

/** Processor time and messages of everybody in the last moments. */
export interface Rates {
  readonly cpuPercent: ReadonlyMap<number, number>;
  readonly messages: ReadonlyMap<number, number>;
}

export function ratesAt(log: LogReader, cursor: number): Rates {
  const [cpu, messages] = [new Map<number, number>(), new Map<number, number>()];
  const add = (map: Map<number, number>, key: number, by: number): void => void map.set(key, (map.get(key) ?? 0) + by);
  const endUs = log.event(cursor)?.hostUs ?? 0;
  const from = Math.max(log.first, cursor - EVENTS_MAX);
  for (let seq = cursor; seq >= from; seq -= 1) {
    const chunk = log.chunk(seq);
    if (chunk === undefined) break;
    const event = new LogEvent(chunk, seq);
    if (event.hostUs < endUs - WINDOW_US) break;
    const type = event.type & EVENT_TYPE_MASK;
    if (type === EV_MSG_CREATED) add(messages, event.field('senderTask'), 1_000_000 / WINDOW_US);
    else if (type === EV_PROCESS_MEASURED) {
      const ms = event.field('cpuMs') - event.field('oldCpuMs');
      add(cpu, event.field('process'), (100 * 1000 * ms) / WINDOW_US);
    }
  }
  return { cpuPercent: cpu, messages };
}

export function factsOf({ state }: Moment, rates: Rates, task: number, deadNameBit: number): ProcessFacts | null {
  const found = state.tasks.get(task);
  const process = state.processes.get(found?.process ?? 0);
  if (found === undefined || process === undefined) return null;
  const entries = [...found.entries.values()];
  return {
    task,
    name: found.name,
    pid: process.pid,
    badge: process.ended === null ? badgeOf(process) : null,
    seccomp: process.checked?.seccomp ?? 0,
    rssKB: process.ended === null ? process.rssKB : 0,
    cpuPercent: process.ended === null ? (rates.cpuPercent.get(process.id) ?? 0) : 0,
    messagesPerSecond: rates.messages.get(task) ?? 0,
    names: found.ended === null ? entries.length : 0,
    deadNames: found.ended === null ? entries.filter(({ type }) => (type & deadNameBit) !== 0).length : 0,
    ended: process.ended,
  };
}
