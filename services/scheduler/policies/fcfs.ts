import type { Policy } from 'machlab';

/** First come, first served: all are equal, and nobody loses the CPU before it waits or ends. */
export function fcfs(): Policy {
  return { wants: ['new'], happened: (_, thread, turn) => thread !== undefined && turn.set(thread, 0, 0) };
}
