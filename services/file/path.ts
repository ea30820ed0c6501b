/**
 * Paths of the volume. A path comes as bytes from a message of anybody; what leaves this file is either a checked path
 * or the name of what is wrong with it. Each place has exactly one spelling, so that two paths are the same place
 * only if they are the same bytes: components parted by single slashes, none at either end; `.` alone is the volume's root.
 */

import { PATH_BYTES, PATH_COMPONENT_BYTES } from '../../kernel/abi/fileNumbers.ts';

/** Names the service keeps for itself (temporary files of whole-file replaces). */
const RESERVED = /^\.machlab-replace-[0-9a-f]{8}\.tmp$/;

/** Why a path is refused, in the order in which it is looked at. */
export const PATH_REFUSALS = {
  EMPTY: 'The path is empty; the root of the volume is written as one dot.',
  TOO_LONG: `The path is longer than ${PATH_BYTES} bytes.`,
  NUL: 'The path holds a zero byte.',
  NOT_UTF8: 'The path is not UTF-8.',
  ABSOLUTE: 'The path starts with a slash; paths count from the root of the volume.',
  TRAILING_SLASH: 'The path ends with a slash.',
  EMPTY_COMPONENT: 'The path holds two slashes in a row.',
  BACKSLASH: 'The path holds a backslash, which parts folders on some systems.',
  DOT: 'A component is a single dot.',
  PARENT: 'A component is two dots; no path leads upwards.',
  COMPONENT_TOO_LONG: `A component is longer than ${PATH_COMPONENT_BYTES} bytes.`,
  RESERVED: 'A component is a name that the service keeps for its temporary files.',
} as const;

export type PathRefusal = keyof typeof PATH_REFUSALS;

declare const checked: unique symbol;

/** A path that `checkPath` let through. No components: the root. */
export interface VolumePath {
  readonly components: readonly string[];
  readonly [checked]: true;
}

export type PathCheck = { readonly ok: true; readonly path: VolumePath } | { readonly ok: false; readonly refusal: PathRefusal };

// A byte order mark is kept, so that each string has one spelling in bytes.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Checks the bytes of a path from a message. */
export function checkPath(bytes: Uint8Array): PathCheck {
  if (bytes.length === 0) return refuse('EMPTY');
  if (bytes.length > PATH_BYTES) return refuse('TOO_LONG');
  if (bytes.includes(0)) return refuse('NUL');
  const text = decode(bytes);
  if (text === undefined) return refuse('NOT_UTF8');
  if (text === '.') return accept([]);
  if (text.startsWith('/')) return refuse('ABSOLUTE');
  if (text.endsWith('/')) return refuse('TRAILING_SLASH');
  const components = text.split('/');
  for (const component of components) {
    const refusal = checkComponent(component);
    if (refusal !== undefined) return refuse(refusal);
  }
  return accept(components);
}

/** Whether a name in a folder is one of our temporary files. */
export function isReservedName(name: string): boolean {
  return RESERVED.test(name);
}

/** The name of the temporary file of this number; always one that `isReservedName` knows. */
export function reservedName(number: number): string {
  return `.machlab-replace-${(number >>> 0).toString(16).padStart(8, '0')}.tmp`;
}

/** Whether `inner` lies below `outer`; a path does not lie below itself. */
export function liesBelow(inner: VolumePath, outer: VolumePath): boolean {
  return inner.components.length > outer.components.length && outer.components.every((name, index) => inner.components[index] === name);
}

export function isSamePath(one: VolumePath, other: VolumePath): boolean {
  return one.components.length === other.components.length && one.components.every((name, index) => other.components[index] === name);
}

function checkComponent(component: string): PathRefusal | undefined {
  if (component === '') return 'EMPTY_COMPONENT';
  if (component.includes('\\')) return 'BACKSLASH';
  if (component === '.') return 'DOT';
  if (component === '..') return 'PARENT';
  if (Buffer.byteLength(component) > PATH_COMPONENT_BYTES) return 'COMPONENT_TOO_LONG';
  if (isReservedName(component)) return 'RESERVED';
  return undefined;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function accept(components: readonly string[]): PathCheck {
  return { ok: true, path: { components } as VolumePath };
}

function refuse(refusal: PathRefusal): PathCheck {
  return { ok: false, refusal };
}
