import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { PROFILE_CHOICES, type ProfileChoice, runConformance } from '../../kernel/check/conformance.ts';
import { reasonOf, UserError } from '../userError.ts';

export function conformanceCommand(): Command {
  return new Command('conformance')
    .description('play cases of Mach’s semantics on the kernel')
    .argument('<file...>', 'files of cases')
    .addOption(new Option('--profile <profile>', 'which Mach the kernel is').choices(Object.keys(PROFILE_CHOICES)).default('recommended'))
    .option('--json', 'print one JSON document')
    .action((paths: string[], { profile, json }: { profile: ProfileChoice; json?: true }) => {
      const files = paths.map((name) => ({ name, text: read(name) }));
      process.exitCode = runConformance(files, { profile, json: json === true, write: (text) => process.stdout.write(text) });
    });
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}; name files of cases, such as those in kernel/check/cases`);
  }
}
