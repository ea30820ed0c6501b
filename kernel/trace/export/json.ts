/**
 * A log as lines of JSON, one object for each event: its number `seq`, its `type` by name, whether it `opens` an admission, virtual
 * and host time in microseconds, its `fields` by name, its `bytes` in hexadecimal when it has any, and its sentence as `text`.
 */
import { EVENT_SHAPES } from '../../abi/events.ts';
import type { LogEvent } from '../event.ts';
import type { Filter } from '../filter.ts';
import type { Replica } from '../replica.ts';
import { ENGLISH } from '../sentences.en.ts';
import { sentenceOf } from '../sentences.ts';
import type { Catalogue } from '../sentences.ts';
import type { State } from '../state.ts';
import { Walk } from './walk.ts';

export interface JsonEvent {
  readonly seq: number;
  readonly type: string;
  readonly opens: boolean;
  readonly virtualUs: number;
  readonly hostUs: number;
  readonly fields: Readonly<Record<string, number>>;
  readonly bytes?: string;
  readonly text: string;
}

export interface JsonOptions {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly filter?: Filter | undefined;
  readonly catalogue?: Catalogue;
}

/** One line for each event that passes, its end included. */
export function* jsonLines(replica: Replica, options: JsonOptions = {}): Generator<string, void, undefined> {
  const walk = new Walk(replica, options.from, options.to);
  for (const event of walk.events()) {
    if (options.filter?.test(event, walk.state) === false) continue;
    yield `${JSON.stringify(jsonEvent(event, walk.state, options.catalogue ?? ENGLISH))}\n`;
  }
}

/** The state is the one after the event. */
export function jsonEvent(event: LogEvent, state: State, catalogue: Catalogue): JsonEvent {
  const { seq, name, opens, virtualUs, hostUs } = event;
  const withBytes = EVENT_SHAPES[event.type]?.bytes === true;
  return {
    seq,
    type: name,
    opens,
    virtualUs,
    hostUs,
    fields: event.fields(),
    ...(withBytes && { bytes: hex(event.bytes) }),
    text: sentenceOf(event, state, catalogue).text,
  };
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
