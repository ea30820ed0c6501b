/** `node kernel/check/main.ts FILE... [--profile P] [--json]`: the conformance runner from a shell. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PROFILE_CHOICES, type ProfileChoice, runConformance } from './conformance.ts';

const USAGE = `usage: node kernel/check/main.ts FILE... [--profile ${Object.keys(PROFILE_CHOICES).join('|')}] [--json]\n`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { profile: { type: 'string', default: 'recommended' }, json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0 || !Object.hasOwn(PROFILE_CHOICES, values.profile)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const files = positionals.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
  return runConformance(files, {
    profile: values.profile as ProfileChoice,
    json: values.json,
    write: (text) => process.stdout.write(text),
  });
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
