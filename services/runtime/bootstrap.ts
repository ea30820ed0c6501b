/** The name service, as a program uses it. All of these *throw* a `MachError` with bootstrap's code when it refuses. */
import { bootstrap } from '../../kernel/abi/interfaces/bootstrap.ts';
import type { Given, ReceiveRight, SendRight } from './ports.ts';
import type { Self } from './self.ts';

/** A send right to the service of this name; messages to one that is not up yet wait for it. */
export async function lookUp(self: Self, name: string): Promise<SendRight> {
  const { service_port } = await self.ask(await self.bootstrapPort(), bootstrap.bootstrap_look_up, { service_name: name });
  return service_port;
}

/** The receive right of the service that this task serves. */
export async function checkIn(self: Self, name: string): Promise<ReceiveRight> {
  const { service_port } = await self.ask(await self.bootstrapPort(), bootstrap.bootstrap_check_in, { service_name: name });
  return service_port;
}

/** Makes a send right known under a name; `noSend` takes it back. */
export async function register(self: Self, name: string, right: SendRight | Given<'SEND'>): Promise<void> {
  await self.ask(await self.bootstrapPort(), bootstrap.bootstrap_register, { service_name: name, service_port: right });
}
