import { beforeAll, describe, expect, it } from 'vitest';
import { endText } from '../scene/boxes.ts';
import { Layout } from '../scene/layout.ts';
import { browserRun } from '../scene/testing/browserRun.ts';
import type { BrowserMoments } from '../scene/testing/browserRun.ts';
import { randomRun } from '../scene/testing/randomRun.ts';
import { Recording } from '../scene/testing/recording.ts';
import { sayEnglish } from '../scene/words.ts';
import { buildSequence } from './build.ts';
import type { SequenceScene } from './build.ts';
import { columnsOf, numbered } from './columns.ts';
import type { ColumnRequest } from './columns.ts';
import { concurrentWith } from './concurrent.ts';
import { journeysIn } from './journeys.ts';
import { lanesOf } from './lanes.ts';

let run: BrowserMoments;
let recording: Recording;
const layout = new Layout();
beforeAll(async () => {
  run = await browserRun();
  recording = new Recording(run.recorder);
  layout.feed(recording.log);
});

function request(more: Partial<ColumnRequest> = {}): ColumnRequest {
  return { log: recording.log, anchor: 200, anchorX: 500, from: 100, to: 900, pitch: 20, mode: 'events', matches: null, ...more };
}

function draw(cursor: number, columns = columnsOf(request({ anchor: cursor })), folded: ReadonlySet<number> = new Set()): SequenceScene {
  const { first, last } = columns;
  const lanes = lanesOf({ layout, first, last, folded, kernelName: 'Kernel', heightPx: 220, top: 20, scale: 1 });
  const { log, state } = recording.seek(cursor);
  const names = { messageName: String, say: sayEnglish, endName: (how: number, code: number) => endText(sayEnglish, how, code) };
  return buildSequence({
    log,
    state,
    cursor,
    columns,
    lanes,
    width: 900,
    left: 100,
    pitch: 20,
    measure: (text) => text.length * 6,
    ...names,
  });
}

describe('columns', () => {
  it('are as many as are seen, with the anchor where it was put', () => {
    const columns = columnsOf(request());
    expect(columns.x(200)).toBe(500);
    expect(columns.list.map(({ seq }) => seq)).toEqual(Array.from({ length: 41 }, (_, i) => 180 + i));
    expect(columns.at(521)?.seq).toBe(201);
  });

  it('end where the log does', () => {
    expect(columnsOf(request({ anchor: 2 })).first).toBe(0);
    expect(columnsOf(request({ anchor: recording.log.end + 50 })).last).toBe(recording.log.end - 1);
  });

  it('count what a filter hides', () => {
    const columns = columnsOf(request({ matches: (seq) => seq % 10 === 0 }));
    expect(columns.list.every(({ seq }) => seq % 10 === 0)).toBe(true);
    expect(columns.list.slice(1).every(({ hidden }) => hidden === 9)).toBe(true);
    expect(columns.x(205)).toBeCloseTo((columns.x(200) + columns.x(210)) / 2);
  });

  it('cut idle time short in real time, and say how much', () => {
    const columns = columnsOf(request({ mode: 'time' }));
    const steps = columns.list.slice(1).map(({ x }, i) => x - columns.list[i]!.x);
    expect(Math.max(...steps)).toBeLessThanOrEqual(20 * 3);
    expect(Math.min(...steps)).toBeGreaterThan(0);
  });

  it('cost the same at the end of a million events as in a short log', () => {
    const far = { first: 0, end: 1_000_000, event: (seq: number) => recording.log.event(seq % recording.log.end) };
    const columns = columnsOf(request({ log: far as unknown as ColumnRequest['log'], anchor: 999_000 }));
    expect(columns.list).toHaveLength(41);
  });

  it('are numbered as often as there is room', () => {
    const columns = columnsOf(request());
    const every = [...numbered(columns, 20, 44)];
    expect(every.slice(1)).toEqual(every.slice(0, -1).map((seq) => seq + 5));
  });
});

describe('journeys', () => {
  it('know when a message was made, queued, taken and received', () => {
    for (const journey of journeysIn(recording.log, recording.seek(300).state, 300, 0, 300)) {
      if (journey.end !== 'delivered') continue;
      const steps = [journey.createdAt, journey.queuedAt!, journey.takenAt!, journey.endedAt!];
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      const names = steps.map((seq) => recording.log.event(seq)!.name);
      expect(names).toEqual(['msg-created', 'queued', 'dequeued', 'delivered']);
    }
  });

  it('are the same whether their beginning is seen or not', async () => {
    for (const seed of [1, 2, 3]) {
      const random = new Recording(await randomRun(seed, 150));
      const end = random.log.end - 1;
      const whole = new Map(journeysIn(random.log, random.seek(end).state, end, 0, end).map((one) => [one.message, one]));
      for (let first = 40; first < end - 60; first += 37) {
        for (const seen of journeysIn(random.log, random.seek(first + 60).state, first + 60, first, first + 60)) {
          const { createdAt, queuedAt, sender, port } = whole.get(seen.message)!;
          const before = queuedAt !== null && queuedAt <= first + 60 ? queuedAt : null;
          expect([seen.createdAt, seen.sender, seen.queuedAt, seen.port]).toEqual([createdAt, sender, before, before === null ? 0 : port]);
        }
      }
    }
  });
});

describe('the picture of a run', () => {
  it('has a lane for each task that lives in it, services under the kernel', () => {
    const { lanes } = draw(run.at.full);
    const names = lanes.list.map(({ name }) => name);
    expect(names.indexOf('browser')).toBeLessThan(names.indexOf('Kernel'));
    expect(names.indexOf('file')).toBeGreaterThan(names.indexOf('Kernel'));
    lanes.list.slice(1).forEach(({ y }, i) => expect(y).toBe(lanes.list[i]!.y + lanes.list[i]!.h));
  });

  it('leaves out lanes that are folded, with what only they do', () => {
    const folded = new Set([run.tasks['file']!]);
    const { lanes } = draw(run.at.full, undefined, folded);
    expect(lanes.of(run.tasks['file']!)).toBeUndefined();
    expect(lanes.folded).toBe(1);
  });

  it('draws messages from the sender’s lane through the kernel’s to the receiver’s', () => {
    const { arcs, lanes } = draw(run.at.midTransfer - 30);
    const whole = arcs.filter(({ out, into }) => out !== null && into !== null);
    expect(whole.length).toBeGreaterThan(0);
    for (const { journey, out, bar, into } of whole) {
      const middle = (task: number): number => lanes.of(task)!.y + lanes.of(task)!.h / 2;
      expect([out![0]!.y, into!.at(-1)!.y]).toEqual([middle(journey.sender), middle(journey.receiver)]);
      expect(bar![0].y).toBeGreaterThan(lanes.kernel.y);
      expect(bar![0].y).toBeLessThan(lanes.kernel.y + lanes.kernel.h);
      expect(bar![1].x).toBeGreaterThan(bar![0].x);
    }
  });

  it('shows a sender that waits for room held back on its own lane', () => {
    const { arcs } = draw(run.at.full);
    expect(arcs.filter(({ held }) => held !== null)).toHaveLength(1);
  });

  it('ends the lane of a task that was killed with a cross and the signal', () => {
    const { marks } = draw(run.at.crashed);
    expect(marks.filter(({ kind }) => kind === 'died')).toMatchObject([{ label: 'SIGKILL' }]);
  });
});

describe('concurrent events', () => {
  it('neither cause nor follow from the one that is chosen', () => {
    const [first, last] = [0, run.at.started];
    const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    for (const event of [150, 260, 340]) {
      const concurrent = concurrentWith(recording.log, event, first, last);
      expect(concurrent.has(event)).toBe(false);
      expect(concurrent.size).toBeLessThan(all.length);
      for (const other of concurrent)
        expect(concurrentWith(recording.log, other, first, last).has(event), `${other} and ${event}`).toBe(true);
    }
  });
});
