import { describe, expect, it } from 'vitest';
import { EMPTY_PLAYER, phaseOf, turn } from './machine.ts';
import type { PlayerInput, PlayerRequest, PlayerState } from './machine.ts';

/** Feeds inputs one after another and keeps what the host was asked for. */
function play(inputs: readonly PlayerInput[], from: PlayerState = EMPTY_PLAYER): { state: PlayerState; asked: PlayerRequest[] } {
  const asked: PlayerRequest[] = [];
  let state = from;
  for (const input of inputs) {
    const next = turn(state, input);
    state = next.state;
    if (next.send !== undefined) asked.push(next.send);
  }
  return { state, asked };
}

const LIVE: PlayerInput = { type: 'opened', source: 'live', first: 0, end: 100 };
const RUNNING: PlayerInput = { type: 'mode', mode: 'running' };
const arrive = (end: number, first = 0): PlayerInput => ({ type: 'events', first, end });

describe('the player', () => {
  it('opens a live system at its edge and a session at its beginning', () => {
    expect(phaseOf(EMPTY_PLAYER)).toBe('empty');
    expect(play([LIVE]).state).toMatchObject({ position: 100, follow: true });
    const session = play([{ type: 'opened', source: 'session', first: 20, end: 90 }]).state;
    expect(session).toMatchObject({ position: 20, follow: false });
    expect(phaseOf(session)).toBe('replay');
  });

  it('follows the live edge until somebody looks back', () => {
    expect(play([LIVE, RUNNING, arrive(130)]).state.position).toBe(130);
    const back = play([LIVE, RUNNING, { type: 'stepBack' }, arrive(130)]).state;
    expect(back.position).toBe(99);
    expect(phaseOf(back)).toBe('past');
    expect(play([{ type: 'end' }, arrive(140)], back).state).toMatchObject({ position: 140, follow: true });
  });

  it('runs and pauses the kernel at the live edge only', () => {
    expect(play([LIVE, { type: 'runPause' }]).asked).toEqual(['run']);
    expect(play([LIVE, RUNNING, { type: 'runPause' }]).asked).toEqual(['pause']);
    const past = play([LIVE, { type: 'go', position: 40 }, { type: 'runPause' }]);
    expect(past.asked).toEqual([]);
    expect(past.state.playing).toBe(true);
  });

  it('shows one event of a trap at a time: the kernel takes one step, the cursor walks through it', () => {
    const stepped = play([LIVE, { type: 'step' }, arrive(104)]);
    expect(stepped.asked).toEqual(['step']);
    expect(stepped.state).toMatchObject({ position: 101, follow: false });
    const walked = play([{ type: 'step' }, { type: 'step' }, { type: 'step' }], stepped.state);
    expect(walked.asked).toEqual([]);
    expect(walked.state).toMatchObject({ position: 104, follow: true });
  });

  it('goes through a whole trap at once when asked to', () => {
    const stepped = play([LIVE, { type: 'stepTrap', to: 0 }, arrive(104)]);
    expect(stepped.asked).toEqual(['step']);
    expect(stepped.state.position).toBe(104);
    expect(
      play(
        [
          { type: 'go', position: 50 },
          { type: 'stepTrap', to: 57 },
        ],
        stepped.state,
      ).state.position,
    ).toBe(57);
  });

  it('pauses a running kernel instead of stepping it', () => {
    expect(play([LIVE, RUNNING, { type: 'step' }]).asked).toEqual(['pause']);
  });

  it('plays what happened up to the edge and then follows', () => {
    const playing = play([LIVE, { type: 'go', position: 90 }, { type: 'runPause' }, { type: 'advance', by: 4 }]).state;
    expect(playing).toMatchObject({ position: 94, playing: true });
    expect(play([{ type: 'advance', by: 40 }], playing).state).toMatchObject({ position: 100, playing: false, follow: true });
  });

  it('plays a session from its beginning again once it has ended', () => {
    const session: PlayerInput = { type: 'opened', source: 'session', first: 3, end: 9 };
    expect(play([session, { type: 'end' }, { type: 'runPause' }]).state).toMatchObject({ position: 3, playing: true });
    expect(play([session, { type: 'end' }, { type: 'step' }])).toMatchObject({ asked: [], state: { position: 9, playing: false } });
  });

  it('never leaves the events that are kept', () => {
    const trimmed = play([LIVE, { type: 'go', position: 10 }, arrive(150, 30)]).state;
    expect(trimmed.position).toBe(30);
    expect(play([{ type: 'stepBack' }], trimmed).state.position).toBe(30);
    expect(play([{ type: 'go', position: 9999 }], trimmed).state.position).toBe(150);
  });

  it('does nothing while there is nothing to play', () => {
    expect(play([{ type: 'runPause' }, { type: 'step' }, { type: 'stepBack' }]).asked).toEqual([]);
  });
});
