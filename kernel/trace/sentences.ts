/**
 * One sentence per event. The command line, the bar under the picture, lists, tooltips and screen readers all say the same.
 * The state is the one after the event.
 */

import { nameText } from '../abi/rights.ts';
import type { LogEvent } from './event.ts';
import type { Log } from './log.ts';
import type { Why, WhySlot } from './queries/why.ts';
import type { Catalogue } from './sentences/catalogue.ts';
import { ENGLISH } from './sentences.en.ts';
import { Labels } from './sentences/labels.ts';
import type { MessageLabel } from './sentences/labels.ts';
import { fillSlot } from './sentences/slots.ts';
import type { Part } from './sentences/slots.ts';
import { phrasesOf } from './sentences/variants.ts';
import type { Frozen } from './state.ts';

export type { Catalogue, Phrase } from './sentences/catalogue.ts';
export { Labels } from './sentences/labels.ts';
export type { MessageLabel, ObjectKind } from './sentences/labels.ts';
export type { Part } from './sentences/slots.ts';

export interface Sentence {
  /** Which phrase of the catalogue it is. */
  readonly key: string;
  readonly text: string;
  /** The text in pieces, those that name objects apart. */
  readonly parts: readonly Part[];
  /** The textbook's term. */
  readonly term: string;
  /** Key of the map from ideas to sections of a book. */
  readonly map: string;
}

export function sentenceOf(event: LogEvent, state: Frozen, catalogue: Catalogue = ENGLISH, message?: MessageLabel): Sentence {
  const labels = new Labels(state, catalogue, message);
  return compose(phrasesOf(event, state), catalogue, (slot) => fillSlot(slot, event, labels));
}

/** The answer to a question, as a sentence. The state is the one that was asked about; messages of the past are named by the log. */
export function whySentence(why: Why, state: Frozen, log: Log, catalogue: Catalogue = ENGLISH, message?: MessageLabel): Sentence {
  const labels = new Labels(state, catalogue, message);
  return compose([`why.${why.reason}`], catalogue, (slot) => {
    const value = why.slots[slot];
    if (value === undefined) return { text: '' };
    if (typeof value !== 'number') return objectPart(value, why, log, labels);
    return slot === 'name' ? { text: nameText(value) } : { text: String(value) };
  });
}

function objectPart({ kind, id }: Exclude<WhySlot, number>, why: Why, log: Log, labels: Labels): Part {
  if (kind === 'task') return { text: labels.task(id), object: { kind, id } };
  if (kind === 'port') return { text: labels.port(id), object: { kind, id } };
  if (kind === 'thread') return { text: labels.word('thread', { id }), object: { kind, id } };
  const told = why.chain.map((seq) => log.event(seq)).find((event) => event?.get('msg') === id && event.get('msghId') !== undefined);
  const msghId = labels.state.messages.get(id)?.msghId ?? told?.get('msghId');
  return { text: msghId === undefined ? labels.word('msg.unknown', { id }) : labels.message(msghId), object: { kind, id } };
}

function compose(keys: readonly string[], catalogue: Catalogue, fill: (slot: string) => Part): Sentence {
  const key = keys[0]!;
  const phrase = catalogue.phrases[key];
  const parts: Part[] = [];
  for (const one of keys) {
    if (parts.length > 0) parts.push({ text: ' ' });
    parts.push(...render(catalogue.phrases[one]?.text ?? one, catalogue, fill));
  }
  parts[0] = { ...parts[0]!, text: catalogue.begin(parts[0]!.text) };
  return { key, text: parts.map((part) => part.text).join(''), parts, term: phrase?.term ?? '', map: phrase?.map ?? '' };
}

const SLOT = /\{(\w+)(?:#([^}]*))?\}/g;

function render(text: string, catalogue: Catalogue, fill: (slot: string) => Part): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(SLOT)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    at = match.index + match[0].length;
    const value = fill(match[1]!);
    const forms = match[2]?.split('|');
    if (forms === undefined) parts.push(value);
    else parts.push({ text: `${value.text} ${forms[catalogue.plural(Number(value.text))] ?? forms.at(-1)!}` });
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}
