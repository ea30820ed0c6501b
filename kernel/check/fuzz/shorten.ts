/** A failing story is made short: parts are left out as long as the same fault shows. */
import type { ProfileName } from '../../abi/profile.ts';
import type { Json } from '../conformance/json.ts';
import { type Fault, Player } from './player.ts';

/** How often the story is tried at most. */
const TRIES_MAX = 1500;

interface Short {
  readonly steps: readonly Json[];
  readonly fault: Fault;
}

/** Purpose: find a short part of `steps` that ends in a fault of the same kind. Returns: that part, as it was played last. */
export function shorten(steps: readonly Json[], fault: Fault, profile: ProfileName): Short {
  let best: Short = { steps, fault };
  let tries = 0;
  for (let part = Math.ceil(steps.length / 2); part >= 1;) {
    const before = best.steps.length;
    for (let at = best.steps.length - part; at > -part; at -= part) {
      if (tries++ > TRIES_MAX) return best;
      const from = Math.max(0, at);
      const shorter = replay([...best.steps.slice(0, from), ...best.steps.slice(from + part)], profile);
      if (shorter !== null && shorter.fault.kind === fault.kind) best = shorter;
    }
    if (part > 1) part = Math.ceil(part / 2);
    else if (best.steps.length === before) break;
  }
  return best;
}

/** Plays the steps again. Returns: those up to the first fault, or null when there is none. */
export function replay(steps: readonly Json[], profile: ProfileName): Short | null {
  const player = new Player(profile, steps.length < 80 ? 1 : 16);
  for (const step of steps) {
    const fault = player.play(step);
    if (fault !== null) return { steps: player.steps, fault };
  }
  const fault = player.checkEvents();
  return fault === null ? null : { steps: player.steps, fault };
}
