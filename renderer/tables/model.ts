/** What a table is: columns, and rows made from the state at the cursor. */

import type { Labels } from '../../kernel/trace/sentences.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { GlyphKind } from '../shell/rights.ts';
import type { LogReader, Target } from '../view.ts';

export type TableId = 'tasks' | 'rights' | 'ports' | 'messages' | 'events' | 'gate' | 'processes' | 'services';

export interface Cell {
  readonly text: string;
  /** What to sort by, when that is not the text. */
  readonly by?: number;
  readonly glyph?: GlyphKind;
  /** It stands out: a full queue, an end. */
  readonly tone?: 'warn' | 'dead';
}

export interface Row {
  /** The same object has the same key at every moment. */
  readonly key: string;
  readonly target: Target;
  readonly cells: readonly Cell[];
}

export interface Column {
  /** Its title in the catalogue: `tables.column.<id>`. */
  readonly id: string;
  /** A CSS grid track. */
  readonly width: string;
  readonly kind?: 'number' | 'mono';
}

/** Where rows come from. */
export interface Source {
  readonly state: Frozen;
  readonly log: LogReader;
  readonly labels: Labels;
  /** Events that have happened at the cursor, exclusive. */
  readonly position: number;
  readonly say: (key: string, values?: Readonly<Record<string, string | number>>) => string;
}

export interface Table {
  readonly id: TableId;
  readonly columns: readonly Column[];
  rows(source: Source): Row[];
}

export const text = (value: string): Cell => ({ text: value });
export const number = (value: number): Cell => ({ text: String(value), by: value });
/** A number, or nothing where it has no meaning. */
export const numberOr = (value: number, shown: boolean): Cell => (shown ? number(value) : { text: '–', by: -1 });
