/** What each term of a filter asks of an event. */

import { CODES, codeName } from '../../abi/codes.ts';
import type { Code } from '../../abi/codes.ts';
import {
  EVENT_SHAPES,
  EV_CONSOLE,
  EV_LOOKED_UP,
  EV_PANIC,
  EV_PROCESS_REQUESTED,
  EV_RETURN,
  EV_SERVICE,
  EV_TASK_CREATED,
  EV_TASK_NAMED,
} from '../../abi/events.ts';
import { TRAP_MACH_MSG } from '../../abi/frame.ts';
import {
  PORT_RECEIVE,
  PORT_SEND,
  PORT_SEND_ONCE,
  nameText,
  TYPE_DEAD_NAME,
  TYPE_PORT_SET,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
} from '../../abi/rights.ts';
import type { LogEvent } from '../event.ts';
import type { Labels, ObjectKind } from '../sentences/labels.ts';
import { objectsOf } from '../subjects.ts';
import { textOf } from '../text.ts';
import { numberOf, numberTest, ownOnly } from './parse.ts';
import type { Word } from './parse.ts';
import { suggestion } from './similar.ts';
import { TYPE_WORDS, typesOf } from './types.ts';

/** Holds or not for an event, in the state after it. */
export type Test = (event: LogEvent, labels: Labels) => boolean;

/** Makes the test for one value, or says what is wrong with it. */
type Key = (value: Word) => Test | string;

const RIGHT_BITS: Readonly<Record<string, number>> = ownOnly({
  send: TYPE_SEND,
  receive: TYPE_RECEIVE,
  recv: TYPE_RECEIVE,
  once: TYPE_SEND_ONCE,
  'send-once': TYPE_SEND_ONCE,
  set: TYPE_PORT_SET,
  dead: TYPE_DEAD_NAME,
});
const RIGHT_OF_KIND: Readonly<Record<number, number>> = {
  [PORT_RECEIVE]: TYPE_RECEIVE,
  [PORT_SEND]: TYPE_SEND,
  [PORT_SEND_ONCE]: TYPE_SEND_ONCE,
};
const NAME_FIELDS = ['name', 'oldName', 'newName', 'rcvName'] as const;
const SPEAKING: ReadonlySet<number> = new Set([
  EV_CONSOLE,
  EV_LOOKED_UP,
  EV_PANIC,
  EV_PROCESS_REQUESTED,
  EV_SERVICE,
  EV_TASK_CREATED,
  EV_TASK_NAMED,
]);
const FIELDS: ReadonlySet<string> = new Set(
  Object.values(EVENT_SHAPES).flatMap(({ fields }) => fields.map((field) => field.toLowerCase())),
);

/** The keys that filters know, in the order in which they are offered. */
export const KEYS: Readonly<Record<string, Key>> = ownOnly({
  type: ({ text }) => {
    const types = new Set(typesOf(text));
    if (types.size > 0) return (event) => types.has(event.type);
    return `no event is called ${text}${suggestion(text, TYPE_WORDS)}`;
  },
  task: (value) => objectTest('task', value, '', (labels, id) => labels.task(id)),
  port: (value) => objectTest('port', value, 'p', (labels, id) => labels.port(id)),
  msg: (value) => objectTest('msg', value, 'm', messageText),
  thread: (value) => objectTest('thread', value, '', () => ''),
  service: (value) => objectTest('service', value, '', (labels, id) => labels.service(id)),
  memory: (value) => objectTest('memory', value, '', () => ''),
  process: (value) => objectTest('process', value, '', () => ''),
  pid: ({ text }) =>
    numbered(text, (event, labels) => objectsIn(event, labels, 'process').map((id) => labels.state.processes.get(id)?.pid)),
  id: ({ text }) => numbered(text, messageIds),
  name: ({ text }) => numbered(text, (event) => NAME_FIELDS.map((field) => event.get(field))),
  right: ({ text }) => {
    const bit = RIGHT_BITS[text.toLowerCase()];
    if (bit === undefined) return `a right is send, receive, once, set or dead, not ${text}`;
    return (event) => (rightBits(event) & bit) !== 0;
  },
  code: ({ text }) => {
    if (text === 'ok') return (event) => codeOf(event) === 0;
    if (text === 'error') return (event) => (codeOf(event) ?? 0) !== 0;
    const wanted = text.toUpperCase();
    const named = Object.entries(CODES)
      .filter(([name]) => name === wanted || name.endsWith(`_${wanted}`))
      .map(([, code]): Code => code);
    if (named.length > 0) return (event) => named.includes(codeOf(event) ?? 0);
    return numberOf(text) === null
      ? `no code is called ${text}${suggestion(wanted, Object.keys(CODES))}`
      : numbered(text, (event) => [codeOf(event)]);
  },
  queue: ({ text }) => {
    const length = numberTest(text);
    if (length === null && text !== 'full' && text !== 'empty') return `a queue is full, empty or a number of messages, not ${text}`;
    return (event, labels) =>
      objectsIn(event, labels, 'port').some((id) => {
        const port = labels.state.ports.get(id);
        if (port === undefined) return false;
        if (length !== null) return length(port.queue.length);
        return text === 'full' ? port.queue.length >= port.qlimit : port.queue.length === 0;
      });
  },
  size: ({ text }) => numbered(text, (event) => [event.get('sizeBytes')]),
  ms: ({ text }) => numbered(text, (event) => [Math.floor(event.virtualUs / 1000)]),
});

/** What is wrong with a key; empty when it is one. */
export function keyProblem(key: string): string {
  if (key === '' || key === '#' || KEYS[key] !== undefined || FIELDS.has(key)) return '';
  return `nothing is called ${key}:${suggestion(key, Object.keys(KEYS)) || `; there is ${Object.keys(KEYS).join(', ')}`}`;
}

/** The test for a value of a key that is one; it may also be the name of any field of events. */
export function keyTest(key: string, value: Word): Test | string {
  if (key === '') return wordTest(value);
  if (key === '#') return numbered(value.text, (event) => [event.seq]);
  const known = KEYS[key];
  if (known !== undefined) return known(value);
  return numbered(value.text, (event) =>
    Object.entries(event.fields())
      .filter(([name]) => name.toLowerCase() === key)
      .map(([, number]) => number),
  );
}

function numbered(text: string, values: (event: LogEvent, labels: Labels) => readonly (number | undefined)[]): Test | string {
  const test = numberTest(text);
  if (test === null) return `a number is wanted here, such as 5, 0x1103, >=5 or 3..8, not ${text}`;
  return (event, labels) => values(event, labels).some((value) => value !== undefined && test(value));
}

/** By id (`7`, `p7`), or by a part of its label, upper or lower case. */
function objectTest(kind: ObjectKind, { text, quoted }: Word, prefix: string, label: (labels: Labels, id: number) => string): Test {
  const short = new RegExp(`^(?:${prefix})?(\\d+)$`).exec(text);
  if (short !== null && !quoted) {
    const wanted = Number(short[1]);
    return (event, labels) => objectsIn(event, labels, kind).includes(wanted);
  }
  const wanted = text.toLowerCase();
  return (event, labels) => objectsIn(event, labels, kind).some((id) => label(labels, id).toLowerCase().includes(wanted));
}

/** Ids of the objects of a kind that an event speaks of. Threads and processes stand for their tasks too. */
function objectsIn(event: LogEvent, { state }: Labels, kind: ObjectKind): number[] {
  const all = objectsOf(event.words, event.at);
  const direct = all.filter((one) => one.kind === kind).map((one) => one.id);
  if (kind !== 'task') return direct;
  for (const one of all) {
    const task =
      one.kind === 'process' ? state.processes.get(one.id)?.task : one.kind === 'thread' ? state.threads.get(one.id)?.task : undefined;
    if (task !== undefined) direct.push(task);
  }
  return direct;
}

function messageIds(event: LogEvent, { state }: Labels): readonly (number | undefined)[] {
  const direct = event.get('msghId');
  if (direct !== undefined) return [direct];
  return [state.messages.get(event.get('msg') ?? 0)?.msghId];
}

function messageText(labels: Labels, id: number): string {
  const msghId = labels.state.messages.get(id)?.msghId;
  return msghId === undefined ? '' : labels.message(msghId);
}

/** The return code of an event; what ends a trap other than mach_msg is a name. */
function codeOf(event: LogEvent): number | undefined {
  return event.type === EV_RETURN && event.field('trap') !== TRAP_MACH_MSG ? undefined : event.get('code');
}

function rightBits(event: LogEvent): number {
  const kind = event.get('kind');
  const carried = event.get('msg') === undefined || kind === undefined ? 0 : (RIGHT_OF_KIND[kind] ?? 0);
  return carried | (event.get('oldType') ?? 0) | (event.get('newType') ?? 0);
}

/** A plain word: in the type's name, the labels of what the event speaks of, its names, its code or its text. */
function wordTest({ text }: Word): Test {
  const wanted = text.toLowerCase();
  const holds = (one: string): boolean => one.toLowerCase().includes(wanted);
  return (event, labels) =>
    holds(event.name) ||
    objectsIn(event, labels, 'task').some((id) => holds(labels.task(id))) ||
    objectsIn(event, labels, 'port').some((id) => holds(labels.port(id))) ||
    messageIds(event, labels).some((id) => id !== undefined && holds(labels.message(id))) ||
    objectsIn(event, labels, 'service').some((id) => holds(labels.service(id))) ||
    NAME_FIELDS.some((field) => (event.get(field) ?? 0) !== 0 && nameText(event.get(field)!) === wanted) ||
    ((codeOf(event) ?? 0) !== 0 && holds(codeName(codeOf(event)!))) ||
    (SPEAKING.has(event.type) && holds(textOf(event.bytes)));
}
