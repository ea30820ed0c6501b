import { describe, expect, it } from 'vitest';
import { Stuck } from './client/threads.ts';
import { Unprepared } from './client/world.ts';
import { readStep } from './conformance/case.ts';
import type { Json } from './conformance/json.ts';
import { Stage, Unbound } from './conformance/stage.ts';
import { beginCall } from './conformance/step.call.ts';
import { playEpisode } from './fuzz/episode.ts';
import { Player } from './fuzz/player.ts';
import { firstDifference } from './replica.ts';

describe('the events of a random story', () => {
  it.each([101, 102, 103, 104, 105, 106])(
    'fold to the state of the kernel after every step, and are taken back exactly (seed %i)',
    (seed) => {
      const { steps, fault } = playEpisode(seed, 400, 'recommended');
      expect(fault).toBeNull();
      const player = new Player('recommended', 1);
      expect(steps.map((step) => player.play(step)).find((found) => found !== null)).toBeUndefined();
    },
  );

  it('fold to the state of the kernel after every single input', () => {
    const { steps } = playEpisode(107, 250, 'recommended');
    const stage = new Stage('recommended', 'state and events');
    stage.prepare();
    for (const json of steps) {
      if (!('call' in json)) continue;
      const step = readStep({ ...json, expect: 'KERN_SUCCESS', async: 'h' }, '');
      try {
        if (step.kind === 'call') beginCall(stage, step);
      } catch (error) {
        if (!(error instanceof Unbound || error instanceof Unprepared || error instanceof Stuck)) throw error;
      }
    }
    expect(stage.fault()).toBeNull();
  });

  it('are the same for the same seed, names included', () => {
    const story = (seed: number): readonly Json[] => playEpisode(seed, 600, 'recommended').steps;
    expect(story(7)).toEqual(story(7));
    expect(story(7)).not.toEqual(story(8));
  });
});

describe('the first difference', () => {
  it('is told with its place and both values', () => {
    expect(firstDifference({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, '')).toBe('/a/1/b: 2 there, 3 here');
    expect(firstDifference({ a: 1 }, {}, '')).toBe('/a: 1 there, undefined here');
    expect(firstDifference({ a: [1] }, { a: [1] }, '')).toBeNull();
  });
});
