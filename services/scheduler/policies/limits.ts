import type { Happening, Policy, PolicyThread, Turn } from 'machlab';

/** The same policy, asked about more besides what it wants itself; it hears only of what it wants. */
function alsoAsked(policy: Policy, more: readonly Happening[]): Policy {
  return {
    ...policy,
    wants: [...new Set([...policy.wants, ...more])],
    happened: (what, thread, turn) => void (policy.wants.includes(what) && policy.happened?.(what, thread, turn)),
  };
}

/** The long-term scheduler: at most `degree` threads at a time are admitted, in order of arrival; the others stay new. */
export function withDegree(policy: Policy, degree: number): Policy {
  const admitted = new Set<number>();
  const asked = alsoAsked(policy, ['new', 'ready', 'blocked', 'ended']);
  return {
    ...asked,
    admits: true,
    happened(what, thread, turn) {
      if (thread !== undefined && what === 'ended') admitted.delete(thread.id);
      // Of those that were admitted before this policy took over it hears so.
      if (thread !== undefined && (what === 'ready' || what === 'blocked')) admitted.add(thread.id);
      asked.happened?.(what, thread, turn);
    },
    decide(turn) {
      for (const thread of turn.threads) {
        if (admitted.size >= degree) break;
        if (thread.state !== 'new' || admitted.has(thread.id)) continue;
        admitted.add(thread.id);
        turn.admit(thread);
      }
      policy.decide?.(turn);
    },
  };
}

/** The medium-term scheduler: at most `resident` threads are in memory; whoever waits gives way to those that are ready outside. */
export function withSwapping(policy: Policy, resident: number): Policy {
  return {
    ...alsoAsked(policy, ['new', 'ready', 'blocked', 'ended']),
    decide(turn) {
      balance(turn, resident);
      policy.decide?.(turn);
    },
  };
}

function balance(turn: Turn, resident: number): void {
  const here = turn.threads.filter(({ state, swapped }) => state !== 'new' && !swapped);
  const outside = turn.threads.filter(({ state, swapped }) => state === 'ready' && swapped).sort(byWaiting);
  // Those that wait go first, then the latest to become ready; never one that runs.
  const idle = here.filter(({ state }) => state === 'waiting');
  const ready = here.filter(({ state }) => state === 'ready').sort(byWaiting);
  const givesWay = (): PolicyThread | undefined => idle.shift();
  let count = here.length;
  for (; count > resident; count--) {
    const thread = givesWay() ?? ready.pop();
    if (thread === undefined) return;
    turn.swapOut(thread);
  }
  for (const thread of outside) {
    if (count >= resident) {
      const idleOne = givesWay();
      if (idleOne === undefined) return;
      turn.swapOut(idleOne);
      count--;
    }
    turn.swapIn(thread);
    count++;
  }
}

const byWaiting = (a: PolicyThread, b: PolicyThread): number => a.readySince - b.readySince;
