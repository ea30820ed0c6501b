import { InvalidArgumentError } from 'commander';

/** A path among the words of a command: `--trace ''` and the like come of a shell's variable that is not set. */
export function pathWord(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is a path.');
  return text;
}
