/**
 * The text of a filter, taken apart. Terms stand side by side and must all hold; `-` before a term turns it round; a value may
 * be several, with commas between, of which one must hold. What has spaces, commas or colons in it stands in double quotes.
 *
 *     type:queued,dequeued task:browser port:"file server" -id:2400 #170..183 queue:full name:0x1103 size:>=4096 paint
 */

export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** Where it stands in the filter. */
  readonly at: number;
}

export interface Term {
  readonly not: boolean;
  /** '' for a plain word, '#' for event numbers. */
  readonly key: string;
  readonly values: readonly Word[];
  readonly at: number;
  readonly length: number;
}

export interface FilterError {
  readonly message: string;
  /** Which part of the text is meant. */
  readonly at: number;
  readonly length: number;
}

const SPACE = /\s/;
const KEY = /^[a-zA-Z][a-zA-Z0-9-]*:/;

export function parseTerms(text: string): Term[] | FilterError {
  const terms: Term[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && SPACE.test(text[at]!)) at++;
    if (at >= text.length) return terms;
    const start = at;
    const not = text[at] === '-' && at + 1 < text.length && !SPACE.test(text[at + 1]!);
    if (not) at++;
    const key = text[at] === '#' ? '#' : (KEY.exec(text.slice(at))?.[0].slice(0, -1).toLowerCase() ?? '');
    if (key !== '') at += key === '#' ? 1 : key.length + 1;
    const values: Word[] = [];
    for (;;) {
      const word = wordAt(text, at, key !== '');
      if ('message' in word) return word;
      at = word.end;
      if (word.text === '' && !word.quoted) return { message: missing(key), at: start, length: Math.max(1, at - start) };
      values.push({ text: word.text, quoted: word.quoted, at: word.at });
      if (key === '' || text[at] !== ',') break;
      at++;
    }
    if (at < text.length && !SPACE.test(text[at]!)) return { message: 'a space is missing after the closing quote', at, length: 1 };
    terms.push({ not, key, values, at: start, length: at - start });
  }
}

function missing(key: string): string {
  if (key === '#') return 'after # comes the number of an event, or two with .. between';
  return key === '' ? 'a term is missing here' : `after ${key}: comes a value`;
}

function wordAt(text: string, at: number, list: boolean): (Word & { readonly end: number }) | FilterError {
  if (text[at] !== '"') {
    const stop = list ? /[\s,]/ : SPACE;
    let end = at;
    while (end < text.length && !stop.test(text[end]!)) end++;
    return { text: text.slice(at, end), quoted: false, at, end };
  }
  const end = text.indexOf('"', at + 1);
  if (end < 0) return { message: 'the quote that begins here has no end', at, length: text.length - at };
  return { text: text.slice(at + 1, end), quoted: true, at, end: end + 1 };
}

/** A test of a number: `5`, `0x1103`, `>5`, `<=5`, `3..8`, `3..`. */
export function numberTest(text: string): ((value: number) => boolean) | null {
  const range = /^(.*?)\.\.(.*)$/.exec(text);
  if (range !== null) {
    const [from, to] = [range[1] === '' ? -Infinity : numberOf(range[1]!), range[2] === '' ? Infinity : numberOf(range[2]!)];
    return from === null || to === null || (range[1] === '' && range[2] === '') ? null : (value) => value >= from && value <= to;
  }
  const compared = /^(>=|<=|>|<|=)?(.*)$/.exec(text)!;
  const number = numberOf(compared[2]!);
  if (number === null) return null;
  switch (compared[1]) {
    case '>':
      return (value) => value > number;
    case '<':
      return (value) => value < number;
    case '>=':
      return (value) => value >= number;
    case '<=':
      return (value) => value <= number;
    default:
      return (value) => value === number;
  }
}

export function numberOf(text: string): number | null {
  return /^-?\d+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text) ? Number(text) : null;
}

/** A record that a word from anywhere may be looked up in: it has what is written there, not what every object has, such as `constructor`. */
export function ownOnly<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, record);
}
