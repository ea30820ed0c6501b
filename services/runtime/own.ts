/** The names of a program's own space: making ports and sets, and letting rights go. All of these *throw* a `MachError` on failure. */
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import { MAKE_SEND, RIGHT_PORT_SET, RIGHT_RECEIVE } from '../../kernel/abi/rights.ts';
import { makeSend, makeSendOnce } from './ports.ts';
import type { PortName, PortSetName, ReceiveRight, SendOnceRight, SendRight } from './ports.ts';
import type { Self } from './self.ts';

/** A new port; nobody can send to it yet. */
export async function allocatePort(self: Self): Promise<ReceiveRight> {
  const { name } = await self.ask(await self.taskPort(), machPort.mach_port_allocate, { right: RIGHT_RECEIVE });
  return name as ReceiveRight;
}

/** A new port with a send right under the same name. */
export async function allocateSendable(self: Self): Promise<ReceiveRight & SendRight> {
  const port = await allocatePort(self);
  await self.ask(await self.taskPort(), machPort.mach_port_insert_right, { name: port, poly: makeSend(port) });
  return port as ReceiveRight & SendRight;
}

/** A send right to a port of one's own: the same name from now on stands for both. */
export async function sendRightTo(self: Self, port: ReceiveRight): Promise<SendRight> {
  const { poly } = await self.ask(await self.taskPort(), machPort.mach_port_extract_right, { name: port, disposition: MAKE_SEND });
  return poly as SendRight;
}

export async function allocateSet(self: Self): Promise<PortSetName> {
  const { name } = await self.ask(await self.taskPort(), machPort.mach_port_allocate, { right: RIGHT_PORT_SET });
  return name as PortSetName;
}

/** A port joins a set, and leaves the one that it was in. */
export async function moveMember(self: Self, member: ReceiveRight, set: PortSetName): Promise<void> {
  await self.ask(await self.taskPort(), machPort.mach_port_move_member, { member, after: set });
}

/** Drops one reference of a send or send-once right, or of a dead name. */
export async function deallocate(self: Self, name: SendRight | SendOnceRight | PortName): Promise<void> {
  await self.ask(await self.taskPort(), machPort.mach_port_deallocate, { name });
}

/** Destroys a port: its queue and everybody's rights to it die. A send right under the same name becomes a dead name. */
export async function destroyPort(self: Self, port: ReceiveRight): Promise<void> {
  await self.ask(await self.taskPort(), machPort.mach_port_mod_refs, { name: port, right: RIGHT_RECEIVE, delta: -1 });
}

/** What `requestNotification` can ask for: `REQUEST_DEAD_NAME`, `REQUEST_NO_SENDERS`, … *Returns* the send-once right given before, or 0. */
export async function requestNotification(
  self: Self,
  name: PortName,
  variant: number,
  sync: number,
  notify: ReceiveRight,
): Promise<SendOnceRight> {
  const args = { name, variant, sync, notify: makeSendOnce(notify) };
  const { previous } = await self.ask(await self.taskPort(), machPort.mach_port_request_notification, args);
  return previous;
}
