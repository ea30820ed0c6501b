/** More than any burst or number of priority. */
const MOST = 0x3fffffff;
/** Steps of a burst that is foretold: it is no whole number. */
const STEPS = 16;

/** A kernel priority for a number of which less is more urgent. */
export function urgency(value: number): number {
  return Math.max(0, MOST - Math.round(value * STEPS));
}
