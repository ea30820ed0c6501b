/** 3223 mach_port_space_info(task) → table: rows of name, type, references, object. Source: XNU, osfmk/ipc/mach_debug.c. For inspection. */
import { SPACE_INFO_ROW_WORDS, type machPort } from '../abi/interfaces/mach_port.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { entryType } from './mach_port_type.ts';

/** Purpose: the whole table of a space. Rights: none. Returns: no code of its own. */
export const machPortSpaceInfo: CallHandler<(typeof machPort)['mach_port_space_info'], Task> = ({ target }) => {
  const table = new Uint32Array(target.space.names * SPACE_INFO_ROW_WORDS);
  let at = 0;
  for (const entry of target.space.entries()) {
    table.set([entry.name, entryType(entry), entry.urefs, entry.objectId], at);
    at += SPACE_INFO_ROW_WORDS;
  }
  return { table };
};
