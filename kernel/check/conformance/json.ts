/** Reads of JSON that was not checked before: each says where in the file it was not what it should be. */

/** A case file, or a case in it, is not in the format. */
export class Malformed extends Error {
  constructor(path: string, what: string) {
    super(path === '' ? what : `${path}: ${what}`);
  }
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these fields and no others. */
export function object(value: unknown, path: string, required: readonly string[], optional: readonly string[] = []): Json {
  if (!isObject(value)) throw new Malformed(path, `expected an object, found ${text(value)}`);
  for (const key of Object.keys(value)) {
    if (!required.includes(key) && !optional.includes(key)) throw new Malformed(path, `unknown field '${key}'`);
  }
  for (const key of required) if (!(key in value)) throw new Malformed(path, `field '${key}' is missing`);
  return value;
}

export function string(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new Malformed(path, `expected a text, found ${text(value)}`);
  return value;
}

export function integer(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Malformed(path, `expected an integer, found ${text(value)}`);
  return value;
}

export function boolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new Malformed(path, `expected true or false, found ${text(value)}`);
  return value;
}

export function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(path, `expected a list, found ${text(value)}`);
  return value;
}

/** One of the words of a table; returns what it stands for. */
export function word<T>(value: unknown, path: string, words: Readonly<Record<string, T>>, what: string): T {
  if (typeof value === 'string' && Object.hasOwn(words, value)) return words[value] as T;
  throw new Malformed(path, `unknown ${what} ${text(value)}`);
}

export function text(value: unknown): string {
  const shown = JSON.stringify(value);
  return shown === undefined ? String(value) : shown;
}
