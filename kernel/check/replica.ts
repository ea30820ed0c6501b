/** Folding the events gives the kernel's own state, and unfolding them goes back: checked on any machine with a recorder. */
import { machineSnapshot } from '../machine/snapshot.ts';
import type { Machine } from '../machine/machine.ts';
import type { Batch } from '../trace/batch.ts';
import { foldRange, unfoldRange } from '../trace/fold.ts';
import type { Recorder } from '../trace/recorder.ts';
import { snapshotOf } from '../trace/snapshot.ts';
import { State } from '../trace/state.ts';

/** Follows one machine by its events alone. */
export class Replica {
  readonly #recorder: Recorder;
  readonly #state = new State();

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Folds every event since the last call. Returns: their batches. */
  follow(): readonly Batch[] {
    const batches = this.#recorder.take();
    for (const batch of batches) foldRange(this.#state, batch, batch.firstSeq, batch.firstSeq + batch.count);
    return batches;
  }

  /** Returns: where the replica differs from the machine, or null. Needs: `follow` has been called since the last input. */
  difference(machine: Machine): string | null {
    return firstDifference(machineSnapshot(machine), snapshotOf(this.#state), '');
  }

  /**
   * Takes batches that were just followed back, and folds them again. `before`: the text of `snapshotText` from before them.
   * Returns: where taking back does not lead there, or null.
   */
  thereAndBack(batches: readonly Batch[], before: string): string | null {
    for (const batch of batches.toReversed()) unfoldRange(this.#state, batch, batch.firstSeq + batch.count, batch.firstSeq);
    const back = this.snapshotText();
    for (const batch of batches) foldRange(this.#state, batch, batch.firstSeq, batch.firstSeq + batch.count);
    return back === before ? null : firstDifference(JSON.parse(before), JSON.parse(back), '');
  }

  /** The replica's state as text, equal for equal states. */
  snapshotText(): string {
    return JSON.stringify(snapshotOf(this.#state));
  }
}

/** Returns: the first place where two values of plain data differ, with both, or null. */
export function firstDifference(expected: unknown, actual: unknown, path: string): string | null {
  if (Object.is(expected, actual)) return null;
  if (typeof expected !== 'object' || typeof actual !== 'object' || expected === null || actual === null)
    return `${path}: ${JSON.stringify(expected)} there, ${JSON.stringify(actual)} here`;
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const key of keys) {
    const found = firstDifference((expected as Record<string, unknown>)[key], (actual as Record<string, unknown>)[key], `${path}/${key}`);
    if (found !== null) return found;
  }
  return null;
}
