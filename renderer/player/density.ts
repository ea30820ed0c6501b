/** How busy the system was, along the events: the heights of the bars behind the scrubber. */
import type { LogReader } from '../view.ts';

/** The share of stretches below the full height: a few idle or bursting ones must not flatten the differences between all others. */
const USUAL = 0.95;

/** One height from 0 to 1 for each of `bins` equal stretches of events: their rate in virtual time, on a logarithmic scale. */
export function density(log: LogReader, bins: number): number[] {
  const events = log.end - log.first;
  if (events < 2) return [];
  const count = Math.min(bins, events - 1);
  const rates = Array.from({ length: count }, (_, bin) => {
    const from = log.first + Math.floor((bin * (events - 1)) / count);
    const to = log.first + Math.max(Math.floor(((bin + 1) * (events - 1)) / count), from - log.first + 1);
    const spentUs = timeUs(log, to) - timeUs(log, from);
    return (to - from) / Math.max(spentUs, 1);
  });
  const logs = rates.map(Math.log);
  const sorted = logs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (count - 1))]!;
  const [low, high] = [at(1 - USUAL), at(USUAL)];
  return logs.map((rate) => (high === low ? 0.5 : Math.min(1, Math.max(0, (rate - low) / (high - low)))));
}

function timeUs(log: LogReader, seq: number): number {
  const chunk = log.chunk(seq);
  return chunk === undefined ? 0 : chunk.times[(seq - chunk.firstSeq) * 2]!;
}

/** Round numbers to write under the scrubber: about `count` of them between `first` and `end`. */
export function ticks(first: number, end: number, count: number): number[] {
  const span = Math.max(1, end - first);
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= raw) ?? power * 10);
  const out: number[] = [];
  for (let at = Math.ceil(first / step) * step; at <= end; at += step) out.push(at);
  return out;
}
