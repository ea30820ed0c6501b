/** Kinds of value in case files: how each is checked before a case runs, and what it stands for when it does. */
import { DISPOSITIONS, MACH_PORT_DEAD, MACH_PORT_NULL } from '../../abi/rights.ts';
import { boolean, integer, list, Malformed, string, text, word } from './json.ts';
import {
  ARRIVED,
  bitsOf,
  CONSTRUCT_FLAGS,
  EXCEPTION_MASKS,
  GUARD_CALL_FLAGS,
  NOTIFICATIONS,
  RIGHTS,
  SPECIAL_PORTS,
  STATUS_FLAGS,
  TYPE_BITS,
} from './words.ts';

/** What `$x` stands for. */
export interface Names {
  value(name: string): number;
}

/** One kind of value. `T`: what it stands for. */
export interface Kind<T> {
  /** Throws `Malformed` for what is not of this kind. */
  readonly check: (value: unknown, path: string) => void;
  /** Needs: `check` passed. */
  readonly resolve: (value: unknown, names: Names) => T;
}

const REFERENCE = /^\$([A-Za-z_]\w*)(?:([+-])(0x[0-9a-fA-F]+|\d+))?$/;

function fixed<T>(read: (value: unknown, path: string) => T): Kind<T> {
  return { check: (value, path) => void read(value, path), resolve: (value) => read(value, '') };
}

/** A name, a reference to one, `"NULL"` or `"DEAD"`. */
export const NAME: Kind<number> = {
  check(value, path) {
    if (typeof value === 'number') {
      if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new Malformed(path, `${value} is no name`);
    } else if (value !== 'NULL' && value !== 'DEAD' && !REFERENCE.test(string(value, path)))
      throw new Malformed(path, `${text(value)} is no name`);
  },
  resolve(value, names) {
    if (typeof value === 'number') return value;
    if (value === 'NULL') return MACH_PORT_NULL;
    if (value === 'DEAD') return MACH_PORT_DEAD;
    const [, name = '', sign, offset = '0'] = REFERENCE.exec(value as string) ?? [];
    return (names.value(name) + (sign === '-' ? -Number(offset) : Number(offset))) >>> 0;
  },
};

/** A name, or null for none. */
export const NAME_OR_NULL: Kind<number> = {
  check: (value, path) => (value === null ? undefined : NAME.check(value, path)),
  resolve: (value, names) => (value === null ? MACH_PORT_NULL : NAME.resolve(value, names)),
};

export const NAMES: Kind<readonly number[]> = {
  check: (value, path) => list(value, path).forEach((item, index) => NAME.check(item, `${path}[${index}]`)),
  resolve: (value, names) => (value as unknown[]).map((item) => NAME.resolve(item, names)),
};

function u32(value: unknown, path: string): number {
  const number = integer(value, path);
  if (number < 0 || number > 0xffffffff) throw new Malformed(path, `${number} does not fit 32 bits`);
  return number;
}

export const U32: Kind<number> = fixed(u32);

export const I32: Kind<number> = fixed((value, path) => {
  const number = integer(value, path);
  if (number < -0x80000000 || number > 0x7fffffff) throw new Malformed(path, `${number} does not fit 32 bits with a sign`);
  return number;
});

export const U64: Kind<bigint> = fixed((value, path) => {
  const number = integer(value, path);
  if (number < 0) throw new Malformed(path, `${number} is negative`);
  return BigInt(number);
});

export const BOOLEAN: Kind<boolean> = fixed(boolean);
export const TEXT: Kind<string> = fixed(string);

/** A word of a table, or the number itself. */
function wordOrNumber(words: Readonly<Record<string, number>>, what: string): Kind<number> {
  return fixed((value, path) => (typeof value === 'number' ? u32(value, path) : word(value, path, words, what)));
}

export const RIGHT = wordOrNumber(RIGHTS, 'right');
export const DISPOSITION = wordOrNumber(DISPOSITIONS, 'disposition');
export const VARIANT = wordOrNumber(NOTIFICATIONS, 'notification');
export const SPECIAL = wordOrNumber(SPECIAL_PORTS, 'special port');
export const MASK = wordOrNumber(EXCEPTION_MASKS, 'exception mask');
export const FLAVOR = wordOrNumber({}, 'flavour');

function bits(words: Readonly<Record<string, number>>, what: string): Kind<number> {
  return fixed((value, path) => (typeof value === 'number' ? integer(value, path) : bitsOf(value, path, words, what)));
}

export const CONSTRUCT = bits(CONSTRUCT_FLAGS, 'flag');
export const GUARD_FLAGS = bits(GUARD_CALL_FLAGS, 'flag');
export const STATUS = bits(STATUS_FLAGS, 'flag');
export const TYPE = bits(TYPE_BITS, 'type');
export const ARRIVED_KIND: Kind<number> = fixed((value, path) => word(value, path, ARRIVED, 'kind of right'));

/** A thread: by its label, or by a name of its port. */
export const THREAD: Kind<string | number> = {
  check(value, path) {
    if (typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value) && value !== 'NULL' && value !== 'DEAD') return;
    NAME.check(value, path);
  },
  resolve(value, names) {
    const label = typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value) && value !== 'NULL' && value !== 'DEAD';
    return label ? (value as string) : NAME.resolve(value, names);
  },
};

export const LABEL: Kind<string> = fixed((value, path) => {
  const label = string(value, path);
  if (!/^[A-Za-z_]\w*$/.test(label)) throw new Malformed(path, `${text(value)} is no label`);
  return label;
});

/** A task by its label, with or without the `$` of its port. */
export const TASK: Kind<string> = fixed((value, path) => LABEL.resolve(string(value, path).replace(/^\$/, ''), { value: () => 0 }));
