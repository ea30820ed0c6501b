/** Which call answers which message on which kind of kernel port. */
import { PORT_KIND_TASK } from '../abi/events.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import type { Routine } from '../abi/mig.ts';
import type { Call } from './call.ts';
import { machPortAllocate } from './mach_port_allocate.ts';

export interface ServedCall {
  readonly routine: Routine;
  readonly handler: (call: Call & { target: unknown }, args: never) => number | object;
}

const TABLE = new Map<number, Map<number, ServedCall>>();

function serves(kind: number, routine: Routine, handler: unknown): void {
  const calls = TABLE.get(kind) ?? new Map<number, ServedCall>();
  calls.set(routine.id, { routine, handler: handler as ServedCall['handler'] });
  TABLE.set(kind, calls);
}

serves(PORT_KIND_TASK, machPort.mach_port_allocate, machPortAllocate);

/** Returns: the call for a message id on a port of this kind, if the kernel has one. */
export function callFor(kind: number, msghId: number): ServedCall | undefined {
  return TABLE.get(kind)?.get(msghId);
}
