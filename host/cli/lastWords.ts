/** What a person is told of a task's end: the record has all of it. */
import type { ProcessExit } from '../kernel.ts';

const HEAP_FULL = /JavaScript heap out of memory/;
const LAST_SIZE = /([\d.]+) \([\d.]+\) -> [\d.]+ \([\d.]+\) MB/g;

/** A task's standard error as it is shown, with the signal that ended it: of a full heap one line instead of the engine's own report. */
export function lastWords(name: string, { stderr, signal }: Pick<ProcessExit, 'stderr' | 'signal'>): string {
  if (!HEAP_FULL.test(stderr)) return signal === '' ? stderr : `${inLines(stderr)}machlab: ${name} was ended by ${signal}\n`;
  const before = stderr.slice(0, Math.max(0, stderr.indexOf('<---'))).trim();
  const size = [...stderr.matchAll(LAST_SIZE)].at(-1)?.[1];
  const full = `machlab: ${name} has filled its memory${size === undefined ? '' : ` (${Math.round(Number(size))} MB)`} and was ended; a task may not take more`;
  return `${inLines(before)}${full}\n`;
}

/** So that a line of ours can follow. */
const inLines = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
