import type { Policy } from 'machlab';
import { urgency } from './urgency.ts';

export interface PriorityOptions {
  readonly preemptive: boolean;
  /** A ready thread gains one step each time it has waited so long; 0: never. */
  readonly ageTicks: number;
}

/** The priority that a thread asks for: the smaller, the more urgent. With ageing nobody waits for ever. */
export function byPriority({ preemptive, ageTicks }: PriorityOptions): Policy {
  return {
    wants: ['new', 'ready'],
    preemptive,
    decide(turn) {
      let ages = false;
      for (const thread of turn.threads) {
        if (thread.state === 'waiting') continue;
        const waits = ageTicks > 0 && thread.state === 'ready';
        turn.set(thread, urgency(thread.base - (waits ? Math.floor((turn.tick - thread.readySince) / ageTicks) : 0)), 0);
        ages ||= waits;
      }
      if (ages) turn.wakeAfter(ageTicks);
    },
  };
}
