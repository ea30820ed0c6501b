/** 3208 mach_port_mod_refs(task, name, right, delta). Mach 3 Kernel Interfaces, mach_port_mod_refs. */
import { KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_INVALID_VALUE, KERN_SUCCESS, KERN_UREFS_OVERFLOW } from '../abi/codes.ts';
import { EV_NAME_DROPPED } from '../abi/events.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { UREFS_MAX } from '../abi/limits.ts';
import { RIGHT_DEAD_NAME, RIGHT_RECEIVE, RIGHT_SEND, RIGHT_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from '../ipc/context.ts';
import { pegAt, refsAdd } from '../ipc/right.ts';
import { deadDrop, entryDestroy, receiveRelease, sendOnceRelease, sendRelease } from '../ipc/right.release.ts';
import { type Entry, spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';
import { isGuarded } from './mach_port_destroy.ts';

/**
 * Purpose: add `delta` to the references of one kind of right under a name. A receive right, a send-once right and a set have one each:
 * they can only lose it. A send right under the same name outlives a receive right, as a dead name when the port dies.
 * Rights: those that reach zero are given up, with what follows. Returns: KERN_INVALID_VALUE (no such right, or a delta it cannot
 * have), KERN_INVALID_NAME, KERN_INVALID_RIGHT (the name lacks it, or a guard holds it), KERN_UREFS_OVERFLOW. Name and right are judged
 * for a delta of zero too.
 */
export const machPortModRefs: CallHandler<(typeof machPort)['mach_port_mod_refs'], Task> = ({ system, target }, args) => {
  const { name, right, delta } = args;
  const { ipc } = system;
  const { tolerateNullNames, urefsPeg, rightNumber } = ipc.profile;
  if (right >= rightNumber) return KERN_INVALID_VALUE;
  if (isNoName(name) && tolerateNullNames && (right === RIGHT_SEND || right === RIGHT_SEND_ONCE)) return KERN_SUCCESS;
  if (urefsPeg && Math.abs(delta) > UREFS_MAX) return KERN_INVALID_VALUE;
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  if ((entry.type & (0x10000 << right)) === 0) return KERN_INVALID_RIGHT;
  if (right === RIGHT_SEND || right === RIGHT_DEAD_NAME) return countedRefs(ipc, entry, right, delta);
  if (delta !== 0 && delta !== -1) return KERN_INVALID_VALUE;
  if (delta === 0) return KERN_SUCCESS;
  if (right === RIGHT_RECEIVE) {
    if (isGuarded(entry)) return KERN_INVALID_RIGHT;
    receiveRelease(ipc, EV_NAME_DROPPED, entry);
  } else if (right === RIGHT_SEND_ONCE) sendOnceRelease(ipc, EV_NAME_DROPPED, entry);
  else entryDestroy(ipc, entry);
  return KERN_SUCCESS;
};

function countedRefs(ipc: Ipc, entry: Entry, right: number, delta: number): number {
  const max = right === RIGHT_SEND ? pegAt(ipc) : UREFS_MAX;
  if (entry.urefs + delta < 0) return KERN_INVALID_VALUE;
  if (entry.urefs + delta > max && delta > 0 && !ipc.profile.urefsPeg) return KERN_UREFS_OVERFLOW;
  if (delta > 0) refsAdd(ipc, entry, Math.min(delta, max - entry.urefs));
  else if (delta < 0 && right === RIGHT_SEND) sendRelease(ipc, EV_NAME_DROPPED, entry, -delta);
  else if (delta < 0) deadDrop(ipc, EV_NAME_DROPPED, entry, -delta, 0);
  return KERN_SUCCESS;
}
