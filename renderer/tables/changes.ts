import type { Item } from '../shell/useFind.ts';
import type { Row } from './model.ts';

/** What is different about a row: the texts that its changed cells had, by column; all of them when it was not there. */
export interface RowChange {
  readonly fresh: boolean;
  readonly old: ReadonlyMap<number, string>;
}

export interface Changes {
  readonly rows: ReadonlyMap<string, RowChange>;
  /** How many rows are not there any more. */
  readonly gone: number;
}

export const NO_CHANGES: Changes = { rows: new Map(), gone: 0 };

/** Compares a table before and after a step. */
export function changesBetween(before: readonly Row[], after: readonly Row[]): Changes {
  const old = new Map(before.map((row) => [row.key, row]));
  const rows = new Map<string, RowChange>();
  let kept = 0;
  for (const row of after) {
    const was = old.get(row.key);
    if (was === undefined) {
      rows.set(row.key, { fresh: true, old: new Map() });
      continue;
    }
    kept++;
    const cells = new Map<number, string>();
    row.cells.forEach((cell, i) => {
      const text = was.cells[i]?.text ?? '';
      if (text !== cell.text) cells.set(i, text);
    });
    if (cells.size > 0) rows.set(row.key, { fresh: false, old: cells });
  }
  return { rows, gone: before.length - kept };
}

/** Rows as they are found by their text. */
export function itemsOf(rows: readonly Row[]): Item[] {
  return rows.map(({ target, cells }) => ({ target, text: cells.map(({ text }) => text).join(' ') }));
}

/** A table as tab-separated text with its titles, for the clipboard. */
export function toTsv(titles: readonly string[], rows: readonly Row[]): string {
  const clean = (cell: string): string => cell.replaceAll(/[\t\n\r]+/g, ' ');
  return [titles, ...rows.map(({ cells }) => cells.map(({ text }) => text))].map((line) => line.map(clean).join('\t')).join('\n');
}

/** Rows by one column, smallest first or largest first; equal ones keep their order. */
export function sortRows(rows: readonly Row[], column: number, down: boolean): Row[] {
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [a.cells[column]!, b.cells[column]!];
    const order = x.by !== undefined && y.by !== undefined ? x.by - y.by : x.text.localeCompare(y.text, undefined, { numeric: true });
    return sign * order;
  });
}
