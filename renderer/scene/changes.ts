/** What a step changed, for the highlighter: keys of items, and old and new values where they fit into the picture. */

import * as E from '../../kernel/abi/events.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import { targetKey } from '../view.ts';
import type { LogReader, Step } from '../view.ts';

export interface Vacated {
  readonly task: number;
  readonly name: number;
  readonly type: number;
  readonly port: number;
}

export interface Changes {
  readonly keys: ReadonlySet<string>;
  /** User references before and after, by the right's key. */
  readonly references: ReadonlyMap<string, readonly [before: number, after: number]>;
  /** Names that the step took away. */
  readonly vacated: readonly Vacated[];
  /** Notifications that the step delivered. */
  readonly delivered: readonly { readonly message: number; readonly seq: number }[];
}

export const NO_CHANGES: Changes = { keys: new Set(), references: new Map(), vacated: [], delivered: [] };

/** Steps longer than this are jumps: nothing is marked. */
const LONGEST = 5000;

export function changesOf(log: LogReader, step: Step | null): Changes {
  if (step === null || step.to - step.from > LONGEST || step.to < step.from) return NO_CHANGES;
  const keys = new Set<string>();
  const references = new Map<string, readonly [number, number]>();
  const vacated = new Map<string, Vacated>();
  const delivered: { message: number; seq: number }[] = [];
  for (let seq = step.from; seq <= step.to; seq++) {
    const event = log.event(seq);
    if (event === undefined) continue;
    touch(event, keys);
    if (isNameEvent(event.type)) nameChange(event, step.back, references, vacated);
    if (event.type === E.EV_DELIVERED && event.field('senderTask') === 0) delivered.push({ message: event.field('msg'), seq });
  }
  return { keys, references, vacated: [...vacated.values()], delivered: step.back ? [] : delivered };
}

export function isNameEvent(type: number): boolean {
  return type >= E.EV_NAME_ALLOCATED && type <= E.EV_NAME_INSERTED;
}

function nameChange(
  event: LogEvent,
  back: boolean,
  references: Map<string, readonly [number, number]>,
  vacated: Map<string, Vacated>,
): void {
  const task = event.field('task');
  const name = event.field('name');
  const key = targetKey({ kind: 'right', task, name });
  const [oldType, newType] = [event.field('oldType'), event.field('newType')];
  const [before, after] = back ? [event.field('newUrefs'), event.field('oldUrefs')] : [event.field('oldUrefs'), event.field('newUrefs')];
  const [was, is] = back ? [newType, oldType] : [oldType, newType];
  if (is === 0) vacated.set(key, { task, name, type: was, port: event.field('object') });
  else vacated.delete(key);
  const first = back ? undefined : references.get(key)?.[0];
  if (was !== 0 && is !== 0) references.set(key, [first ?? before, after]);
}

const TASK_FIELDS = ['task', 'receiverTask'] as const;

/** Adds the keys of what the event is about. */
function touch(event: LogEvent, keys: Set<string>): void {
  const { type } = event;
  if (type === E.EV_PROCESS_MEASURED || type === E.EV_COMMAND || type === E.EV_MODE || type === E.EV_TIMER) return;
  const name = event.get('name');
  const task = event.get('task');
  if (name !== undefined && task !== undefined && name !== 0) keys.add(targetKey({ kind: 'right', task, name }));
  if (type === E.EV_NAME_RENAMED) keys.add(targetKey({ kind: 'right', task: task ?? 0, name: event.field('newName') }));
  if (isAboutTask(type)) for (const field of TASK_FIELDS) add(keys, 'task', event.get(field));
  if (isAboutPort(type)) add(keys, 'port', event.get('port') ?? event.get('object'));
  add(keys, 'message', event.get('msg'));
}

function isAboutTask(type: number): boolean {
  return (type >= E.EV_TASK_CREATED && type <= E.EV_SPECIAL_PORT) || type === E.EV_PROCESS_STARTED || type === E.EV_PROCESS_ENDED;
}

function isAboutPort(type: number): boolean {
  return (type >= E.EV_PORT_CREATED && type <= E.EV_PORT_GONE) || type === E.EV_QUEUED || type === E.EV_DEQUEUED || type === E.EV_WAITS;
}

function add(keys: Set<string>, kind: 'task' | 'port' | 'message', id: number | undefined): void {
  if (id !== undefined && id !== 0) keys.add(targetKey({ kind, id }));
}
