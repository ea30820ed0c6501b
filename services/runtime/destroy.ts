/** Giving back what a message brought and nobody wants: its rights and its memory (Mach's `mach_msg_destroy`). */
import { vm } from '../../kernel/abi/interfaces/vm.ts';
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import { SEND_MSG } from '../../kernel/abi/message.ts';
import { encodeRequest } from '../../kernel/abi/mig.ts';
import type { Arguments, Routine } from '../../kernel/abi/mig.ts';
import { COPY_SEND, MACH_PORT_DEAD, MACH_PORT_NULL, PORT_RECEIVE, RIGHT_RECEIVE } from '../../kernel/abi/rights.ts';
import type { ReceivedItem, ReceivedMessage } from './receivedMessage.ts';
import type { GivenWorld, PortName, SendRight } from './ports.ts';
import type { Thread } from './thread.ts';

/** Asks the kernel for something without waiting for its answer: a message without reply right. */
async function tell<R extends Routine>(thread: Thread, port: SendRight, routine: R, args: Arguments<R, GivenWorld>): Promise<void> {
  const { msghId, data } = encodeRequest<R, GivenWorld>(routine, args);
  await thread.mach_msg({ options: SEND_MSG, send: { remote: { name: port, disposition: COPY_SEND }, id: msghId, data } });
}

/** Drops one reference of a send or send-once right, or of a dead name. */
export async function dropSend(thread: Thread, taskPort: SendRight, name: number): Promise<void> {
  await tell(thread, taskPort, machPort.mach_port_deallocate, { name: name as PortName });
}

/** Destroys the port. */
export async function dropReceive(thread: Thread, taskPort: SendRight, name: number): Promise<void> {
  await tell(thread, taskPort, machPort.mach_port_mod_refs, { name: name as PortName, right: RIGHT_RECEIVE, delta: -1 });
}

async function dropRight(thread: Thread, taskPort: SendRight, name: number, kind: number): Promise<void> {
  if (name === MACH_PORT_NULL || name === MACH_PORT_DEAD) return;
  await (kind === PORT_RECEIVE ? dropReceive : dropSend)(thread, taskPort, name);
}

/** Unmaps the memory that came with a message. */
export async function releaseRegions(thread: Thread, taskPort: SendRight, items: readonly ReceivedItem[]): Promise<void> {
  for (const { address, sizeBytes } of items) {
    if (address !== 0) await tell(thread, taskPort, vm.vm_deallocate, { address, size: sizeBytes });
  }
}

/** Releases every right and region of a message's body; with `header`, also its reply right, and its destination if it was handed back. */
export async function destroyMessage(thread: Thread, taskPort: SendRight, message: ReceivedMessage, header: boolean): Promise<void> {
  const { descriptors, remote, remoteKind, local, localKind, trailer } = message;
  for (const { rights, kind } of descriptors ?? []) for (const name of rights) await dropRight(thread, taskPort, name, kind);
  if (descriptors !== null) await releaseRegions(thread, taskPort, descriptors);
  if (!header) return;
  if (remoteKind !== 0) await dropRight(thread, taskPort, remote, remoteKind);
  const handedBack = trailer.sizeBytes === 0;
  if (handedBack && localKind !== 0) await dropRight(thread, taskPort, local, localKind);
}
