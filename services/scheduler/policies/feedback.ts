import type { Policy } from 'machlab';

export interface FeedbackOptions {
  /** Quantum of each level, the first being the highest; 0: as long as it likes. */
  readonly quanta: readonly number[];
  /** After so many ticks all are at the highest level again; 0: never. */
  readonly boostTicks: number;
}

/** Feedback queues: whoever uses its quantum up sinks a level, so that those who compute briefly stay above those who compute long. */
export function feedback({ quanta, boostTicks }: FeedbackOptions): Policy {
  const levels = new Map<number, number>();
  const last = quanta.length - 1;
  let boostAt = boostTicks;
  return {
    wants: ['new', 'expired', 'ended'],
    preemptive: true,
    happened(what, thread, turn) {
      if (thread === undefined) return;
      if (what === 'ended') return void levels.delete(thread.id);
      const level = what === 'new' ? 0 : Math.min(last, (levels.get(thread.id) ?? 0) + 1);
      levels.set(thread.id, level);
      turn.set(thread, last - level, quanta[level] ?? 0);
    },
    decide(turn) {
      if (boostTicks === 0) return;
      if (turn.tick >= boostAt) {
        boostAt = turn.tick + boostTicks;
        for (const thread of turn.threads) {
          levels.set(thread.id, 0);
          turn.set(thread, last, quanta[0] ?? 0);
        }
      }
      turn.wakeAfter(Math.max(1, boostAt - turn.tick));
    },
  };
}
