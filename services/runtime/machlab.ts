/** The runtime's public door: what programs and services import as `machlab`. */
export { fsync } from './lock/fsync.ts';
export { beforeEnd, mainTask, mainThread, programArguments, trap } from './task.ts';
export type { TrapReturn } from './channel.ts';
