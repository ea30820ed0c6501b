/** What a kernel call gets and gives: rights as references the kernel holds. */
import type { Handler, HeldWorld, Routine, Routines } from '../abi/mig.ts';
import { MACH_PORT_NULL, PORT_SEND, PORT_SEND_ONCE } from '../abi/rights.ts';
import type { Memory } from '../ipc/memory.ts';
import type { CarriedRight, Message } from '../ipc/message.ts';
import type { Port } from '../ipc/port.ts';
import type { System } from '../task/system.ts';
import type { Task } from '../task/task.ts';
import type { Thread } from '../task/thread.ts';

/** One request on a kernel port. */
export interface Call {
  readonly system: System;
  readonly message: Message;
  /** The kernel port it was sent to. */
  readonly port: Port;
  /** Who sent it; the task may have died since. */
  readonly caller: Task;
  readonly thread: Thread | null;
}

/** A right that a reply gives: `port` null for none. The deltas are what the port's counters rise by when it goes into the message. */
export interface GivenRight {
  readonly port: Port | null;
  readonly kind: number;
  /** NULL or DEAD where there is no port. */
  readonly word: number;
  readonly dsr: number;
  readonly dso: number;
  readonly dms: number;
}

/** Arguments hold rights as the message carries them: take them with `kernelTakes`; what is left is released after the call. */
export type Got = HeldWorld<CarriedRight, Memory | null>;
export type Given = HeldWorld<GivenRight, Memory | null>;
/** A call's handler. `target` is the task, thread or context its port stands for. */
export type CallHandler<R extends Routine, T> = Handler<R, Call & { readonly target: T }, Got, Given>;
/** One handler for each routine of an interface: one left out is a type error. */
export type Served<S extends Routines, T> = { readonly [N in keyof S]: CallHandler<S[N], T> };

export const NO_RIGHT: GivenRight = { port: null, kind: PORT_SEND, word: MACH_PORT_NULL, dsr: 0, dso: 0, dms: 0 };

/** A copy of a send right that the kernel holds or may make; `NO_RIGHT` for null. */
export function copyOfSend(port: Port | null): GivenRight {
  return port === null ? NO_RIGHT : { port, kind: PORT_SEND, word: MACH_PORT_NULL, dsr: 1, dso: 0, dms: 0 };
}

/** A send right that the kernel held until now. */
export function heldSend(port: Port | null): GivenRight {
  return port === null ? NO_RIGHT : { port, kind: PORT_SEND, word: MACH_PORT_NULL, dsr: 0, dso: 0, dms: 0 };
}

/** A send-once right that the kernel held until now. */
export function heldSendOnce(port: Port | null): GivenRight {
  return port === null
    ? { ...NO_RIGHT, kind: PORT_SEND_ONCE }
    : { port, kind: PORT_SEND_ONCE, word: MACH_PORT_NULL, dsr: 0, dso: 0, dms: 0 };
}
