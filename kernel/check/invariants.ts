/** The invariants of the kernel's state, checked on a machine between two inputs. */
import { PORT_KIND_ORDINARY, PORT_KIND_SET } from '../abi/events.ts';
import type { Machine } from '../machine/machine.ts';
import { Breach, type Broken } from './invariants/broken.ts';
import { checkCycles, checkPort } from './invariants/ports.ts';
import { checkSpace } from './invariants/spaces.ts';
import { checkCounts, checkKernelPort, checkServices, checkTasks } from './invariants/tasks.ts';
import { tallyOf } from './invariants/tally.ts';

export { type Broken, brokenText, type Invariant, INVARIANTS } from './invariants/broken.ts';

/**
 * Purpose: walk ports, spaces, messages, lines and memory, and compare all counts with what is really there.
 * Needs: the machine is between two inputs. Returns: the first invariant found broken, or null. Changes nothing.
 */
export function brokenInvariant(machine: Machine): Broken | null {
  try {
    const tally = tallyOf(machine);
    for (const [port, count] of tally.ports) {
      checkPort(machine, port, count, tally);
      if (port.active && port.kind !== PORT_KIND_ORDINARY && port.kind !== PORT_KIND_SET) checkKernelPort(machine, port);
    }
    checkCycles(tally.ports.keys());
    for (const task of machine.system.tasks.values()) checkSpace(task.space, tally);
    checkTasks(machine, tally);
    checkCounts(machine, tally);
    checkServices(machine);
    return null;
  } catch (error) {
    if (error instanceof Breach) return error.broken;
    throw error;
  }
}

/** How many objects of each kind exist: what must return to its value after boot when all tasks are gone. */
export interface Census {
  readonly tasks: number;
  readonly threads: number;
  readonly ports: number;
  readonly messages: number;
  readonly memories: number;
}

export function censusOf({ ipc, system }: Machine): Census {
  return {
    tasks: system.tasks.size,
    threads: system.threads.size,
    ports: ipc.ports.size,
    messages: ipc.messages,
    memories: ipc.memories,
  };
}
