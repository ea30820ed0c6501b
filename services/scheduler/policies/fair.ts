import type { Policy, PolicyThread } from 'machlab';
import { urgency } from './urgency.ts';

export interface FairOptions {
  /** All ready threads run once within so many ticks. */
  readonly latencyTicks: number;
}

/** One step of a thread's number makes its share a quarter smaller: its virtual time runs so much faster. */
const STEP = 1.25;

/** Fair shares: whoever has had the least virtual run time runs next. */
export function fair({ latencyTicks }: FairOptions): Policy {
  const accounts = new Map<number, { virtual: number; cpuTicks: number }>();
  let least = 0;
  const charge = (thread: PolicyThread): number => {
    let account = accounts.get(thread.id);
    if (account === undefined) accounts.set(thread.id, (account = { virtual: least, cpuTicks: thread.cpuTicks }));
    account.virtual += (thread.cpuTicks - account.cpuTicks) * STEP ** thread.base;
    account.cpuTicks = thread.cpuTicks;
    return account.virtual;
  };
  return {
    wants: ['new', 'ready', 'expired', 'blocked', 'ended'],
    preemptive: true,
    happened(what, thread) {
      if (thread === undefined) return;
      charge(thread);
      if (what === 'ended') accounts.delete(thread.id);
      // Who has slept long has no claim to all that time.
      const account = accounts.get(thread.id);
      if (what === 'ready' && account !== undefined) account.virtual = Math.max(account.virtual, least - latencyTicks / 2);
    },
    decide(turn) {
      const runnable = turn.threads.filter(({ state }) => state === 'ready' || state === 'running');
      if (runnable.length === 0) return;
      const shares = runnable.map((thread) => charge(thread));
      least = Math.max(least, Math.min(...shares));
      const quantum = Math.max(1, Math.floor(latencyTicks / runnable.length));
      runnable.forEach((thread, index) => turn.set(thread, urgency(shares[index]!), quantum));
    },
  };
}
