import { Command } from 'commander';
import { openDataFolder } from '../dataFolder.ts';
import { openBrowser } from '../serve/openBrowser.ts';
import { askForLink } from '../serve/rendezvous.ts';
import { pathWord } from './path.ts';

interface OpenOptions {
  readonly data?: string;
  readonly open: boolean;
  readonly readOnly?: true;
}

export function openCommand(): Command {
  return new Command('open')
    .description('open another window on the system that runs')
    .option('--read-only', 'the window may only look: for a projector, or for others')
    .option('--no-open', 'print its address instead of opening it')
    .option('--data <folder>', 'the data folder of that system', pathWord)
    .action(async ({ data, open, readOnly }: OpenOptions) => {
      const link = await askForLink(openDataFolder(data), readOnly === true ? 'look' : 'full');
      if (!open || !openBrowser(link)) process.stdout.write(`${link}\n`);
    });
}
