import type { Attempt } from './attempt.ts';
import { callAttempts } from './attempts.calls.ts';
import { fileAttempts } from './attempts.files.ts';
import { networkAttempts } from './attempts.network.ts';
import { processAttempts } from './attempts.processes.ts';
import { systemAttempts } from './attempts.system.ts';

/** Everything a task might try to get out. */
export const ATTEMPTS: readonly Attempt[] = [...fileAttempts, ...processAttempts, ...networkAttempts, ...systemAttempts, ...callAttempts];
