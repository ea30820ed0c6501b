/**
 * The one script that every task process runs (`dist/runtime.mjs`). It locks the process, says so to the kernel, and runs the program
 * that the kernel sends. What it exports is what programs import as `machlab`: the public door, and below it the bare trap.
 */
import { lockSandbox } from './lock/lock.ts';
import { beforeProgram } from './machlab.ts';
import { startTask } from './start.ts';

export * from './machlab.ts';
export { fsync } from './lock/fsync.ts';
export { mainTask, mainThread, programArguments, trap } from './task.ts';

// Not awaited: a program imports this module, and would wait for it for ever.
void startTask(lockSandbox, beforeProgram);
