/**
 * The player as a pure machine: where the cursor stands, and what a press of a button means there. It knows no clock, no replica and
 * no host; what it wants of the host it says in `send`.
 *
 * A *position* is a number of events: at position `n` the state is that after event `n - 1`, and event `n` comes next.
 */

export interface PlayerState {
  /** Where events come from; a session is a finished recording. */
  readonly source: 'none' | 'live' | 'session';
  /** What the kernel's gate does. */
  readonly mode: 'running' | 'paused';
  /** Number of the first event kept. */
  readonly first: number;
  /** Events up to here (exclusive) have arrived. */
  readonly end: number;
  readonly position: number;
  /** The cursor stays at the end as events arrive. */
  readonly follow: boolean;
  /** The cursor moves on by itself through what has already happened. */
  readonly playing: boolean;
  /** A step was asked of the kernel: the cursor moves one event into what arrives. */
  readonly stepping: boolean;
}

export type PlayerInput =
  | { readonly type: 'opened'; readonly source: 'live' | 'session'; readonly first: number; readonly end: number }
  | { readonly type: 'closed' }
  | { readonly type: 'events'; readonly first: number; readonly end: number }
  | { readonly type: 'mode'; readonly mode: 'running' | 'paused' }
  | { readonly type: 'runPause' }
  | { readonly type: 'step' }
  | { readonly type: 'stepTrap'; readonly to: number }
  | { readonly type: 'stepBack' }
  /** `step`: on the way of a step that is longer than an event, so that what it changed is marked. */
  | { readonly type: 'go'; readonly position: number; readonly step?: boolean }
  | { readonly type: 'start' }
  | { readonly type: 'end' }
  | { readonly type: 'advance'; readonly by: number };

/** What the host is asked for. */
export type PlayerRequest = 'run' | 'pause' | 'step';

export interface Turn {
  readonly state: PlayerState;
  readonly send?: PlayerRequest;
}

/** The word for where the cursor stands. */
export type Phase = 'empty' | 'running' | 'paused' | 'past' | 'replay';

export const EMPTY_PLAYER: PlayerState = {
  source: 'none',
  mode: 'paused',
  first: 0,
  end: 0,
  position: 0,
  follow: true,
  playing: false,
  stepping: false,
};

export function phaseOf({ source, mode, position, end }: PlayerState): Phase {
  if (source === 'none') return 'empty';
  if (source === 'session') return 'replay';
  if (position < end) return 'past';
  return mode;
}

/** The next state, and what to ask the host for. */
export function turn(state: PlayerState, input: PlayerInput): Turn {
  switch (input.type) {
    case 'opened':
      return { state: opened(state, input) };
    case 'closed':
      return { state: EMPTY_PLAYER };
    case 'events':
      return { state: arrived(state, input.first, input.end) };
    case 'mode':
      return { state: { ...state, mode: input.mode } };
    case 'runPause':
      return runPause(state);
    case 'step':
      return step(state, state.position + 1, true);
    case 'stepTrap':
      return step(state, input.to, false);
    case 'stepBack':
      return { state: moveTo(state, state.position - 1, false) };
    case 'go':
      return { state: moveTo(state, input.position, true) };
    case 'start':
      return { state: moveTo(state, state.first, false) };
    case 'end':
      return { state: moveTo(state, state.end, true) };
    case 'advance':
      return { state: advance(state, input.by) };
  }
}

function opened(state: PlayerState, { source, first, end }: Extract<PlayerInput, { type: 'opened' }>): PlayerState {
  const live = source === 'live';
  return { ...EMPTY_PLAYER, source, mode: live ? state.mode : 'paused', first, end, position: live ? end : first, follow: live };
}

/** More events are here, or the oldest are gone; a cursor that stood among those goes to the first one left. */
function arrived(state: PlayerState, first: number, end: number): PlayerState {
  const next = { ...state, first, end };
  if (state.stepping && end > state.end) {
    const position = state.position + 1;
    return { ...next, position, stepping: false, follow: position === end };
  }
  return { ...next, position: state.follow ? end : Math.max(state.position, first) };
}

/** At the live edge it is the kernel that runs or pauses; anywhere else the cursor does. */
function runPause(state: PlayerState): Turn {
  if (state.source === 'none') return { state };
  if (state.position < state.end) return { state: { ...state, playing: !state.playing, follow: false, stepping: false } };
  if (state.source === 'session') return { state: { ...state, position: state.first, playing: true, follow: false } };
  return { state: { ...state, follow: true, playing: false, stepping: false }, send: state.mode === 'running' ? 'pause' : 'run' };
}

/** Within what has happened a step moves the cursor; at the live edge the kernel takes one, or is paused if it runs. */
function step(state: PlayerState, to: number, oneEvent: boolean): Turn {
  if (state.position < state.end) return { state: moveTo(state, to, true) };
  if (state.source !== 'live') return { state: { ...state, playing: false } };
  if (state.mode === 'running') return { state: { ...state, follow: true }, send: 'pause' };
  return { state: { ...state, follow: !oneEvent, stepping: oneEvent, playing: false }, send: 'step' };
}

function moveTo(state: PlayerState, position: number, forward: boolean): PlayerState {
  const within = Math.min(Math.max(position, state.first), state.end);
  const follow = forward && within === state.end && state.source === 'live';
  return { ...state, position: within, follow, playing: false, stepping: false };
}

function advance(state: PlayerState, by: number): PlayerState {
  if (!state.playing) return state;
  const position = Math.min(state.position + by, state.end);
  if (position < state.end) return { ...state, position };
  return { ...state, position, playing: false, follow: state.source === 'live' };
}
