/**
 * What every view is given and what it says back. A view draws one moment of the replica and holds no truth of its own: the app owns
 * cursor, selection, hover, filter and theme, and hands them to every view alike.
 *
 * The replica's state is changed in place as the cursor moves, so its identity says nothing: `moment.version` goes up with each change,
 * and a view computes again when it does.
 */

import type { InjectionKey } from 'vue';
import type { Batch } from '../kernel/trace/batch.ts';
import type { LogEvent } from '../kernel/trace/event.ts';
import type { Catalogue } from '../kernel/trace/sentences.ts';
import type { Frozen } from '../kernel/trace/state.ts';

/** The log as views read it; `Log` of `kernel/trace` is one. */
export interface LogReader {
  /** Number of the first event kept, and the number that the next one will get. */
  readonly first: number;
  readonly end: number;
  /** The state before event `first`. */
  readonly base: Frozen;
  chunk(seq: number): Batch | undefined;
  event(seq: number): LogEvent | undefined;
}

/** Where the cursor is and what is true there. */
export interface Moment {
  readonly state: Frozen;
  readonly log: LogReader;
  /** The number of the last event that `state` includes; `log.first - 1` when it includes none. */
  readonly cursor: number;
  /** Goes up whenever the state, the cursor or the log has changed. */
  readonly version: number;
  /** Whether the cursor follows the live edge of a kernel that runs. */
  readonly running: boolean;
  /** How many times real speed; Infinity for `max`. Durations of motion are divided by it. */
  readonly speed: number;
}

/** Events `from` up to and including `to`: what the last step did (`back`: undid). Null after a jump. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly back: boolean;
}

/** Anything that can be pointed at, in every view. A right is known by its task and the name it has there. */
export type Target =
  | { readonly kind: 'task' | 'port' | 'message' | 'event' | 'thread' | 'process'; readonly id: number }
  | { readonly kind: 'right'; readonly task: number; readonly name: number };

export type TargetKind = Target['kind'];

/** One string for one target: for keys of maps, element ids and comparisons. */
export function targetKey(target: Target): string {
  return target.kind === 'right' ? `right:${target.task}:${target.name}` : `${target.kind}:${target.id}`;
}

export function targetOf(key: string): Target | null {
  const [kind, first, second] = key.split(':');
  const id = Number(first);
  if (first === undefined || !Number.isInteger(id)) return null;
  switch (kind) {
    case 'right':
      return second === undefined ? null : { kind, task: id, name: Number(second) };
    case 'task':
    case 'port':
    case 'message':
    case 'event':
    case 'thread':
    case 'process':
      return { kind, id };
    default:
      return null;
  }
}

export function sameTarget(a: Target | null, b: Target | null): boolean {
  return a === b || (a !== null && b !== null && targetKey(a) === targetKey(b));
}

/** 1 figure, 2 rights, 3 queues, 4 all. */
export type DetailLevel = 1 | 2 | 3 | 4;

export type Theme = 'light' | 'dark' | 'hc';

/** What the one filter box says. Events are tested by number. */
export interface ViewFilter {
  readonly text: string;
  matches(target: Target): boolean;
}

/** Only what lies within so many hops of rights from the target is shown in full. */
export interface Focus {
  readonly target: Target;
  readonly hops: number;
}

/** Words of the catalogue: a key and its values to a string of the current language. Keys and English: `scene/words.ts`. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;
/** The sentence of an event in the current language. */
export type Sentence = (seq: number) => string;

export const SAY: InjectionKey<Say> = Symbol('say');
export const SENTENCE: InjectionKey<Sentence> = Symbol('sentence');

export interface ViewProps {
  readonly moment: Moment;
  /** The changes of this step are marked in every view. */
  readonly step: Step | null;
  readonly selection: Target | null;
  readonly hover: Target | null;
  readonly detail: DetailLevel;
  readonly filter: ViewFilter | null;
  readonly focus: Focus | null;
  readonly theme: Theme;
  /** Names of objects in the current language. */
  readonly catalogue: Catalogue;
  /** Strokes and text grow by it (presenter 1.5). */
  readonly scale: number;
  readonly reducedMotion: boolean;
  /** What the last step has not changed steps back: for a projector. */
  readonly spotlight: boolean;
  /** Boxes of the graph that somebody has put elsewhere, by `targetKey`; what the numbers mean, `Drawing` says. */
  readonly places: readonly { readonly key: string; readonly x: number; readonly y: number }[];
}

/** What a person asks for from within a view. The app does it; the view never does. */
export type ViewAction =
  | { readonly what: 'inspect' | 'filter' | 'why' | 'origin' | 'breakpoint' | 'table' | 'crash' | 'restart'; readonly target: Target }
  /** A menu of actions for the target, at client coordinates; `of` takes the focus when the menu closes. */
  | { readonly what: 'menu'; readonly target: Target; readonly x: number; readonly y: number; readonly of: HTMLElement }
  | { readonly what: 'focus'; readonly focus: Focus | null }
  /** A box was put somewhere, and is to be kept there; null: all boxes stand where the graph puts them. */
  | { readonly what: 'place'; readonly place: { readonly key: string; readonly x: number; readonly y: number } | null }
  /** Moves the cursor to the event. */
  | { readonly what: 'seek'; readonly seq: number }
  /** Words for the live region, such as the path just walked. */
  | { readonly what: 'speak'; readonly text: string };

/** A type alias and not an interface, so that it serves `defineEmits`. */
export type ViewEmits = {
  select: [target: Target | null];
  hover: [target: Target | null];
  action: [action: ViewAction];
};
