/** What must not compile. The compiler is the test: an error that is expected and does not come is an error (`npm run types`). */
import { describe, expect, it } from 'vitest';
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import { task } from '../../kernel/abi/interfaces/task.ts';
import { COPY_SEND } from '../../kernel/abi/rights.ts';
import { copySend, makeSend, moveReceive } from './ports.ts';
import type { PortName, ReceiveRight, SendOnceRight, SendRight, TaskPort } from './ports.ts';
import type { Self } from './self.ts';

const send = 1 as SendRight;
const receive = 2 as ReceiveRight;
const once = 3 as SendOnceRight;
const both = 4 as ReceiveRight & SendRight;
const own = 5 as TaskPort;
const child = 6 as TaskPort<'child'>;
const childName = 7 as PortName<'child'>;

/** Only compiled: calls that a program might write. */
export async function calls(self: Self): Promise<void> {
  await self.call(own, machPort.mach_port_deallocate, { name: send });
  await self.call(child, machPort.mach_port_deallocate, { name: childName });
  // @ts-expect-error a name of the child in a call about one's own names
  await self.call(own, machPort.mach_port_deallocate, { name: childName });
  // @ts-expect-error a name of one's own in a call about the child's
  await self.call(child, machPort.mach_port_deallocate, { name: send });
  // @ts-expect-error a number is not a name
  await self.call(own, machPort.mach_port_deallocate, { name: 5 });
  // @ts-expect-error a receive right where a send right is wanted
  await self.call(receive, machPort.mach_port_names, {});
  // @ts-expect-error a send-once right cannot be asked again and again
  await self.call(once, machPort.mach_port_names, {});
  await self.call(both, machPort.mach_port_names, {});
  // @ts-expect-error the bootstrap port is a send right, not a receive right
  await self.call(own, task.task_set_special_port, { which_port: 4, special_port: receive });
  // @ts-expect-error moving a receive right does not give a send right
  await self.call(own, task.task_set_special_port, { which_port: 4, special_port: moveReceive(receive) });
  await self.call(own, task.task_set_special_port, { which_port: 4, special_port: makeSend(receive) });
  // @ts-expect-error an argument is missing
  await self.call(own, task.task_set_special_port, { which_port: 4 });
  // @ts-expect-error a right without a disposition that the program chose
  await self.call(own, machPort.mach_port_insert_right, { name: receive, poly: receive });
  // @ts-expect-error messages are received from receive rights and sets
  await self.receive(send);
  const { outs } = await self.call(child, machPort.mach_port_allocate, { right: 1 });
  // @ts-expect-error the name that comes back is the child's
  if (outs !== undefined) await self.call(own, machPort.mach_port_deallocate, { name: outs.name });
}

describe('a right of the wrong kind', () => {
  it('does not compile as a send right', () => {
    // @ts-expect-error only a send right can be copied
    expect(copySend(receive).disposition).toBe(COPY_SEND);
    // @ts-expect-error send rights are not made from send rights
    expect(makeSend(send).name).toBe(send);
  });
});
