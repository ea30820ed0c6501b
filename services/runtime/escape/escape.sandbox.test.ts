import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { LAYER_NAMES, LAYER_NODE_PERMISSION, maskNames, PROBE_NAMES, sandboxBadge } from '../../../kernel/abi/sandbox.ts';
import { NOBODY } from '../../../kernel/process/user.ts';
import type { Attempt, Outcome } from './attempt.ts';
import { ATTEMPTS } from './attempts.list.ts';
import { bundleAll } from './bundles.fixture.ts';
import { runRunner } from './run.fixture.ts';
import type { RunnerAnswer, Variant } from './runner.fixture.ts';

const VARIANTS: readonly Variant[] = ['locked', 'os alone', 'control'];
const REPORT = fileURLToPath(new URL('../../../dist/escape-report.txt', import.meta.url));

const isRoot = process.getuid?.() === 0;
/** Each with the user that the kernel process becomes; null: it stays who it is. */
const USERS: readonly { readonly who: string; readonly user: number | null; readonly skip: string | undefined }[] = [
  { who: 'started by the superuser', user: null, skip: isRoot ? undefined : 'the suite does not run as root' },
  { who: 'started by an ordinary user', user: isRoot ? NOBODY : null, skip: undefined },
];
const notLinux = process.platform === 'linux' ? undefined : 'there is no sandbox of the operating system here, only what Node refuses';

const alone = ATTEMPTS.filter(({ alone }) => alone === true).map(({ name }) => name);

describe.each(USERS)('a task $who', ({ who, user, skip }) => {
  const answers = new Map<Variant, RunnerAnswer>();
  const answerOf = (variant: Variant): RunnerAnswer => answers.get(variant)!;
  const outcomeOf = (variant: Variant, name: string): Outcome =>
    answerOf(variant).outcomes.find((outcome) => outcome.name === name) ?? { name, result: 'no answer', detail: 'not attempted' };
  const because = (context: { skip: (condition: boolean, note?: string) => void }): void =>
    context.skip((skip ?? notLinux) !== undefined, skip ?? notLinux);

  beforeAll(async () => {
    if ((skip ?? notLinux) !== undefined) return;
    const bundles = await bundleAll();
    for (const variant of VARIANTS) answers.set(variant, await runRunner({ bundles, variant, user, profile: 'plug-in', alone }));
    writeReport(who, outcomeOf);
  });

  it('reports every layer and every probe, and the OS does not deny it', (context) => {
    because(context);
    const { report, check, denied } = answerOf('locked');
    expect(maskNames(report.layers, LAYER_NAMES)).toEqual(LAYER_NAMES.map(([, name]) => name));
    expect(maskNames(report.probesRefused, PROBE_NAMES)).toEqual(PROBE_NAMES.map(([, name]) => name));
    expect(sandboxBadge(report)).toBe('os-sandbox');
    expect(check).toMatchObject({ filtered: true, noNewPrivs: true, unprivileged: true });
    expect(denied).toBe(0);
  });

  it('has no io_uring, which the same process would have without the kernel process', (context) => {
    because(context);
    expect(answerOf('control').hasRing === true || answerOf('control').confined).toBe(true);
    // Only the superuser may look into a process that is not dumpable.
    const mayLook = answerOf('locked').user === 0;
    expect(answerOf('locked').hasRing).toBe(mayLook ? false : null);
  });

  it('is refused every attempt to get out, and none takes the wrong turn', (context) => {
    because(context);
    const others = ATTEMPTS.map(({ name }) => outcomeOf('locked', name)).filter(({ result }) => result !== 'refused');
    expect(others).toEqual([]);
    expect(ATTEMPTS.length).toBeGreaterThanOrEqual(30);
  });

  it('is refused them by the operating system alone when the Node layer is off', (context) => {
    because(context);
    expect(answerOf('os alone').report.layers & LAYER_NODE_PERMISSION).toBe(0);
    const byOs = ATTEMPTS.filter(({ nodeOnly }) => nodeOnly === undefined).map(({ name }) => outcomeOf('os alone', name));
    expect(byOs.filter((outcome) => outcome.result !== 'refused' || outcome.by === 'Node permissions')).toEqual([]);
  });

  it('is refused each system call by number, by the filter', (context) => {
    because(context);
    context.skip(process.arch !== 'x64', 'the suite knows the numbers of x86-64 only');
    const calls = answerOf('os alone').outcomes.filter(({ name }) => name.startsWith('system call'));
    expect(calls.length).toBeGreaterThan(90);
    expect(calls.filter((outcome) => outcome.result !== 'refused' || outcome.by !== 'seccomp' || outcome.detail !== 'EPERM')).toEqual([]);
  });

  it('would not be refused them without the lock', (context) => {
    because(context);
    const { user: kernelUser, confined } = answerOf('control');
    const free = ({ name, free = 'always' }: Attempt): boolean => {
      if (free === 'depends' || (free === 'superuser' && kernelUser !== 0)) return false;
      return !(confined && name.startsWith('system call')); // where the suite itself is locked in, the calls show nothing
    };
    const outcomes = ATTEMPTS.filter(free).map(({ name }) => outcomeOf('control', name));
    expect(outcomes.filter(({ result }) => result === 'refused' || result === 'no answer')).toEqual([]);
    expect(outcomes.filter(({ result }) => result === 'went through').length).toBeGreaterThanOrEqual(30);
  });
});

/** Which layer refused what, for a person to read. */
function writeReport(who: string, outcomeOf: (variant: Variant, name: string) => Outcome): void {
  const cell = (outcome: Outcome): string =>
    outcome.result === 'refused' ? outcome.by : `${outcome.result} ${outcome.detail}`.slice(0, 30);
  const rows = ATTEMPTS.map(({ name, nodeOnly }) => {
    const cells = [name.slice(0, 50).padEnd(52), ...VARIANTS.map((variant) => cell(outcomeOf(variant, name)).padEnd(20))];
    return `${cells.join('')}${nodeOnly === undefined ? '' : `  (${nodeOnly})`}`.trimEnd();
  });
  const head = `A task ${who}: who refused what, with all layers, with the operating system's alone, and without a lock.\n\n`;
  const columns = `${'attempt'.padEnd(52)}${VARIANTS.map((variant) => variant.padEnd(20)).join('')}`.trimEnd();
  mkdirSync(dirname(REPORT), { recursive: true });
  const text = `${head}${columns}\n${rows.join('\n')}\n\n`;
  writeFileSync(REPORT, text, { flag: who === USERS[0]?.who || !isRoot ? 'w' : 'a' });
  const counts = new Map<string, number>();
  for (const { name } of ATTEMPTS) {
    const outcome = outcomeOf('os alone', name);
    const by = outcome.result === 'refused' ? outcome.by : `${outcome.result} (only Node refuses)`;
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  console.log(
    `${who}: ${ATTEMPTS.length} attempts; without Node's layer: ${[...counts].map(([by, count]) => `${by} ${count}`).join(', ')}; all of it: ${REPORT}`,
  );
}
