/**
 * What came before an event, what follows from it, and what is neither: concurrent. Each task acts in order, and a message joins its
 * sender's past to its receiver; what the kernel does belongs to whoever's call made it do so.
 */

import * as E from '../../kernel/abi/events.ts';
import type { LogReader } from '../view.ts';

/** Who acts in each admission: the task whose trap it is; 0 for what comes from outside. */
function actorOf(log: LogReader, seq: number, known: Map<number, number>): number {
  let opening = seq;
  while (opening > log.first && log.event(opening)?.opens === false) opening--;
  let actor = known.get(opening);
  if (actor === undefined) {
    const event = log.event(opening);
    actor = event?.type === E.EV_TRAP ? event.field('task') : 0;
    known.set(opening, actor);
  }
  return actor;
}

/** The events from `first` to `last` that are neither before nor after `event`. */
export function concurrentWith(log: LogReader, event: number, first: number, last: number): Set<number> {
  if (event < first || event > last) return new Set();
  const actors = new Map<number, number>();
  const actor: number[] = [];
  const sentIn = new Map<number, number>();
  for (let seq = first; seq <= last; seq++) actor.push(actorOf(log, seq, actors));
  const related = new Set([event]);
  const reached = new Set([actor[event - first]!]);
  const carried = new Set<number>();
  for (let seq = event + 1; seq <= last; seq++) {
    const who = actor[seq - first]!;
    const { type, message } = journeyStep(log, seq);
    if (type === E.EV_DEQUEUED && carried.has(message)) reached.add(who);
    if (!reached.has(who)) continue;
    related.add(seq);
    if (type === E.EV_QUEUED) carried.add(message);
  }
  const needed = new Set([actor[event - first]!]);
  for (let seq = event; seq >= first; seq--) {
    const who = actor[seq - first]!;
    const { type, message } = journeyStep(log, seq);
    if (type === E.EV_QUEUED && sentIn.has(message)) needed.add(who);
    if (!needed.has(who)) continue;
    related.add(seq);
    if (type === E.EV_DEQUEUED) sentIn.set(message, seq);
  }
  const concurrent = new Set<number>();
  for (let seq = first; seq <= last; seq++) if (!related.has(seq) && actor[seq - first] !== 0) concurrent.add(seq);
  return concurrent;
}

function journeyStep(log: LogReader, seq: number): { type: number; message: number } {
  const event = log.event(seq);
  return { type: event?.type ?? 0, message: event?.get('msg') ?? 0 };
}
