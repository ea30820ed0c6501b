import type { Sink } from '../abi/sink.ts';

/** Counts events and keeps none: for measuring what recording costs. */
export class Silence implements Sink {
  next = 0;

  begin(): void {}

  emit(): void {
    this.next++;
  }

  emitBytes(): void {
    this.next++;
  }
}
