/** What people have written at events: bookmarks and notes, one of each at an event at most. */

export interface Bookmark {
  readonly seq: number;
  readonly label: string;
}

export interface Note {
  readonly seq: number;
  readonly text: string;
}

export interface Marks {
  readonly bookmarks: readonly Bookmark[];
  readonly notes: readonly Note[];
}

export const NO_MARKS: Marks = { bookmarks: [], notes: [] };

/** What a session takes: bookmarks and as many notes, and characters of each. */
export const MARKS_MAX = 10_000;
export const MARK_TEXT_MAX = 100_000;

/** A mark takes the place of the one at its event. Null: it is too long, or there are too many. */
export function withMark<M extends Bookmark | Note>(marks: readonly M[], mark: M): readonly M[] | null {
  const others = withoutMark(marks, mark.seq);
  const text = 'label' in mark ? mark.label : mark.text;
  return others.length < MARKS_MAX && text.length <= MARK_TEXT_MAX ? [...others, mark] : null;
}

export function withoutMark<M extends Bookmark | Note>(marks: readonly M[], at: number): readonly M[] {
  return marks.filter(({ seq }) => seq !== at);
}
