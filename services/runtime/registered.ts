/** The send rights that a task was given at its start. */
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import { task } from '../../kernel/abi/interfaces/task.ts';
import { MACH_PORT_DEAD, MACH_PORT_NULL } from '../../kernel/abi/rights.ts';
import type { SendRight } from './ports.ts';
import type { Self } from './self.ts';

/** The task's registered ports (`mach_ports_lookup`), without the empty places. */
export async function registeredPorts(self: Self): Promise<readonly SendRight[]> {
  const { ports } = await self.ask(await self.taskPort(), task.mach_ports_lookup, {});
  return ports.filter((port) => port !== MACH_PORT_NULL && port !== MACH_PORT_DEAD);
}

/** The registered port that stands for a kernel object of this kind (`PORT_KIND_*`), if there is one. */
export async function registeredOfKind(self: Self, kind: number): Promise<SendRight | undefined> {
  const own = await self.taskPort();
  for (const port of await registeredPorts(self)) {
    const { outs } = await self.call(own, machPort.mach_port_kobject, { name: port });
    if (outs?.kind === kind) return port;
  }
  return undefined;
}
