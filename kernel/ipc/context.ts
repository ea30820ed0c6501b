/** What the nouns of IPC share: the sink, the profile, id counters, the two worklists, and the door to the trap layer. */
import type { Profile } from '../abi/profile.ts';
import type { Sink } from '../abi/sink.ts';
import type { Message } from './message.ts';
import type { Port } from './port.ts';
import type { Waiter } from './wait.ts';

/** What IPC needs of the layer that runs traps: how a waiting thread goes on. Implemented by `kernel/trap`. */
export interface Continuations {
  /** The message of a blocked sender has been queued, or has vanished with its port: the send counts as done. */
  sent(waiter: Waiter): void;
  /** A message waits at `port` for this receiver, which has just stopped waiting: it takes the message, or finds it too large and leaves it. */
  receive(waiter: Waiter, port: Port): void;
  /** A blocked receiver's port or set died or moved away. */
  receiverLost(waiter: Waiter, code: number): void;
  /** A message reached a port that the kernel receives from. */
  serve(message: Message, waiter: Waiter | null): void;
}

export class Ipc {
  /** Where events go: the log, or whoever stands before it. */
  sink: Sink;
  readonly profile: Profile;
  /** Set once at assembly. */
  continuations!: Continuations;
  /** Every port and set that is alive or still referred to. */
  readonly ports = new Map<number, Port>();
  nextPort = 1;
  nextMessage = 1;
  nextMemory = 1;
  /** Orders messages over all queues, so that a set serves its members in order of arrival. */
  arrivals = 0;
  /** Messages that exist, wherever they are. */
  messages = 0;
  /** Memory objects that exist, and pages really copied since boot. */
  memories = 0;
  pagesCopied = 0;
  /** Bytes of message bodies and out-of-line data copied inside the kernel since boot. */
  bytesCopied = 0;
  /** Ports whose receive right was in a message that got destroyed: they die after the work at hand, so that nesting costs no stack. */
  readonly dying: Port[] = [];
  /** Ports where a waiting sender or receiver may be able to go on. */
  readonly ready: Port[] = [];
  /** Called for each port that dies, so that other rooms can forget it too. */
  portDied: (port: Port) => void = () => {};
  /** A message waits at a port that the kernel keeps for a server to come. */
  wanted: (port: Port) => void = () => {};
  /** Takes the whole body of a message that is larger than what the log keeps of it. Nobody changes the bytes any more. */
  keepBody: (msg: number, body: Uint8Array) => void = () => {};

  constructor(sink: Sink, profile: Profile) {
    this.sink = sink;
    this.profile = profile;
  }
}

/** A broken invariant of the kernel: the one thing that throws. The machine turns it into a panic event. */
export class Panic extends Error {}

export function panic(invariant: string): never {
  throw new Panic(invariant);
}
