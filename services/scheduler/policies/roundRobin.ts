import type { Policy } from 'machlab';

/** All are equal and take turns of so many ticks. */
export function roundRobin(quantum: number): Policy {
  return { wants: ['new'], happened: (_, thread, turn) => thread !== undefined && turn.set(thread, 0, quantum) };
}
