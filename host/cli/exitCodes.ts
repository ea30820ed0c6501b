import { constants } from 'node:os';

/** As `timeout` of coreutils has it. */
export const EXIT_TIMEOUT = 124;
/** The kernel process ended before the program did. */
export const EXIT_KERNEL = 70;
const SIGNAL_BASE = 128;

/** The code that a shell gives a process that a signal ended. */
export function codeOfSignal(signal: string): number {
  return SIGNAL_BASE + ((constants.signals as Readonly<Record<string, number>>)[signal] ?? 0);
}
