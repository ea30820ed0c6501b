/** A million events of the real system: opening the session, going anywhere in it, and what it takes. */
import { readFileSync } from 'node:fs';
import { EVENT_WORDS } from '../kernel/abi/events.ts';
import { jsonLines } from '../kernel/trace/export/json.ts';
import { perfettoTrace } from '../kernel/trace/export/perfetto.ts';
import { foldRange } from '../kernel/trace/fold.ts';
import type { Log } from '../kernel/trace/log.ts';
import { Replica } from '../kernel/trace/replica.ts';
import { readSession } from '../kernel/trace/session.ts';
import { State } from '../kernel/trace/state.ts';
import type { Metric } from './metric.ts';
import { manyEvents } from './recordings.ts';
import { inChromium } from './session/chromium.ts';
import { compare, median, quantile } from './statistics.ts';

export const names = [
  'session.load.ms',
  'session.size.MB',
  'session.memory.MB',
  'seek.p50.ms',
  'seek.p99.ms',
  'step.p99.ms',
  'perfetto.export.s',
];

const SEEKS = 2000;
const STEPS = 200_000;
const ROUNDS = 3;
const MB = 2 ** 20;

export async function run(): Promise<Metric[]> {
  const path = await manyEvents(1_000_000);
  const file = readFileSync(path);
  const { log, checkpoints, bodies } = await readSession(file);
  const events = log.end - log.first;
  const bodyBytes = [...bodies.values()].reduce((sum, { length }) => sum + length, 0);
  const load = await compare(
    ROUNDS,
    () => timed(() => readSession(file)),
    () => timed(() => foldAll(log)),
  );
  const chromium = await inChromium(path);
  const replica = new Replica(log, checkpoints);
  const seeks = places(log, SEEKS).map((seq) => timedNow(() => replica.seek(seq)));
  const steps = walk(replica);
  const far = places(log, 20).map((seq) => timedNow(() => foldRangeTo(log, seq)));
  const perfetto = await compare(
    ROUNDS,
    () => timed(() => drain(perfettoTrace(new Replica(log, checkpoints)))),
    () => timed(() => drain(jsonLines(new Replica(log, checkpoints)))),
  );
  const whole = `${events} events of the bundled system`;
  return [
    {
      name: 'session.load.ms',
      value: Math.max(load.value, chromium?.loadMs ?? 0),
      unit: 'ms',
      baseline: load.baseline,
      note: `the slower of Node (${load.value.toFixed(0)} ms) and Chromium (${chromium === null ? 'not run: there is none here' : `${chromium.loadMs.toFixed(0)} ms`}) to open ${whole}; baseline: folding them alone, in Node; target: at most 2000`,
    },
    {
      name: 'session.size.MB',
      value: (file.length - bodyBytes) / MB,
      unit: 'MB',
      baseline: (events * EVENT_WORDS * 4) / MB,
      note: `the file of ${whole}, without ${(bodyBytes / MB).toFixed(1)} MB of whole bodies; baseline: their records as they are in memory; target: at most 20`,
    },
    {
      name: 'session.memory.MB',
      value: chromium?.usedMB ?? Number.NaN,
      unit: 'MB',
      baseline: chromium?.emptyMB ?? null,
      note:
        chromium === null
          ? 'NOT RUN: there is no Chromium here'
          : 'what a page in Chromium holds with the session open; baseline: the same page before; target: at most 250',
    },
    {
      name: 'seek.p50.ms',
      value: quantile(seeks, 0.5),
      unit: 'ms',
      baseline: median(far),
      note: `median of ${SEEKS} jumps to anywhere; baseline: folding from the first event; target: at most 3`,
    },
    {
      name: 'seek.p99.ms',
      value: quantile(seeks, 0.99),
      unit: 'ms',
      baseline: quantile(far, 0.99),
      note: `99th percentile of the same; target: at most 10`,
    },
    {
      name: 'step.p99.ms',
      value: quantile(steps, 0.99),
      unit: 'ms',
      baseline: load.baseline / events,
      note: `99th percentile of ${STEPS} steps forward and back; baseline: an event's share of folding all; target: at most 0.2`,
    },
    {
      name: 'perfetto.export.s',
      value: perfetto.value / 1000,
      unit: 's',
      baseline: perfetto.baseline / 1000,
      note: `all of them as a Perfetto trace; baseline: as lines of JSON; target: at most 10`,
    },
  ];
}

/** Event numbers all over the log, the same in every run. */
function places(log: Log, count: number): number[] {
  let seed = 12345;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return log.first + Math.floor((seed / 2 ** 32) * (log.end - log.first));
  });
}

function walk(replica: Replica): number[] {
  const steps: number[] = [];
  for (const from of places(replica.log, STEPS / 2000)) {
    replica.seek(Math.min(from, replica.log.end - 1002));
    for (let i = 0; i < 1000; i++) steps.push(timedNow(() => replica.step()));
    for (let i = 0; i < 1000; i++) steps.push(timedNow(() => replica.back()));
  }
  return steps;
}

const foldAll = (log: Log): void => foldRangeTo(log, log.end - 1);

function foldRangeTo(log: Log, seq: number): void {
  const state = State.from(log.base);
  for (const chunk of log.chunks()) {
    const end = Math.min(chunk.firstSeq + chunk.count, seq + 1);
    if (end > chunk.firstSeq) foldRange(state, chunk, chunk.firstSeq, end);
  }
}

function drain(pieces: Iterable<string>): void {
  let characters = 0;
  for (const piece of pieces) characters += piece.length;
  if (characters === 0) throw new Error('nothing was written');
}

function timedNow(act: () => unknown): number {
  const startedMs = performance.now();
  act();
  return performance.now() - startedMs;
}

async function timed(act: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}
