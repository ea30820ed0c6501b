import type { Policy } from 'machlab';

export interface LotteryOptions {
  readonly quantum: number;
  readonly seed: number;
}

/** As many winners as a kernel has CPUs at most. */
const WINNERS = 4;

/** Each quantum is drawn: a thread has as many tickets as its number says, at least one. */
export function lottery({ quantum, seed }: LotteryOptions): Policy {
  let state = seed | 0;
  const random = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  return {
    wants: ['new', 'ready', 'expired', 'blocked', 'ended'],
    decide(turn) {
      const ready = turn.threads.filter((thread) => thread.state === 'ready' || thread.state === 'new');
      for (let rank = WINNERS; rank > 0 && ready.length > 0; rank--) {
        let ticket = random(ready.reduce((sum, { base }) => sum + Math.max(1, base), 0));
        const winner = ready.findIndex(({ base }) => (ticket -= Math.max(1, base)) < 0);
        turn.set(ready[winner]!, rank, quantum);
        ready.splice(winner, 1);
      }
      for (const thread of ready) turn.set(thread, 0, quantum);
    },
  };
}
