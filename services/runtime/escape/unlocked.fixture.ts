/** A runtime that locks nothing, for the control run. It is built for the suite only and is no part of the product. */
import { startTask } from '../start.ts';

export * from '../machlab.ts';

void startTask(() => {
  process.stderr.write('');
  return Promise.resolve({ layers: 0, landlockAbi: 0, probesTried: 0, probesRefused: 0 });
});
