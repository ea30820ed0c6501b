/** 3230 mach_port_kobject(task, name) → kind, object. Source: XNU, osfmk/ipc/mach_debug.c. For inspection. */
import { KERN_INVALID_NAME, KERN_INVALID_RIGHT } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { TYPE_SEND_RECEIVE } from '../abi/rights.ts';
import { spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';

/** Purpose: what a port stands for in the kernel. Rights: needs a send or receive right. Returns: KERN_INVALID_NAME, KERN_INVALID_RIGHT. */
export const machPortKobject: CallHandler<(typeof machPort)['mach_port_kobject'], Task> = ({ target }, { name }) => {
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  const { object } = entry;
  if ((entry.type & TYPE_SEND_RECEIVE) === 0 || object === null) return KERN_INVALID_RIGHT;
  return { kind: object.kind, object: object.of };
};
