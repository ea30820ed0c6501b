/** A policy of one's own: whoever arrived last runs first, for ten ticks at a time. Try `machlab sched mix --policy labs/policies/youngest-first.ts`. */
import { type Policy, runPolicy } from 'machlab';

let arrived = 0;

const youngestFirst: Policy = {
  wants: ['new'],
  preemptive: true,
  happened(_what, thread, turn) {
    if (thread !== undefined) turn.set(thread, (arrived += 1), 10);
  },
};

await runPolicy(youngestFirst, 'youngest first');
