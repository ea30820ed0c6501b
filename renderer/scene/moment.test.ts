import { beforeAll, describe, expect, it } from 'vitest';
import { SPECIAL_NOTIFY } from '../../kernel/abi/events.ts';
import { TYPE_DEAD_NAME, TYPE_RECEIVE } from '../../kernel/abi/rights.ts';
import type { Target } from '../view.ts';
import { Context } from './context.ts';
import { describe as inWords } from './describe.ts';
import { changesOf, NO_CHANGES } from './changes.ts';
import { browserRun } from './testing/browserRun.ts';
import type { BrowserMoments } from './testing/browserRun.ts';
import { Drawer, Recording } from './testing/recording.ts';
import { ENGLISH } from '../../kernel/trace/sentences.en.ts';
import { roughMeasure } from './text.ts';
import { trafficOf } from './traffic.ts';
import { Walker } from './walk.ts';
import { sayEnglish } from './words.ts';

let run: BrowserMoments;
let recording: Recording;
let drawer: Drawer;
beforeAll(async () => {
  run = await browserRun();
  recording = new Recording(run.recorder);
  drawer = new Drawer();
});

describe('every moment', () => {
  it('shows each name of each living task: as a chip, a tag, or among those without a place', () => {
    for (let seq = 0; seq < recording.log.end; seq += 9) {
      const scene = drawer.draw(recording.seek(seq));
      for (const box of scene.tasks) {
        if (box.ghost !== null) continue;
        const task = recording.state.tasks.get(box.id)!;
        // In the middle of its birth its notify port is not known as such yet.
        if (!task.special.some(({ which }) => which === SPECIAL_NOTIFY)) continue;
        const chips = scene.chips.filter((chip) => chip.task === box.id && !chip.vacated).map(({ name }) => name);
        const shown = new Set([...chips, ...(box.overflow?.names ?? [])]);
        for (const { name, object } of task.entries.values()) {
          const kind = recording.state.ports.get(object)?.kind ?? 0;
          const special = task.special.some(({ which, port }) => which === SPECIAL_NOTIFY && port === name);
          expect(shown.has(name) || kind > 1 || special, `#${seq} ${task.name} 0x${name.toString(16)}`).toBe(true);
        }
        expect(chips.every((name) => task.entries.get(name) !== undefined)).toBe(true);
      }
    }
  });

  it('draws a line for each chip to the port it names, of the kind that the name has', () => {
    for (let seq = 60; seq < recording.log.end; seq += 23) {
      const scene = drawer.draw(recording.seek(seq));
      for (const chip of scene.chips) {
        if (chip.vacated || chip.kind === 'set') continue;
        const entry = recording.state.tasks.get(chip.task)!.entries.get(chip.name)!;
        const lines = scene.lines.filter(({ from }) => from === chip.key);
        const stands = scene.ports.some(({ id }) => id === entry.object);
        expect(lines.map(({ kind }) => kind).includes(chip.kind)).toBe(stands);
        expect(chip.kind === 'receive').toBe((entry.type & TYPE_RECEIVE) !== 0);
        expect(chip.kind === 'dead').toBe((entry.type & TYPE_DEAD_NAME) !== 0);
      }
    }
  });

  it('says how full each queue is', () => {
    for (let seq = 60; seq < recording.log.end; seq += 11) {
      const queues = drawer.draw(recording.seek(seq)).ports.flatMap(({ id, queue }) => (queue === null ? [] : [[id, queue.count]]));
      expect(queues).toEqual(queues.map(([id]) => [id, recording.state.ports.get(id!)!.queue.length]));
    }
  });
});

describe('a full queue', () => {
  it('is marked, and the sender that waits is parked outside with its message', () => {
    const scene = drawer.draw(recording.seek(run.at.full));
    const ui = scene.ports.find(({ title }) => title === 'ui')!;
    expect(ui.queue).toMatchObject({ limit: 5, count: 5, full: true });
    expect(scene.envelopes.filter(({ parked }) => parked)).toHaveLength(1);
    const sender = scene.tasks.find(({ id }) => id === run.tasks['rendererA'])!;
    expect([sender.state, sender.subtitle]).toEqual(['waits', 'waits for room in ui']);
  });
});

describe('a right in a message', () => {
  it('is seen on the cell of the queue, beside memory that travels with it', () => {
    const scene = drawer.draw(recording.seek(run.at.midTransfer));
    const cells = scene.ports.flatMap(({ queue }) => queue?.cells ?? []).filter(({ rights }) => rights.length > 0);
    expect(cells).toMatchObject([{ rights: ['send'], memory: true }]);
  });

  it('rides on the envelope that hops into the queue, and out of it under both of its names', () => {
    const setting = { log: recording.log, state: recording.seek(run.at.midTransfer).state, layout: drawer.layout, router: drawer.router };
    const into = trafficOf(setting, { from: run.at.midTransfer - 12, to: run.at.midTransfer, back: false });
    expect(into.hops.at(-1)).toMatchObject({ rights: ['send'], memory: true, notification: false });
    let seq = run.at.midTransfer;
    while (recording.log.event(seq)!.name !== 'delivered') seq++;
    const out = trafficOf({ ...setting, state: recording.seek(seq).state }, { from: seq, to: seq, back: false });
    expect(out.hops[0]!.label).toMatch(/^0x[0-9a-f]{4} → 0x[0-9a-f]{4}$/);
    expect(trafficOf(setting, { from: seq, to: seq, back: true }).hops).toEqual([]);
  });
});

describe('a crash', () => {
  it('leaves a ghost of the task and of its port, a dead name, and a notification on its way', () => {
    const scene = drawer.draw(recording.seek(run.at.crashed));
    const ghost = scene.tasks.find(({ id }) => id === run.tasks['rendererB'])!;
    expect(ghost.ghost?.how).toBe('SIGKILL');
    const dead = scene.chips.find(({ kind }) => kind === 'dead')!;
    expect(dead).toMatchObject({ task: run.tasks['browser'], count: '×2' });
    expect(scene.ports.find(({ id }) => id === dead.port)!.ghost).toMatchObject({ gone: false });
    expect(scene.lines.find(({ from }) => from === dead.key)!.kind).toBe('dead');
    expect(scene.notices.map(({ step }) => step)).toEqual([2]);
    expect(scene.lines.some(({ kind }) => kind === 'notify')).toBe(true);
  });

  it('is told in three steps once the notification has been received', () => {
    const step = { from: run.at.crashed + 1, to: run.at.delivered, back: false };
    const scene = drawer.draw(recording.seek(run.at.delivered), { step });
    expect(scene.notices.map(({ step: number }) => number).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  it('gives its place to the task that is started again', () => {
    const before = drawer.draw(recording.seek(run.at.crashed)).tasks.find(({ id }) => id === run.tasks['rendererB'])!;
    const after = drawer.draw(recording.seek(run.at.reloaded)).tasks.filter(({ title }) => title === 'renderer B');
    expect(after).toMatchObject([{ rect: before.rect, ghost: null }]);
  });

  it('is cleared away by tidying, which does not change the past', () => {
    const own = new Drawer();
    own.draw(recording.seek(run.at.delivered));
    own.layout.tidy(run.at.delivered);
    expect(own.draw(recording.seek(run.at.delivered)).tasks.some(({ ghost }) => ghost !== null)).toBe(false);
    expect(own.draw(recording.seek(run.at.delivered - 1)).tasks.some(({ ghost }) => ghost !== null)).toBe(true);
  });
});

describe('the detail levels', () => {
  it('add names, then queues, then counters, and move nothing', () => {
    recording.seek(run.at.full);
    const [figure, rights, queues, all] = ([1, 2, 3, 4] as const).map((detail) => drawer.draw(recording, { detail }));
    expect(figure!.tasks.every(({ title, tags }) => title === '' && tags.length === 0)).toBe(true);
    expect(rights!.chips.every(({ label }) => label !== '')).toBe(true);
    expect(rights!.ports.every(({ queue }) => queue === null)).toBe(true);
    expect(queues!.ports.some(({ queue }) => queue !== null)).toBe(true);
    expect(all!.ports.some(({ note }) => /^s\d+ m\d+$/.test(note))).toBe(true);
    for (const scene of [rights, queues, all]) {
      expect(scene!.tasks.map(({ rect }) => rect)).toEqual(figure!.tasks.map(({ rect }) => rect));
      expect(scene!.ports.map(({ rect }) => rect)).toEqual(figure!.ports.map(({ rect }) => rect));
    }
  });
});

describe('filter and focus', () => {
  it('dim what they leave out, and take nothing away', () => {
    recording.seek(run.at.full);
    const whole = drawer.draw(recording);
    const filter = { text: 'task:file', matches: (target: Target) => target.kind === 'task' && target.id === run.tasks['file'] };
    const filtered = drawer.draw(recording, { filter });
    expect(filtered.tasks.filter(({ dim }) => !dim).map(({ id }) => id)).toEqual([run.tasks['file']]);
    expect(filtered.chips).toHaveLength(whole.chips.length);
    const focus = { target: { kind: 'task', id: run.tasks['scheduler']! } as const, hops: 1 };
    const near = drawer.draw(recording, { focus });
    expect(near.tasks.filter(({ dim }) => !dim).map(({ title }) => title)).toEqual(['scheduler']);
    const further = drawer.draw(recording, { focus: { ...focus, hops: 2 } });
    expect(further.tasks.filter(({ dim }) => !dim).map(({ title }) => title)).toContain('browser');
  });
});

describe('what a step changed', () => {
  it('is marked with values before and after, whichever way the step went', () => {
    const references = (back: boolean) =>
      [...changesOf(recording.log, { from: run.at.delivered + 1 - 60, to: run.at.delivered, back }).references.values()].filter(
        ([a, b]) => a !== b,
      );
    expect(references(false)).toContainEqual([1, 2]);
    expect(references(true)).toContainEqual([2, 1]);
  });

  it('is nothing after a jump', () => {
    expect(changesOf(recording.log, null)).toBe(NO_CHANGES);
  });

  it('leaves an outline where a name stood that has gone', () => {
    let seq = 0;
    while (recording.log.event(seq)!.name !== 'name-left') seq++;
    const event = recording.log.event(seq)!;
    const scene = drawer.draw(recording.seek(seq), { step: { from: seq, to: seq, back: false } });
    expect(scene.chips.filter(({ vacated }) => vacated).map(({ name }) => name)).toEqual([event.field('name')]);
  });
});

describe('walking', () => {
  it('goes along a row, into a tray, along a right to its port, round its holders, and back', () => {
    const scene = drawer.draw(recording.seek(run.at.full));
    const walker = new Walker();
    const browser: Target = { kind: 'task', id: run.tasks['browser']! };
    const name = (target: Target | null) => (target?.kind === 'right' ? target.task : null);
    expect(walker.go(scene, { kind: 'task', id: run.tasks['rendererA']! }, 'ArrowRight')).toEqual(browser);
    let at = walker.go(scene, browser, 'ArrowDown');
    for (let i = 0; i < 2; i++) at = walker.go(scene, at, 'ArrowRight');
    const port = walker.go(scene, at, 'ArrowDown');
    expect(port?.kind).toBe('port');
    const holder = walker.go(scene, port, 'ArrowRight');
    expect(holder?.kind).toBe('right');
    expect(name(holder)).not.toBeNull();
    expect(walker.go(scene, holder, 'ArrowUp')).toEqual(port);
    expect(walker.go(scene, port, 'ArrowUp')).toEqual(at);
    expect(walker.go(scene, at, 'ArrowUp')).toEqual(browser);
  });

  it('says where it is, and what is not there yet', () => {
    recording.seek(run.at.full);
    const words = (target: Target): string => {
      const { log, state, cursor } = recording;
      const rest = {
        detail: 3,
        changes: NO_CHANGES,
        filter: null,
        inFocus: null,
        say: sayEnglish,
        catalogue: ENGLISH,
        measure: roughMeasure,
      } as const;
      return inWords(new Context({ log, state, cursor, ...rest }, drawer.layout), target);
    };
    expect(words({ kind: 'task', id: run.tasks['browser']! })).toBe('browser, running, 12 names');
    expect(words({ kind: 'right', task: run.tasks['browser']!, name: 0x303 })).toMatch(
      /^browser, name 0x0303, receive right, 1 reference, p\d+$/,
    );
    recording.seek(20);
    expect(words({ kind: 'task', id: run.tasks['browser']! })).toBe('task 5 does not exist yet at #20');
  });
});
