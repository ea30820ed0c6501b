import { Command } from 'commander';
import { openDataFolder } from '../dataFolder.ts';
import { Kernel } from '../kernel.ts';
import { codeOf, kernelEnd } from './run.ts';
import { bundleProgram, findProgram } from '../programs.ts';

interface StartOptions {
  readonly data?: string;
}

export function startCommand(): Command {
  return new Command('start')
    .description('boot the system and run ‘hello’, telling every message')
    .option('--data <folder>', 'keep data there')
    .action(async (options: StartOptions) => {
      process.exitCode = await start(options);
    });
}

async function start(options: StartOptions): Promise<number> {
  const data = openDataFolder(options.data);
  const program = await bundleProgram(findProgram('hello'));
  const kernel = new Kernel({
    data,
    title: 'hello',
    narrate: true,
    onNarration: (lines) => process.stdout.write(lines.map((line) => `${line}\n`).join('')),
  });
  await kernel.booted();
  kernel.handIn(program);
  const { process: id } = await kernel.run(program.name);
  const outcome = await kernel.outcome(id);
  if (outcome.what === 'kernel') process.stderr.write(`machlab: ${kernelEnd(outcome.end)}\n`);
  else await kernel.shutdown();
  return codeOf(outcome);
}
