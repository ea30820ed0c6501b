/** What a message that came back must show, field by field. */
import { codeName } from '../../abi/codes.ts';
import { getI32, getU32 } from '../../abi/bytes.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_OOL_VOLATILE, DESCRIPTOR_TYPE_NAMES, roundUp4 } from '../../abi/message.ts';
import { nameText } from '../../abi/rights.ts';
import type { Received, ReceivedItem } from '../client/received.ts';
import { boolean, isObject, type Json, list, Malformed, object, string, text, word } from './json.ts';
import { dataBytes, pattern } from './message.ts';
import { ARRIVED_KIND, I32, LABEL, NAME_OR_NULL, NAMES, type Names, U32, U64 } from './values.ts';
import { ARRIVED, bitsOf, expectedCode, GUARD_DESCRIPTOR_FLAGS, NOTIFICATIONS } from './words.ts';

/** What references stand for, which task a label is, and where what is bound goes. */
export interface Scene extends Names {
  /** Id of a task; the kernel's is 0. */
  taskId(label: string): number;
  bind(name: string, value: number): void;
}

/** One thing that is not as expected. */
export interface Difference {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

const FIELDS = [
  'id', 'data', 'complex', 'body', 'remote', 'local', 'remoteType', 'localType', 'seqno', 'size', 'trailer', 'sender', 'audit_pid',
  'notification', 'name', 'mscount', 'names', 'types', 'bind',
]; // prettier-ignore
const ITEM_FIELDS = ['disposition', 'name', 'bind', 'size', 'same_bytes_as', 'data', 'deallocate', 'count', 'names', 'guard', 'flags'];
const TYPES: Readonly<Record<string, string>> = Object.fromEntries(DESCRIPTOR_TYPE_NAMES.map((name) => [name, name]));
const KERNEL = 'KERNEL';

/** Throws for an expectation that is not in the format. */
export function checkExpectation(value: unknown, path: string): void {
  const expected = object(value, path, [], FIELDS);
  const check = (field: string, with_: (found: unknown, at: string) => void): void => {
    if (field in expected) with_(expected[field], `${path}.${field}`);
  };
  check('id', I32.check);
  check('data', dataBytes);
  check('complex', boolean);
  check('remote', NAME_OR_NULL.check);
  check('local', NAME_OR_NULL.check);
  check('remoteType', ARRIVED_KIND.check);
  check('localType', ARRIVED_KIND.check);
  check('seqno', U32.check);
  check('size', U32.check);
  check('trailer', checkTrailer);
  check('sender', checkTask);
  check('audit_pid', checkTask);
  check('notification', (found, at) => word(found, at, NOTIFICATIONS, 'notification'));
  check('name', NAME_OR_NULL.check);
  check('mscount', U32.check);
  check('names', NAMES.check);
  check('types', ARRIVED_KIND.check);
  check('bind', checkBind);
  check('body', (found, at) => list(found, at).forEach((item, index) => checkItem(item, `${at}[${index}]`)));
}

function checkTask(value: unknown, path: string): void {
  if (typeof value === 'number') U32.check(value, path);
  else LABEL.check(value, path);
}

function checkTrailer(value: unknown, path: string): void {
  const trailer = object(value, path, [], ['type', 'size', 'seqno', 'sender', 'audit_pid', 'context']);
  for (const field of ['type', 'size', 'seqno']) if (field in trailer) U32.check(trailer[field], `${path}.${field}`);
  for (const field of ['sender', 'audit_pid']) if (field in trailer) checkTask(trailer[field], `${path}.${field}`);
  if ('context' in trailer) U64.check(trailer['context'], `${path}.context`);
}

function checkBind(value: unknown, path: string): void {
  for (const [key, label] of Object.entries(object(value, path, [], ['remote', 'local']))) LABEL.check(label, `${path}.${key}`);
}

function checkItem(value: unknown, path: string): void {
  const item = object(value, path, ['type'], ITEM_FIELDS);
  word(item['type'], `${path}.type`, TYPES, 'descriptor');
  const check = (field: string, with_: (found: unknown, at: string) => void): void => {
    if (field in item) with_(item[field], `${path}.${field}`);
  };
  check('disposition', ARRIVED_KIND.check);
  check('name', NAME_OR_NULL.check);
  check('bind', LABEL.check);
  check('size', U32.check);
  check('count', U32.check);
  check('names', NAMES.check);
  check('deallocate', boolean);
  check('data', dataBytes);
  check('guard', U64.check);
  check('flags', (found, at) => bitsOf(found, at, GUARD_DESCRIPTOR_FLAGS, 'flag'));
  check('same_bytes_as', (found, at) => {
    if (string(found, at) !== 'pattern') throw new Malformed(at, `unknown bytes ${text(found)}`);
  });
}

/** Whether the sender must be read from the trailer. */
export function needsSender(expected: Json): boolean {
  return 'sender' in expected || 'audit_pid' in expected;
}

/** Compares a message with what was expected of it, and binds what is to be kept. */
export function differences(expected: Json, message: Received, scene: Scene): Difference[] {
  const found: Difference[] = [];
  const compare = (field: string, wanted: unknown, actual: unknown, show: (value: never) => string = String): void => {
    if (wanted !== actual) found.push({ field, expected: show(wanted as never), actual: show(actual as never) });
  };
  for (const [field, wanted] of Object.entries(expected)) compareField(field, wanted, message, scene, compare, found);
  if (isObject(expected['bind'])) {
    for (const [which, label] of Object.entries(expected['bind']))
      scene.bind(label as string, which === 'remote' ? message.remote : message.local);
  }
  return found;
}

type Compare = (field: string, wanted: unknown, actual: unknown, show?: (value: never) => string) => void;

function compareField(field: string, wanted: unknown, message: Received, scene: Scene, compare: Compare, found: Difference[]): void {
  const { descriptors, trailer, data } = message;
  switch (field) {
    case 'id':
      return compare(field, wanted, message.msghId);
    case 'complex':
      return compare(field, wanted, message.complex);
    case 'size':
      return compare(field, wanted, message.sizeBytes);
    case 'seqno':
      return compare(field, wanted, message.seqno);
    case 'remote':
      return compare(field, NAME_OR_NULL.resolve(wanted, scene), message.remote, nameText);
    case 'local':
      return compare(field, NAME_OR_NULL.resolve(wanted, scene), message.local, nameText);
    case 'remoteType':
      return compare(field, ARRIVED_KIND.resolve(wanted, scene), message.remoteType, kindText);
    case 'localType':
      return compare(field, ARRIVED_KIND.resolve(wanted, scene), message.localType, kindText);
    case 'sender':
      return compare(field, taskOf(wanted, scene), trailer?.sender ?? 'unknown');
    case 'audit_pid':
      return compare(field, taskOf(wanted, scene), trailer?.auditPid ?? 'unknown');
    case 'notification':
      return compare(field, NOTIFICATIONS[wanted as string], message.msghId, (id: number) => `${id}`);
    case 'name':
      return compare(field, NAME_OR_NULL.resolve(wanted, scene), data.length < 4 ? -1 : getU32(data, 0), nameText);
    case 'mscount':
      return compare(field, wanted, data.length < 4 ? -1 : getU32(data, 0));
    case 'names':
      return compare(field, NAMES.resolve(wanted, scene).map(nameText).join(), allNames(descriptors).map(nameText).join());
    case 'types':
      for (const { kind, rights } of descriptors ?? [])
        if (rights.length > 0) compare(field, ARRIVED_KIND.resolve(wanted, scene), kind, kindText);
      return;
    case 'data':
      return compareData(field, wanted, data, compare);
    case 'trailer':
      return compareTrailer(wanted as Json, message, scene, compare);
    case 'body': {
      const items = wanted as readonly Json[];
      compare('body.length', items.length, descriptors?.length ?? 0);
      items.forEach((item, index) => {
        const actual = descriptors?.[index];
        if (actual !== undefined) compareItem(`body[${index}]`, item, actual, scene, compare);
      });
      return;
    }
    case 'bind':
      return;
    default:
      found.push({ field, expected: text(wanted), actual: 'a field the runner does not know' });
  }
}

function allNames(descriptors: readonly ReceivedItem[] | null): number[] {
  return (descriptors ?? []).flatMap(({ rights }) => [...rights]);
}

function taskOf(wanted: unknown, scene: Scene): number {
  return typeof wanted === 'number' ? wanted : wanted === KERNEL ? 0 : scene.taskId(wanted as string);
}

function kindText(kind: number): string {
  return Object.keys(ARRIVED).find((name) => ARRIVED[name] === kind) ?? (kind === 0 ? 'none' : `${kind}`);
}

function compareData(field: string, wanted: unknown, data: Uint8Array, compare: Compare): void {
  if (isObject(wanted)) {
    const code = expectedCode(wanted['retCode'], '').code;
    return compare(`${field}.retCode`, code, data.length < 4 ? NaN : getI32(data, 0), codeName);
  }
  const bytes = dataBytes(wanted, '');
  const padded = new Uint8Array(roundUp4(bytes.length));
  padded.set(bytes);
  compare(field, show(padded), show(data));
}

function show(bytes: Uint8Array): string {
  return `${bytes.length} bytes ${JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 64)))}`;
}

function compareTrailer(wanted: Json, { trailer }: Received, scene: Scene, compare: Compare): void {
  if (trailer === null) return compare('trailer', 'one', 'none');
  for (const [field, value] of Object.entries(wanted)) {
    const at = `trailer.${field}`;
    if (field === 'sender') compare(at, taskOf(value, scene), trailer.sender);
    else if (field === 'audit_pid') compare(at, taskOf(value, scene), trailer.auditPid);
    else if (field === 'context') compare(at, U64.resolve(value, scene), trailer.context);
    else compare(at, value, trailer[field as 'type' | 'size' | 'seqno']);
  }
}

function compareItem(path: string, wanted: Json, actual: ReceivedItem, scene: Scene, compare: Compare): void {
  compare(`${path}.type`, wanted['type'], DESCRIPTOR_TYPE_NAMES[actual.type]);
  const memory = actual.type === DESCRIPTOR_OOL || actual.type === DESCRIPTOR_OOL_VOLATILE;
  for (const [field, value] of Object.entries(wanted)) {
    const at = `${path}.${field}`;
    if (field === 'disposition') compare(at, ARRIVED_KIND.resolve(value, scene), actual.kind, kindText);
    else if (field === 'name') compare(at, NAME_OR_NULL.resolve(value, scene), actual.rights[0], nameText);
    else if (field === 'names') compare(at, NAMES.resolve(value, scene).map(nameText).join(), actual.rights.map(nameText).join());
    else if (field === 'bind') scene.bind(value as string, memory ? actual.address : (actual.rights[0] ?? 0));
    else if (field === 'size') compare(at, value, actual.sizeBytes);
    else if (field === 'count') compare(at, value, actual.rights.length);
    else if (field === 'deallocate') compare(at, value, actual.deallocate);
    else if (field === 'guard') compare(at, U64.resolve(value, scene), actual.guard);
    else if (field === 'flags') compare(at, bitsOf(value, '', GUARD_DESCRIPTOR_FLAGS, 'flag'), actual.flags);
    else if (field === 'data') compare(at, show(dataBytes(value, '')), show(actual.memory));
    else if (field === 'same_bytes_as') compare(at, true, sameBytes(pattern(actual.memory.length), actual.memory));
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
