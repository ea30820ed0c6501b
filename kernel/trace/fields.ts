/** Fields of an event by name. */

import { EVENT_SHAPES, EVENT_TYPE_MASK } from '../abi/events.ts';

/** Fields that are unsigned 32-bit numbers; all others are signed. */
const UNSIGNED: ReadonlySet<string> = new Set([
  'name',
  'oldName',
  'newName',
  'rcvName',
  'options',
  'oldType',
  'newType',
  'bits',
  'hash',
  'address',
  'oldLow',
  'oldHigh',
  'newLow',
  'newHigh',
  'contextLow',
  'contextHigh',
  'mscount',
  'oldMscount',
  'seqno',
  'oldSeqno',
  'layers',
  'probesTried',
  'probesRefused',
]);

const OFFSETS = new Map<number, ReadonlyMap<string, number>>(
  Object.entries(EVENT_SHAPES).map(([type, { fields }]) => [Number(type), new Map(fields.map((field, i) => [field, i + 1]))]),
);

/** Words from the start of an event of this type to the field; 0 when it has no such field. */
export function fieldOffset(type: number, field: string): number {
  return OFFSETS.get(type & EVENT_TYPE_MASK)?.get(field) ?? 0;
}

export function isUnsigned(field: string): boolean {
  return UNSIGNED.has(field);
}

/** A field's value; undefined when events of this type have none of that name. */
export function fieldOf(words: Int32Array, at: number, field: string): number | undefined {
  const offset = fieldOffset(words[at]!, field);
  if (offset === 0) return undefined;
  const value = words[at + offset]!;
  return UNSIGNED.has(field) ? value >>> 0 : value;
}
