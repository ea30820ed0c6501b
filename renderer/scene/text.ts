/** Text that must fit: measured once, cut in the middle. */

export type TextStyle = 'title' | 'port' | 'small' | 'mono';

/** Width in pixels at zoom 1. */
export type Measure = (text: string, style: TextStyle) => number;

const WIDTHS: Readonly<Record<TextStyle, number>> = { title: 7.6, port: 7, small: 6.1, mono: 6.75 };

/** Wide enough for any of the faces asked for, where nothing can be measured. */
export const roughMeasure: Measure = (text, style) => text.length * WIDTHS[style];

const ELLIPSIS = '…';

/** The text, or its beginning and its end with an ellipsis between them. */
export function cutMiddle(text: string, style: TextStyle, widthPx: number, measure: Measure): string {
  if (measure(text, style) <= widthPx) return text;
  const letters = Array.from(text);
  let low = 0;
  let high = letters.length - 1;
  while (low < high) {
    const keep = (low + high + 1) >> 1;
    if (measure(cutTo(letters, keep), style) <= widthPx) low = keep;
    else high = keep - 1;
  }
  return cutTo(letters, low);
}

function cutTo(letters: readonly string[], keep: number): string {
  const head = Math.ceil(keep / 2);
  const tail = keep - head;
  return letters.slice(0, head).join('') + ELLIPSIS + letters.slice(letters.length - tail).join('');
}
