/** Rights that a call places into a space, or takes out of one, by name (Mach 3 Kernel Interfaces, mach_port_insert_right, _extract_right). */
import {
  KERN_FAILURE,
  KERN_INVALID_VALUE,
  KERN_NAME_EXISTS,
  KERN_NO_SPACE,
  KERN_RIGHT_EXISTS,
  KERN_SUCCESS,
  KERN_UREFS_OVERFLOW,
} from '../abi/codes.ts';
import { EV_NAME_INSERTED } from '../abi/events.ts';
import { NAMES_PER_TASK } from '../abi/limits.ts';
import { deliveredAs, PORT_SEND, PORT_SEND_ONCE, TYPE_SEND } from '../abi/rights.ts';
import type { Ipc } from './context.ts';
import { type CarriedRight, kernelTakes, type Message } from './message.ts';
import type { Port } from './port.ts';
import { leaveSlot, pegAt, rightArrives, rightCopyIn } from './right.ts';
import { type Entry, entryBind, type Space, spaceAllocateName, spaceLookup } from './space.ts';

/**
 * Purpose: a right that a message carries enters a space under `name`: a new entry, or the one that names its port already.
 * Needs: the right is there and its port alive; the name is neither NULL nor DEAD. Rights: taken from the message on success only.
 * Returns: KERN_SUCCESS, KERN_RIGHT_EXISTS (the port has another name here), KERN_NAME_EXISTS, KERN_UREFS_OVERFLOW, KERN_NO_SPACE;
 * and where names must have the allocator's shape, KERN_INVALID_VALUE and KERN_FAILURE.
 */
export function rightInsert(ipc: Ipc, space: Space, name: number, message: Message, right: CarriedRight): number {
  const port = right.port as Port;
  const shape = chosenNameCheck(ipc, space, name);
  if (shape !== KERN_SUCCESS) return shape;
  const there = spaceLookup(space, name);
  const known = right.kind === PORT_SEND_ONCE ? undefined : space.byPort.get(port.id);
  if (known !== undefined && known !== there) return KERN_RIGHT_EXISTS;
  if (known === undefined && there !== null) return KERN_NAME_EXISTS;
  if (known !== undefined && right.kind === PORT_SEND && (known.type & TYPE_SEND) !== 0 && !ipc.profile.urefsPeg) {
    if (known.urefs >= pegAt(ipc)) return KERN_UREFS_OVERFLOW;
  }
  const entry = known ?? spaceAllocateName(space, name);
  if (entry === null) return KERN_NO_SPACE;
  if (known === undefined) entryBind(entry, port);
  right.port = null;
  leaveSlot(ipc, message, right.slot, space.taskId, name, port, right.kind);
  rightArrives(ipc, EV_NAME_INSERTED, entry, port, right.kind, message.id, 0);
  return KERN_SUCCESS;
}

/**
 * Purpose: take a right from an entry as copyin does, by way of a message, for the kernel to pass on.
 * Needs: `rightCheck` said OK; slot `slot` of the message is free. Rights: the entry changes as the disposition says; the right taken
 * is the caller's and counts as the kernel's. A receive right still has `message` as its carrier.
 */
export function rightExtract(ipc: Ipc, entry: Entry, disposition: number, message: Message, slot: number): Port {
  const port = rightCopyIn(ipc, entry, disposition, message, slot);
  kernelTakes(ipc, message, { port, kind: deliveredAs(disposition), word: 0, slot });
  return port;
}

/**
 * Returns: whether a task may choose `name` for an entry. Any name may be chosen, but where names must have the allocator's shape:
 * KERN_INVALID_VALUE (generation bits), KERN_FAILURE (index 0, or in use under another generation), KERN_NO_SPACE (beyond the table).
 */
export function chosenNameCheck(ipc: Ipc, space: Space, name: number): number {
  if (!ipc.profile.strictNames) return KERN_SUCCESS;
  if ((name & 3) !== 3) return KERN_INVALID_VALUE;
  const index = name >>> 8;
  if (index === 0) return KERN_FAILURE;
  if (index > NAMES_PER_TASK) return KERN_NO_SPACE;
  const there = space.table[index];
  if (there !== undefined && there !== null && there.name !== name) return KERN_FAILURE;
  for (const chosen of space.chosen.keys()) if (chosen >>> 8 === index && chosen !== name) return KERN_FAILURE;
  return KERN_SUCCESS;
}
