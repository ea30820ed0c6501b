// Imported: the global of this name is a getter, and this is asked for every frame.
import { performance } from 'node:perf_hooks';

const ORIGIN_MS = performance.timeOrigin;

/** Host time in whole microseconds since 1970. Never goes back, whatever is done to the computer's clock. */
export function hostUs(): number {
  return Math.floor((ORIGIN_MS + performance.now()) * 1000);
}
