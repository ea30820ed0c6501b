import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { add, EMPTY, readReport, sumLine, type Tally } from './reports.ts';

/** The npm scripts that make up `npm test`, in order. Those that run tests leave a report. */
const CHECKS = ['build', 'types', 'lint', 'format:check', 'imports'];
const TESTS = ['test:unit', 'test:integration', 'test:sandbox', 'test:e2e'];

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, 'dist', 'reports');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Runs one npm script with its output on ours; answers what is wrong with how it ended, if anything is. */
const runScript = (script: string, environment: NodeJS.ProcessEnv = {}): string | undefined => {
  console.log(`\n── ${script} ──`);
  const startedMs = performance.now();
  const npm = process.env['npm_execpath'];
  const [command, before] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { status, signal, error } = spawnSync(command, [...before, 'run', '--silent', script], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (error !== undefined) return error.message;
  if (status !== 0) return signal === null ? `ended with code ${status}` : `ended by ${signal}`;
  console.log(`   ${script}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return undefined;
};

let sum: Tally = EMPTY;
const wrong: string[] = [];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

for (const script of CHECKS) {
  const problem = runScript(script);
  if (problem !== undefined) wrong.push(`${script}: ${problem}`);
}

for (const script of TESTS.filter((name) => name in scripts)) {
  const report = join(reports, `${script.replace('test:', '')}.json`);
  const problem = runScript(script, { MACHLAB_REPORT: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  if (problem !== undefined) wrong.push(`${script}: ${problem}`);
  if (existsSync(report)) sum = add(sum, readReport(readFileSync(report, 'utf8')));
  else if (problem === undefined) wrong.push(`${script}: left no report`);
}

if (sum.passed + sum.failed.length === 0) wrong.push('no test ran');

console.log('');
for (const { name, reason } of sum.skipped) console.log(`skipped: ${name} (${reason})`);
for (const { name, reason } of sum.failed) console.log(`failed: ${name} (${reason})`);
for (const line of wrong) console.log(`failed: ${line}`);
console.log(sumLine(sum));
process.exitCode = wrong.length > 0 || sum.failed.length > 0 ? 1 : 0;
