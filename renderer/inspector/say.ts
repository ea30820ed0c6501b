import { t } from '../words/words.ts';

/** A word of the catalogue by a key that is put together. */
export function say(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  return t(key, values);
}
