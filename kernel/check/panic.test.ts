import { describe, expect, it } from 'vitest';
import { EV_PANIC, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import { TRAP_REPLY_PORT } from '../abi/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { bytesOf } from '../trace/fold.ts';
import { Recorder } from '../trace/recorder.ts';
import { Rig } from './client/rig.ts';
import { wordsOf } from './client/message.ts';
import { brokenInvariant, brokenText } from './invariants.ts';
import { Recording } from './testing/recording.ts';

const audit = (machine: Machine): string | null => {
  const broken = brokenInvariant(machine);
  return broken === null ? null : brokenText(broken);
};

/** A kernel with a fault: the `nth` port it makes counts a send right that nobody has. */
function faulty(recorder: Recorder, nth: number, inputs?: Recording): Rig {
  const rig = new Rig({ sink: recorder, audit, ...(inputs === undefined ? {} : { inputs }) });
  const { ports } = rig.machine.ipc;
  const add = ports.set.bind(ports);
  let made = 0;
  ports.set = (id, port) => {
    if (++made === nth) port.srights = 1;
    return add(id, port);
  };
  return rig;
}

function run(rig: Rig, traps: number): void {
  const { process, task, thread } = rig.spawn('a');
  for (let count = 0; count < traps; count++) rig.trap(process, task, thread, wordsOf([TRAP_REPLY_PORT]));
}

interface Told {
  readonly at: number;
  readonly text: string;
}

/** Every event as text, and the panics among them. */
function story(recorder: Recorder): { readonly events: readonly string[]; readonly panics: readonly Told[] } {
  const events: string[] = [];
  const panics: Told[] = [];
  for (const { words, bytes, count } of recorder.take()) {
    for (let index = 0; index < count; index++) {
      const at = index * EVENT_WORDS;
      const text = new TextDecoder().decode(bytesOf(words, at, bytes));
      events.push(`${words.slice(at, at + EVENT_WORDS).join()} ${text}`);
      if (((words[at] as number) & EVENT_TYPE_MASK) === EV_PANIC) panics.push({ at: events.length - 1, text });
    }
  }
  return { events, panics };
}

describe('a kernel that finds an invariant broken', () => {
  it('stops with a panic that names the invariant, and takes nothing in after that', () => {
    const recorder = new Recorder();
    const rig = faulty(recorder, 10);
    run(rig, 20);
    const { events, panics } = story(recorder);
    expect(panics).toHaveLength(1);
    expect(panics[0]?.text).toMatch(/^invariant broken: send rights counted \(.*\): port \d+ counts 1, 0 hold one$/);
    expect(panics[0]?.at).toBe(events.length - 1);
    expect(rig.machine.panicked).toBe(true);
  });

  it('does the same, event for event, when its inputs are given again', () => {
    const first = new Recorder();
    const inputs = new Recording();
    run(faulty(first, 12, inputs), 20);
    const second = new Recorder();
    const rig = faulty(second, 12);
    inputs.replay(rig.machine);
    const [told, again] = [story(first), story(second)];
    expect(again).toEqual(told);
    expect(again.panics).toHaveLength(1);
  });

  it('does not panic where nothing is broken', () => {
    const recorder = new Recorder();
    const rig = new Rig({ sink: recorder, audit });
    run(rig, 50);
    expect(story(recorder).panics).toEqual([]);
    expect(rig.machine.panicked).toBe(false);
  });
});
