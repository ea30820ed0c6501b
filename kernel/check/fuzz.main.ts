/** `npm run fuzz -- --steps N --seed S [--profile P]`: random traps from a shell. */
import { parseArgs } from 'node:util';
import { PROFILES, type ProfileName } from '../abi/profile.ts';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' }, profile: { type: 'string' } },
});
const steps = Number(values.steps);
const seed = Number(values.seed);
if (
  !Number.isSafeInteger(steps) ||
  steps < 1 ||
  !Number.isSafeInteger(seed) ||
  (values.profile !== undefined && !(values.profile in PROFILES))
) {
  process.stderr.write(`usage: npm run fuzz -- --steps N --seed S [--profile ${Object.keys(PROFILES).join('|')}]\n`);
  process.exit(2);
}

const startedMs = performance.now();
let saidMs = startedMs;
const result = fuzz({
  steps,
  seed,
  ...(values.profile === undefined ? {} : { profile: values.profile as ProfileName }),
  progress(done) {
    if (performance.now() - saidMs < 10_000) return;
    saidMs = performance.now();
    process.stderr.write(`${done} of ${steps} steps\n`);
  },
});
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(`${result.steps} steps on ${result.episodes} machines, seed ${seed}, ${seconds.toFixed(1)} s\n`);
if (result.failure !== null) {
  const { fault, profile, file } = result.failure;
  process.stdout.write(`${fault.detail}\nprofile ${profile}; the case:\n${JSON.stringify(file, null, 2)}\n`);
  process.exitCode = 1;
}
