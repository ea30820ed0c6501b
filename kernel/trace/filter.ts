/**
 * The one language in which events are picked: by the filter box, by search, by breakpoints and on the command line. `filter/parse.ts`
 * has its shape, `filter/terms.ts` its keys.
 */

import type { LogEvent } from './event.ts';
import { parseTerms } from './filter/parse.ts';
import type { FilterError } from './filter/parse.ts';
import { keyProblem, keyTest } from './filter/terms.ts';
import type { Test } from './filter/terms.ts';
import { TYPE_GROUPS } from './filter/types.ts';
import { Labels } from './sentences/labels.ts';
import type { MessageLabel } from './sentences/labels.ts';
import { ENGLISH } from './sentences.en.ts';
import type { Catalogue } from './sentences.ts';
import type { Frozen } from './state.ts';

export type { FilterError } from './filter/parse.ts';
export { KEYS as FILTER_KEYS } from './filter/terms.ts';
export { TYPE_GROUPS };

export class Filter {
  /** As it was written. */
  readonly text: string;
  readonly #tests: readonly Test[];
  readonly #catalogue: Catalogue;
  readonly #message: MessageLabel | undefined;
  #labels: Labels | undefined;

  constructor(text: string, tests: readonly Test[], catalogue: Catalogue, message: MessageLabel | undefined) {
    this.text = text;
    this.#tests = tests;
    this.#catalogue = catalogue;
    this.#message = message;
  }

  /** Whether it lets everything through. */
  get empty(): boolean {
    return this.#tests.length === 0;
  }

  /** Whether an event passes, in the state after it. */
  test(event: LogEvent, state: Frozen): boolean {
    if (this.#labels?.state !== state) this.#labels = new Labels(state, this.#catalogue, this.#message);
    for (const test of this.#tests) if (!test(event, this.#labels)) return false;
    return true;
  }
}

/** The filter that a text describes, or what is wrong with it and where. Labels are those of the catalogue's language. */
export function parseFilter(text: string, catalogue: Catalogue = ENGLISH, message?: MessageLabel): Filter | FilterError {
  const terms = parseTerms(text);
  if ('message' in terms) return terms;
  const tests: { readonly test: Test; readonly cost: number }[] = [];
  for (const { not, key, values, at, length } of terms) {
    const unknown = keyProblem(key);
    if (unknown !== '') return { message: unknown, at: not ? at + 1 : at, length: key.length + 1 };
    const choices: Test[] = [];
    for (const value of values) {
      const test = keyTest(key, value);
      if (typeof test === 'string')
        return { message: test, at: value.at === at ? at : value.at, length: Math.max(1, value.at === at ? length : value.text.length) };
      choices.push(test);
    }
    const [only] = choices;
    const any: Test = choices.length === 1 && only !== undefined ? only : (event, labels) => choices.some((test) => test(event, labels));
    tests.push({ test: not ? (event, labels) => !any(event, labels) : any, cost: key === '#' || key === 'type' ? 0 : key === '' ? 2 : 1 });
  }
  // What is decided fastest is asked first; the answer is the same.
  tests.sort((a, b) => a.cost - b.cost);
  return new Filter(
    text,
    tests.map(({ test }) => test),
    catalogue,
    message,
  );
}

export function isFilter(parsed: Filter | FilterError): parsed is Filter {
  return parsed instanceof Filter;
}
