/** 3215 mach_port_extract_right(task, name, disposition) → poly: right. Mach 3 Kernel Interfaces, mach_port_extract_right. */
import { KERN_INVALID_NAME, KERN_INVALID_RIGHT, KERN_INVALID_VALUE } from '../abi/codes.ts';
import { SLOT_BODY } from '../abi/events.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { deliveredAs, MACH_PORT_DEAD, MACH_PORT_NULL } from '../abi/rights.ts';
import { rightExtract } from '../ipc/right.insert.ts';
import { deadCopyIn, RIGHT_BAD, RIGHT_IS_DEAD, rightCheck } from '../ipc/right.ts';
import { spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName } from './lookup.ts';

/**
 * Purpose: take a right from the task by a disposition, as copyin would, and deliver it to the caller.
 * Rights: the entry changes as the disposition says; a dead name gives DEAD. Returns: KERN_INVALID_VALUE (no such disposition),
 * KERN_INVALID_NAME, KERN_INVALID_RIGHT (the name lacks what the disposition needs; NULL and DEAD under XNU).
 */
export const machPortExtractRight: CallHandler<(typeof machPort)['mach_port_extract_right'], Task> = (call, { name, disposition }) => {
  const { system, target, message } = call;
  const kind = deliveredAs(disposition);
  if (kind === 0) return KERN_INVALID_VALUE;
  if (isNoName(name)) return system.ipc.profile.extractDeadRefused ? KERN_INVALID_RIGHT : KERN_INVALID_NAME;
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  const given = { kind, dsr: 0, dso: 0, dms: 0 };
  switch (rightCheck(entry, disposition)) {
    case RIGHT_BAD:
      return KERN_INVALID_RIGHT;
    case RIGHT_IS_DEAD:
      deadCopyIn(system.ipc, entry, disposition, message);
      return { poly: { ...given, port: null, word: MACH_PORT_DEAD } };
    default: {
      const port = rightExtract(system.ipc, entry, disposition, message, SLOT_BODY);
      return { poly: { ...given, port, word: MACH_PORT_NULL } };
    }
  }
};
