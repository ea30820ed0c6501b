/** Which objects an event speaks of. */

import {
  EV_PORT_CREATED,
  EV_PORT_GONE,
  EV_RECEIVER,
  EV_SPECIAL_PORT,
  EVENT_SHAPES,
  OWNER_TASK,
  OWNER_THREAD,
  PORT_KIND_BOOTSTRAP,
  PORT_KIND_TASK,
  PORT_KIND_THREAD,
  RECEIVER_MESSAGE,
  RECEIVER_TASK,
  SPECIAL_NOTIFY,
  EV_SET_LEFT,
} from '../abi/events.ts';
import type { ObjectKind } from './sentences.ts';

export interface ObjectRef {
  readonly kind: ObjectKind;
  readonly id: number;
}

/** What the field of this name is the id of, when that does not depend on other fields. */
const KINDS: Readonly<Record<string, ObjectKind>> = {
  task: 'task',
  parent: 'task',
  senderTask: 'task',
  oldTask: 'task',
  newTask: 'task',
  thread: 'thread',
  senderThread: 'thread',
  before: 'thread',
  port: 'port',
  object: 'port',
  set: 'port',
  notifyPort: 'port',
  oldPort: 'port',
  newPort: 'port',
  oldNotify: 'port',
  newNotify: 'port',
  requestor: 'port',
  msg: 'msg',
  memory: 'memory',
  copyOf: 'memory',
  process: 'process',
  service: 'service',
  context: 'context',
};

interface Mention {
  readonly kind: ObjectKind;
  readonly offset: number;
  /** Another word must have this value. */
  readonly when?: readonly [offset: number, value: number];
}

const MENTIONS: readonly (readonly Mention[])[] = mentions();

function mentions(): Mention[][] {
  const all: Mention[][] = [];
  for (const [key, { fields }] of Object.entries(EVENT_SHAPES)) {
    const type = Number(key);
    all[type] = fields.flatMap((field, i) => {
      const kind = type === EV_SET_LEFT && field === 'before' ? 'port' : KINDS[field];
      // The parent of a context is a context.
      if (kind === undefined) return [];
      return [{ kind: field === 'parent' && fields.includes('context') ? 'context' : kind, offset: i + 1 }];
    });
  }
  const of = (type: number, offset: number, kindAt: number): void => {
    all[type]!.push(
      { kind: 'task', offset, when: [kindAt, PORT_KIND_TASK] },
      { kind: 'thread', offset, when: [kindAt, PORT_KIND_THREAD] },
      { kind: 'context', offset, when: [kindAt, PORT_KIND_BOOTSTRAP] },
    );
  };
  of(EV_PORT_CREATED, 4, 2);
  of(EV_PORT_GONE, 6, 2);
  for (const offset of [3, 6]) {
    all[EV_RECEIVER]!.push(
      { kind: 'task', offset, when: [offset - 1, RECEIVER_TASK] },
      { kind: 'msg', offset, when: [offset - 1, RECEIVER_MESSAGE] },
    );
  }
  all[EV_SPECIAL_PORT]!.push({ kind: 'task', offset: 2, when: [1, OWNER_TASK] }, { kind: 'thread', offset: 2, when: [1, OWNER_THREAD] });
  return all;
}

/** Whether the event at `at` speaks of the object. */
export function speaksOf(words: Int32Array, at: number, { kind, id }: ObjectRef): boolean {
  const type = words[at]! & 0xffff;
  const list = MENTIONS[type];
  if (list === undefined) return false;
  for (const mention of list) {
    if (words[at + mention.offset] !== id || mention.kind !== kind) continue;
    if (mention.when === undefined || words[at + mention.when[0]] === mention.when[1]) return true;
  }
  return type === EV_SPECIAL_PORT && kind === 'port' && words[at + 3] !== SPECIAL_NOTIFY && (words[at + 4] === id || words[at + 5] === id);
}

/** The objects that an event speaks of, each once, in order of its fields. */
export function objectsOf(words: Int32Array, at: number): ObjectRef[] {
  const found: ObjectRef[] = [];
  const add = (kind: ObjectKind, id: number): void => {
    if (id !== 0 && !found.some((one) => one.kind === kind && one.id === id)) found.push({ kind, id });
  };
  const type = words[at]! & 0xffff;
  for (const { kind, offset, when } of MENTIONS[type] ?? []) {
    if (when === undefined || words[at + when[0]] === when[1]) add(kind, words[at + offset]!);
  }
  if (type === EV_SPECIAL_PORT && words[at + 3] !== SPECIAL_NOTIFY) for (const offset of [4, 5]) add('port', words[at + offset]!);
  return found;
}
