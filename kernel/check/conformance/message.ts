/** Messages in case files: the one to send, and what one that came back must show. */
import {
  DESCRIPTOR_GUARDED_PORT,
  DESCRIPTOR_OOL,
  DESCRIPTOR_OOL_PORTS,
  DESCRIPTOR_OOL_VOLATILE,
  DESCRIPTOR_PORT,
  OOL_COPY_PHYSICAL,
  OOL_COPY_VIRTUAL,
  roundUp4,
} from '../../abi/message.ts';
import { setU32, utf8 } from '../../abi/bytes.ts';
import type { BodyItem, Outgoing } from '../client/message.ts';
import { boolean, isObject, type Json, list, Malformed, object, string, text, word } from './json.ts';
import { DISPOSITION, I32, NAME, NAMES, type Names, U32, U64 } from './values.ts';
import { bitsOf, expectedCode, GUARD_DESCRIPTOR_FLAGS } from './words.ts';

/** A memory region of a task, made by a set-up step. */
export interface RegionValue {
  readonly address: number;
  readonly sizeBytes: number;
}

/** What a message's references stand for. */
export interface MessageNames extends Names {
  region(name: string): RegionValue;
}

const ITEM_TYPES: Readonly<Record<string, number>> = {
  PORT: DESCRIPTOR_PORT,
  OOL: DESCRIPTOR_OOL,
  OOL_PORTS: DESCRIPTOR_OOL_PORTS,
  OOL_VOLATILE: DESCRIPTOR_OOL_VOLATILE,
  GUARDED_PORT: DESCRIPTOR_GUARDED_PORT,
};
const COPIES: Readonly<Record<string, number>> = { PHYSICAL: OOL_COPY_PHYSICAL, VIRTUAL: OOL_COPY_VIRTUAL };

/** Throws for a message that is not in the format. */
export function checkMessage(value: unknown, path: string): void {
  const message = object(value, path, ['remote', 'local', 'id'], ['data', 'complex', 'body']);
  checkRight(message['remote'], `${path}.remote`);
  if (message['local'] !== null) checkRight(message['local'], `${path}.local`);
  I32.check(message['id'], `${path}.id`);
  if ('complex' in message) boolean(message['complex'], `${path}.complex`);
  if ('data' in message) dataBytes(message['data'], `${path}.data`);
  if ('body' in message) list(message['body'], `${path}.body`).forEach((item, index) => checkItem(item, `${path}.body[${index}]`));
}

function checkRight(value: unknown, path: string): void {
  const right = object(value, path, ['name', 'disposition']);
  NAME.check(right['name'], `${path}.name`);
  DISPOSITION.check(right['disposition'], `${path}.disposition`);
}

function checkItem(value: unknown, path: string): void {
  if (!isObject(value)) throw new Malformed(path, `expected an object, found ${text(value)}`);
  const type = word(value['type'], `${path}.type`, ITEM_TYPES, 'descriptor');
  switch (type) {
    case DESCRIPTOR_PORT:
      object(value, path, ['type', 'name', 'disposition']);
      NAME.check(value['name'], `${path}.name`);
      return DISPOSITION.check(value['disposition'], `${path}.disposition`);
    case DESCRIPTOR_OOL_PORTS:
      object(value, path, ['type', 'names', 'disposition'], ['deallocate', 'copy']);
      NAMES.check(value['names'], `${path}.names`);
      DISPOSITION.check(value['disposition'], `${path}.disposition`);
      break;
    case DESCRIPTOR_GUARDED_PORT:
      object(value, path, ['type', 'name', 'disposition', 'guard', 'flags']);
      NAME.check(value['name'], `${path}.name`);
      DISPOSITION.check(value['disposition'], `${path}.disposition`);
      U64.check(value['guard'], `${path}.guard`);
      if (typeof value['flags'] === 'number') U32.check(value['flags'], `${path}.flags`);
      else bitsOf(value['flags'], `${path}.flags`, GUARD_DESCRIPTOR_FLAGS, 'flag');
      return;
    default:
      object(value, path, ['type'], ['region', 'data', 'deallocate', 'copy']);
      if ('region' in value === 'data' in value) throw new Malformed(path, "one of 'region' and 'data' says what is sent");
      if ('region' in value && !/^\$[A-Za-z_]\w*$/.test(string(value['region'], `${path}.region`)))
        throw new Malformed(`${path}.region`, `${text(value['region'])} is no region`);
      if ('data' in value) dataBytes(value['data'], `${path}.data`);
  }
  if ('deallocate' in value) boolean(value['deallocate'], `${path}.deallocate`);
  if ('copy' in value && typeof value['copy'] !== 'number') word(value['copy'], `${path}.copy`, COPIES, 'copy option');
}

/** The message that `checkMessage` let pass. */
export function messageOf(value: unknown, names: MessageNames): Outgoing {
  const { remote, local, id, data, complex, body } = value as Json;
  const right = (from: unknown): { name: number; disposition: number } => {
    if (from === null) return { name: 0, disposition: 0 };
    const { name, disposition } = from as Json;
    return { name: NAME.resolve(name, names), disposition: DISPOSITION.resolve(disposition, names) };
  };
  const items = body === undefined ? (complex === true ? [] : null) : (body as unknown[]).map((item) => itemOf(item as Json, names));
  return {
    remote: right(remote),
    local: right(local),
    id: id as number,
    body: items,
    data: data === undefined ? new Uint8Array(0) : dataBytes(data, ''),
    ...(complex === undefined ? {} : { complex: complex as boolean }),
  };
}

function itemOf(item: Json, names: MessageNames): BodyItem {
  const type = ITEM_TYPES[item['type'] as string] as BodyItem['type'];
  const disposition = item['disposition'] === undefined ? 0 : DISPOSITION.resolve(item['disposition'], names);
  const copy = item['copy'];
  const plain = {
    deallocate: item['deallocate'] === true,
    copy: copy === undefined ? OOL_COPY_VIRTUAL : typeof copy === 'number' ? copy : (COPIES[copy as string] as number),
  };
  switch (type) {
    case DESCRIPTOR_PORT:
      return { type, name: NAME.resolve(item['name'], names), disposition };
    case DESCRIPTOR_OOL_PORTS:
      return { type, names: NAMES.resolve(item['names'], names), disposition, ...plain };
    case DESCRIPTOR_GUARDED_PORT: {
      const flags = typeof item['flags'] === 'number' ? item['flags'] : bitsOf(item['flags'], '', GUARD_DESCRIPTOR_FLAGS, 'flag');
      return { type, name: NAME.resolve(item['name'], names), disposition, guard: U64.resolve(item['guard'], names), flags };
    }
    default: {
      const region = item['region'];
      const memory = region === undefined ? dataBytes(item['data'], '') : names.region((region as string).slice(1));
      return { type, memory, ...plain };
    }
  }
}

/** Data of a message: a text, several in a row (each on a word boundary), or the return code of a reply. */
export function dataBytes(value: unknown, path: string): Uint8Array {
  if (Array.isArray(value)) {
    const pieces = value.map((item, index) => utf8(string(item, `${path}[${index}]`)));
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + roundUp4(piece.length), 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += roundUp4(piece.length);
    }
    return bytes;
  }
  if (!isObject(value)) return utf8(string(value, path));
  object(value, path, ['retCode']);
  const bytes = new Uint8Array(4);
  setU32(bytes, 0, expectedCode(value['retCode'], `${path}.retCode`).code);
  return bytes;
}

/** Bytes by which a region's content is recognised. */
export function pattern(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at++) bytes[at] = (at * 31 + (at >>> 12) * 7 + 5) & 0xff;
  return bytes;
}
