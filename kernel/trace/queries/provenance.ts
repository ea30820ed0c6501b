/** Where a right or a message comes from: the chain of events that brought it where it is, back to its creation. */

import {
  EV_COPYIN,
  EV_COPYOUT,
  EV_DEQUEUED,
  EV_MSG_CREATED,
  EV_NAME_ALLOCATED,
  EV_NAME_ARRIVED,
  EV_NAME_DESTROYED,
  EV_NAME_DIED,
  EV_NAME_INSERTED,
  EV_NAME_LEFT,
  EV_NAME_RENAMED,
  EV_PORT_CREATED,
  EV_QUEUED,
  EV_SERVICE,
} from '../../abi/events.ts';
import { TYPE_PORT_RIGHTS, TYPE_PORT_SET } from '../../abi/rights.ts';
import type { Log } from '../log.ts';
import { nextWhere, previousWhere } from '../scan.ts';

export interface Provenance {
  /** Numbers of events, the oldest first. */
  readonly chain: readonly number[];
  /** It goes back to the creation of the port; else to where the log begins. */
  readonly complete: boolean;
}

const RIGHTS = TYPE_PORT_RIGHTS | TYPE_PORT_SET;

/** How what a task has under a name in the state after event `at` came there. */
export function provenanceOfRight(log: Log, at: number, task: number, name: number): Provenance {
  const chain: number[] = [];
  let here = { task, name: name | 0, at };
  for (;;) {
    const came = previousWhere(log, here.at, log.first, (words, w) => arrives(words, w, here.task, here.name));
    if (came === undefined) return { chain: chain.toReversed(), complete: false };
    chain.push(came);
    const { words, at: w } = wordsOf(log, came);
    const type = words[w]! & 0xffff;
    if (type === EV_NAME_RENAMED) {
      here = { task: here.task, name: words[w + 2]!, at: came - 1 };
      continue;
    }
    const msg = words[w + 8]!;
    const port = words[w + 3]!;
    const from = msg === 0 ? undefined : throughMessage(log, chain, msg, here.task, here.name, came);
    if (from === undefined) return creation(log, chain, port, came);
    here = from;
  }
}

/** The events of a message's making and travel, up to event `at`. */
export function provenanceOfMessage(log: Log, at: number, msg: number): Provenance {
  const about = (words: Int32Array, w: number): boolean => TRAVEL.has(words[w]! & 0xffff) && words[w + 1] === msg;
  const chain: number[] = [];
  for (let seq = previousWhere(log, at, log.first, about); seq !== undefined; seq = previousWhere(log, seq - 1, log.first, about)) {
    chain.push(seq);
    const { words, at: w } = wordsOf(log, seq);
    if ((words[w]! & 0xffff) !== EV_MSG_CREATED) continue;
    const trap = previousWhere(log, seq, log.first, (all, one) => (all[one]! & 0x10000) !== 0);
    return { chain: [...(trap === undefined || trap === seq ? [] : [trap]), ...chain.toReversed()], complete: true };
  }
  return { chain: chain.toReversed(), complete: false };
}

const TRAVEL = new Set([EV_MSG_CREATED, EV_COPYIN, EV_QUEUED, EV_DEQUEUED, EV_COPYOUT]);

/** Whether an event gives this name of this task a right that it did not have. */
function arrives(words: Int32Array, w: number, task: number, name: number): boolean {
  if (words[w + 1] !== task) return false;
  switch (words[w]! & 0xffff) {
    case EV_NAME_RENAMED:
      return words[w + 3] === name;
    case EV_NAME_ALLOCATED:
    case EV_NAME_ARRIVED:
    case EV_NAME_INSERTED:
    case EV_NAME_DIED:
    case EV_NAME_LEFT:
    case EV_NAME_DESTROYED:
      return words[w + 2] === name && (words[w + 4] === 0 || (words[w + 5]! & ~words[w + 4]! & RIGHTS) !== 0);
    default:
      return false;
  }
}

/** Adds the steps through a message; the place that the right was taken from, if a task gave it. */
function throughMessage(
  log: Log,
  chain: number[],
  msg: number,
  task: number,
  name: number,
  came: number,
): { task: number; name: number; at: number } | undefined {
  const out = previousWhere(
    log,
    came,
    log.first,
    (words, w) => (words[w]! & 0xffff) === EV_COPYOUT && words[w + 1] === msg && words[w + 3] === task && words[w + 4] === name,
  );
  if (out === undefined) return undefined;
  chain.push(out);
  const slot = log.event(out)!.field('slot');
  let taken: number | undefined;
  const step = (words: Int32Array, w: number): boolean => TRAVEL.has(words[w]! & 0xffff) && words[w + 1] === msg;
  for (let seq = previousWhere(log, out - 1, log.first, step); seq !== undefined; seq = previousWhere(log, seq - 1, log.first, step)) {
    const event = log.event(seq)!;
    if (event.type === EV_QUEUED || event.type === EV_DEQUEUED) chain.push(seq);
    if (event.type !== EV_COPYIN || event.field('slot') !== slot) continue;
    chain.push(seq);
    taken = seq;
    break;
  }
  if (taken === undefined) return undefined;
  const event = log.event(taken)!;
  if (event.field('task') !== 0) return { task: event.field('task'), name: event.field('name') | 0, at: taken };
  // The kernel gave it: of its own, or as the name service, to which someone had given it.
  const port = event.field('port');
  const offered = previousWhere(log, taken, log.first, (words, w) => (words[w]! & 0xffff) === EV_SERVICE && words[w + 6] === port);
  if (offered !== undefined) chain.push(offered);
  return undefined;
}

function creation(log: Log, chain: number[], port: number, before: number): Provenance {
  const born = previousWhere(log, before, log.first, (words, w) => (words[w]! & 0xffff) === EV_PORT_CREATED && words[w + 1] === port);
  if (born !== undefined) chain.push(born);
  return { chain: chain.toReversed(), complete: born !== undefined };
}

function wordsOf(log: Log, seq: number): { readonly words: Int32Array; readonly at: number } {
  const event = log.event(seq)!;
  return { words: event.words, at: event.at };
}

/** The first event from `from` on that takes back what `provenanceOfRight` found: the name loses a right or is gone. */
export function endOfRight(log: Log, from: number, task: number, name: number): number | undefined {
  return nextWhere(log, from, log.end, (words, w) => {
    const type = words[w]! & 0xffff;
    return (
      type >= EV_NAME_ARRIVED &&
      type <= EV_NAME_INSERTED &&
      words[w + 1] === task &&
      words[w + 2] === (name | 0) &&
      (words[w + 4]! & ~words[w + 5]! & RIGHTS) !== 0
    );
  });
}
