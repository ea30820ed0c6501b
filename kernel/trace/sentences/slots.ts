/** The values that slots of sentences are filled with: fields of the event, as words. */

import * as E from '../../abi/events.ts';
import { codeName } from '../../abi/codes.ts';
import { COMMAND_NAMES } from '../../abi/commands.ts';
import { TRAP_NAMES } from '../../abi/frame.ts';
import { routineById } from '../../abi/interfaces/index.ts';
import { NOTIFICATION_NAMES } from '../../abi/notify.ts';
import { PROFILES } from '../../abi/profile.ts';
import {
  nameText,
  PORT_RECEIVE,
  PORT_SEND,
  TYPE_DEAD_NAME,
  TYPE_PORT_SET,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
} from '../../abi/rights.ts';
import { LAYER_NAMES } from '../../abi/sandbox.ts';
import type { LogEvent } from '../event.ts';
import { textOf } from '../text.ts';
import type { Labels, ObjectKind } from './labels.ts';

/** A piece of a sentence; `object` when it names one that can be looked at. */
export interface Part {
  readonly text: string;
  readonly object?: { readonly kind: ObjectKind; readonly id: number };
  /** A name (of the space of `task`), to be looked up in that task's table. */
  readonly name?: { readonly task: number; readonly name: number };
}

type Slot = (e: LogEvent, labels: Labels) => Part;

const plain = (text: string | number): Part => ({ text: String(text) });
const object = (kind: ObjectKind, id: number, text: string): Part => (id === 0 ? { text } : { text, object: { kind, id } });
const task =
  (field: string): Slot =>
  (e, l) =>
    object('task', e.field(field), l.task(e.field(field)));
const port =
  (field: string): Slot =>
  (e, l) =>
    object('port', e.field(field), l.port(e.field(field)));
const hexName =
  (field: string): Slot =>
  (e) => ({ text: nameText(e.field(field)), name: { task: e.get('task') ?? 0, name: e.field(field) } });

/** Slots that are not just a number of the event. What a field means may depend on the type of its event. */
const SLOTS: Readonly<Record<string, Slot>> = {
  who: (e, l) => object('task', taskOf(e, l), l.thread(e.field('thread'), taskOf(e, l))),
  task: (e, l) => object('task', taskOf(e, l), l.task(taskOf(e, l))),
  parent: task('parent'),
  senderTask: task('senderTask'),
  newTask: (e, l) => (e.type === E.EV_RECEIVER ? task('newId') : task('newTask'))(e, l),
  newMsg: (e, l) => message(e, l, e.field('newId')),
  port: port('port'),
  object: (e, l) => port('object')(e, l),
  set: port('set'),
  notifyPort: port('notifyPort'),
  newPort: (e, l) => (e.type === E.EV_SPECIAL_PORT ? port('new') : port('newPort'))(e, l),
  msg: (e, l) => message(e, l, e.field('msg')),
  name: hexName('name'),
  oldName: hexName('oldName'),
  rcvName: hexName('rcvName'),
  newName: (e) =>
    e.type === E.EV_SPECIAL_PORT
      ? { text: nameText(e.field('new') >>> 0), name: { task: e.field('id'), name: e.field('new') >>> 0 } }
      : e.type === E.EV_RECEIVER
        ? { text: nameText(e.field('newName')), name: { task: e.field('newId'), name: e.field('newName') } }
        : hexName('newName')(e, NONE),
  code: (e) => plain(e.type === E.EV_TASK_DIED ? e.field('code') : codeName(e.field('code'))),
  trap: (e) => plain(TRAP_NAMES[e.field('trap')] ?? e.field('trap')),
  routine: (e) => plain(routineById(e.field('msghId'))?.routine.name ?? e.field('msghId')),
  notice: (e) => plain(NOTIFICATION_NAMES[e.field('msghId')] ?? e.field('msghId')),
  memory: (e, l) => object('memory', e.field('memory'), l.word('memory', { id: e.field('memory') })),
  copyOf: (e, l) => object('memory', e.field('copyOf'), l.word('memory', { id: e.field('copyOf') })),
  service: (e, l) => object('service', e.field('service'), l.service(e.field('service'))),
  context: (e, l) => object('context', e.field('context'), l.word('context', { id: e.field('context') })),
  pid: (e, l) => object('process', e.field('process'), String(e.get('pid') ?? l.state.processes.get(e.field('process'))?.pid ?? 0)),
  id: (e) => plain(e.field('thread')),
  profile: (e) => plain(Object.keys(PROFILES)[e.field('profile')] ?? e.field('profile')),
  ms: (e) => plain(Math.max(0, Math.round(e.field('deadlineMs') - e.virtualUs / 1000))),
  address: (e) => plain(`0x${e.field('address').toString(16)}`),
  age: (e) => plain(e.seq - e.field('createdAt')),
  gone: (e) => plain(e.field('oldUrefs') - e.field('newUrefs')),
  text: (e) => plain(textOf(e.bytes).trimEnd()),
  old: (e) => (e.type === E.EV_TASK_NAMED ? plain(textOf(e.bytes.subarray(0, e.bytes.indexOf(0)))) : plain(e.field('old') >>> 0)),
  new: (e) => (e.type === E.EV_TASK_NAMED ? plain(textOf(e.bytes.subarray(e.bytes.indexOf(0) + 1))) : plain(e.field('new') >>> 0)),
  why: (e, l) => plain(l.word(`why.destroy.${e.field('why')}`)),
  when: (e, l) => plain(l.word(`request.${e.field('newKind')}`)),
  slot: (e, l) => plain(l.word(e.field('slot') < E.SLOT_BODY ? `slot.${e.field('slot')}` : 'slot.body')),
  protection: (e, l) => plain(l.word(`protection.${e.field('new') & 3}`)),
  right: (e, l) => plain(l.word(`a.right.${rightWord(e)}`)),
  oldRight: (e, l) => plain(l.word(`right.${typeWord(e.field('oldType'))}`)),
  which: (e, l) => plain(whichWord(e.field('which'), l)),
  owner: (e, l) => owner(e, l),
  command: (e, l) => plain(l.word(`command.${COMMAND_NAMES[e.field('command')] ?? 'unknown'}`, { id: e.field('command') })),
  device: (e, l) => plain(l.word(`device.${e.field('device')}`)),
  ticksPassed: (e) => plain(e.field('new') - e.field('old')),
  newLabel: (e) => plain(textOf(e.bytes.subarray(e.bytes.indexOf(0) + 1))),
  tried: (e) => plain(bitCount(e.field('probesTried'))),
  refused: (e) => plain(bitCount(e.field('probesRefused'))),
  layers: (e, l) => plain(l.list(LAYER_NAMES.filter(([bit]) => (e.field('layers') & bit) !== 0).map(([, name]) => name))),
};
const NONE = undefined as unknown as Labels;

/** Fills a slot: by a value made from the event, else by its field of that name. */
export function fillSlot(slot: string, e: LogEvent, labels: Labels): Part {
  const make = SLOTS[slot];
  return make === undefined ? plain(e.field(slot)) : make(e, labels);
}

/** Events of a process or thread belong to its task. */
function taskOf(e: LogEvent, { state }: Labels): number {
  const direct = e.get('task');
  if (direct !== undefined) return direct;
  const process = e.get('process');
  if (process !== undefined) return state.processes.get(process)?.task ?? 0;
  const thread = e.get('thread') ?? 0;
  return state.threads.get(thread)?.task ?? state.scheduled.get(thread)?.task ?? 0;
}

function message(e: LogEvent, labels: Labels, id: number): Part {
  if (id === 0) return plain(labels.word('msg.none'));
  const msghId = (id === e.get('msg') ? e.get('msghId') : undefined) ?? labels.state.messages.get(id)?.msghId;
  return object('msg', id, msghId === undefined ? labels.word('msg.unknown', { id }) : labels.message(msghId));
}

function rightWord(e: LogEvent): string {
  const kind = e.get('kind');
  if (kind !== undefined) return kind === PORT_RECEIVE ? 'receive' : kind === PORT_SEND ? 'send' : 'once';
  if (e.type === E.EV_KERNEL_HOLDS) return e.field('dsr') !== 0 ? 'send' : 'once';
  return typeWord(e.field('newType'));
}

function typeWord(type: number): string {
  if ((type & TYPE_DEAD_NAME) !== 0) return 'dead';
  if ((type & TYPE_PORT_SET) !== 0) return 'set';
  if ((type & TYPE_SEND_ONCE) !== 0) return 'once';
  if ((type & TYPE_RECEIVE) === 0) return 'send';
  return (type & TYPE_SEND) !== 0 ? 'both' : 'receive';
}

function whichWord(which: number, labels: Labels): string {
  if (which >= E.SPECIAL_EXCEPTION_TYPE) return labels.word('special.exception');
  return labels.word(which >= E.SPECIAL_REGISTERED ? 'special.registered' : `special.${which}`);
}

function owner(e: LogEvent, labels: Labels): Part {
  const id = e.field('id');
  if (e.field('owner') === E.OWNER_TASK) return object('task', id, labels.task(id));
  if (e.field('owner') === E.OWNER_THREAD) return object('thread', id, labels.thread(id, labels.state.threads.get(id)?.task ?? 0));
  return plain(labels.word('owner.host'));
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
