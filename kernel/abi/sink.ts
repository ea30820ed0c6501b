/**
 * Where the kernel's events go. The kernel core knows this interface and nothing of the log behind it.
 * Fields are the words of `EVENT_SHAPES`, in order; what is left out is 0.
 */
export interface Sink {
  /** The sequence number the next event will get; the first is 0. */
  readonly next: number;
  /** A new admission begins at these times (microseconds): its first event is marked as opening. */
  begin(virtualUs: number, hostUs: number): void;
  emit(
    type: number,
    a?: number,
    b?: number,
    c?: number,
    d?: number,
    e?: number,
    f?: number,
    g?: number,
    h?: number,
    i?: number,
    j?: number,
    k?: number,
  ): void;
  /** The same with bytes beside the record; at most nine fields. */
  emitBytes(
    type: number,
    bytes: Uint8Array,
    a?: number,
    b?: number,
    c?: number,
    d?: number,
    e?: number,
    f?: number,
    g?: number,
    h?: number,
    i?: number,
  ): void;
}
