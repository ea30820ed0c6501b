import { openSystemCalls, type SystemCall } from './libc.ts';

const CLOSE_RANGE_CLOEXEC = 4;
const LAST_DESCRIPTOR = 0xffffffff;

/**
 * Marks every descriptor that this process was born with as not to be inherited. A shell or a supervisor may have left one open;
 * a task would hold it too, and no sandbox takes an open descriptor back.
 */
export function keepDescriptorsToOurselves(call: SystemCall | undefined = openSystemCalls()): boolean {
  return call?.('close_range', 3, LAST_DESCRIPTOR, CLOSE_RANGE_CLOEXEC) === 0;
}
