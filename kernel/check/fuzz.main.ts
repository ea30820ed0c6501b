/** `npm run fuzz -- --steps N --seed S [--profile P] [--long]`: random traps from a shell. `--long`: what is found is told as it was found. */
import { parseArgs } from 'node:util';
import { PROFILES, type ProfileName } from '../abi/profile.ts';
import { fuzz } from './fuzz.ts';

const USAGE = `usage: npm run fuzz -- --steps N --seed S [--profile ${Object.keys(PROFILES).join('|')}] [--long]`;

interface Asked {
  readonly steps: number;
  readonly seed: number;
  readonly profile?: ProfileName;
  readonly long: boolean;
}

/** What was asked for; null when it makes no sense. */
function asked(): Asked | null {
  try {
    const { values } = parseArgs({
      options: {
        steps: { type: 'string', default: '200000' },
        seed: { type: 'string', default: '1' },
        profile: { type: 'string' },
        long: { type: 'boolean', default: false },
      },
    });
    const [steps, seed] = [Number(values.steps), Number(values.seed)];
    const { profile, long } = values;
    if (!Number.isSafeInteger(steps) || steps < 1 || !Number.isSafeInteger(seed)) return null;
    if (profile === undefined) return { steps, seed, long };
    return Object.hasOwn(PROFILES, profile) ? { steps, seed, long, profile: profile as ProfileName } : null;
  } catch {
    return null;
  }
}

const wanted = asked();
if (wanted === null) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}

const startedMs = performance.now();
let saidMs = startedMs;
const result = fuzz({
  ...wanted,
  progress(done) {
    if (performance.now() - saidMs < 10_000) return;
    saidMs = performance.now();
    process.stderr.write(`${done} of ${wanted.steps} steps\n`);
  },
});
const seconds = (performance.now() - startedMs) / 1000;
process.stdout.write(`${result.steps} steps on ${result.episodes} machines, seed ${wanted.seed}, ${seconds.toFixed(1)} s\n`);
if (result.failure !== null) {
  const { fault, profile, file } = result.failure;
  process.stdout.write(`${fault.detail}\nprofile ${profile}; the case:\n${JSON.stringify(file, null, 2)}\n`);
  process.exitCode = 1;
}
