/** The life of an object: the events that speak of it. */

import type { Log } from '../log.ts';
import { nextWhere, previousWhere } from '../scan.ts';
import { speaksOf } from '../subjects.ts';
import type { ObjectRef } from '../subjects.ts';

/** Numbers of the events about an object, from `from` up to but not including `to`, at most `limit`. */
export function lifeOf(log: Log, object: ObjectRef, from: number = log.first, to: number = log.end, limit = 10_000): number[] {
  const life: number[] = [];
  const test = (words: Int32Array, at: number): boolean => speaksOf(words, at, object);
  for (let seq = nextWhere(log, from, to, test); seq !== undefined && life.length < limit; seq = nextWhere(log, seq + 1, to, test))
    life.push(seq);
  return life;
}

/** The first event about an object after event `seq`. */
export function nextAbout(log: Log, object: ObjectRef, seq: number): number | undefined {
  return nextWhere(log, seq + 1, log.end, (words, at) => speaksOf(words, at, object));
}

/** The last event about an object before event `seq`. */
export function previousAbout(log: Log, object: ObjectRef, seq: number): number | undefined {
  return previousWhere(log, seq - 1, log.first, (words, at) => speaksOf(words, at, object));
}
