import type { Policy, PolicyThread } from 'machlab';
import { urgency } from './urgency.ts';

/** The next burst as the thread itself says, or else as `guess` has it. */
type Guess = (thread: PolicyThread) => number;

/** The shortest job first: whoever's next burst is the shortest, to its end. */
export function shortestFirst(guess: Guess = () => 0): Policy {
  return {
    wants: ['new', 'ready'],
    happened: (_, thread, turn) => thread !== undefined && turn.set(thread, urgency(thread.declared || guess(thread)), 0),
  };
}

/** The shortest remaining time first: a burst that is shorter than what is left of the running one takes the CPU. */
export function shortestRemaining(guess: Guess = () => 0): Policy {
  return {
    wants: ['new', 'ready'],
    preemptive: true,
    decide(turn) {
      for (const thread of turn.threads) {
        if (thread.state === 'waiting') continue;
        turn.set(thread, urgency(Math.max(0, (thread.declared || guess(thread)) - thread.burstTicks)), 0);
      }
    },
  };
}

/** The shortest job first, where the next burst is foretold from those before: alpha × the last one + (1 - alpha) × what was foretold for it. */
export function shortestForetold(alpha: number, first: number): Policy {
  const foretold = new Map<number, number>();
  return {
    wants: ['new', 'ready', 'blocked', 'ended'],
    happened(what, thread, turn) {
      if (thread === undefined) return;
      const before = foretold.get(thread.id) ?? first;
      if (what === 'ended') foretold.delete(thread.id);
      else if (what === 'blocked') foretold.set(thread.id, alpha * thread.lastBurst + (1 - alpha) * before);
      else turn.set(thread, urgency(before), 0);
    },
  };
}
