/** A runtime that locks nothing, for the control run. It is built for the suite only and is no part of the product. */
import type { SandboxReport } from '../../../kernel/abi/sandbox.ts';
import { startTask } from '../start.ts';

export { fsync } from '../lock/fsync.ts';
export { mainTask, mainThread, programArguments, trap } from '../task.ts';

const lockNothing = (): Promise<SandboxReport> => Promise.resolve({ layers: 0, landlockAbi: 0, probesTried: 0, probesRefused: 0 });

process.stderr.write('');
void startTask(lockNothing, () => undefined);
