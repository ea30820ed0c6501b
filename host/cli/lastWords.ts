/** What a person is told of a task's end: the record has all of it. */

const HEAP_FULL = /JavaScript heap out of memory/;
const LAST_SIZE = /([\d.]+) \([\d.]+\) -> [\d.]+ \([\d.]+\) MB/g;

/** A task's standard error as it is shown: of a full heap one line instead of the engine's own report. */
export function lastWords(name: string, stderr: string): string {
  if (!HEAP_FULL.test(stderr)) return stderr;
  const before = stderr.slice(0, Math.max(0, stderr.indexOf('<---'))).trim();
  const size = [...stderr.matchAll(LAST_SIZE)].at(-1)?.[1];
  const full = `machlab: ${name} has filled its memory${size === undefined ? '' : ` (${Math.round(Number(size))} MB)`} and was ended; a task may not take more`;
  return `${before === '' ? '' : `${before}\n`}${full}\n`;
}
