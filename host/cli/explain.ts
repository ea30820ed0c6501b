import { Command } from 'commander';
import { explain, EXPLAINED, type Explained } from '../../kernel/abi/explain/index.ts';
import { suggestion } from '../../kernel/trace/filter/similar.ts';
import { UserError } from '../userError.ts';

export function explainCommand(): Command {
  return new Command('explain')
    .description('say what a trap, call, right, disposition, notification, option or code is')
    .argument('<name>', 'a name of Mach, such as mach_port_allocate or KERN_INVALID_NAME')
    .action((name: string) => {
      const found = explain(name);
      const names = EXPLAINED.map((one) => one.name);
      if (found.length === 0)
        throw new UserError(`nothing is known of ‘${name}’${suggestion(name, names) || '; docs/mach.md lists every name that there is'}`);
      process.stdout.write(found.map(page).join('\n'));
    });
}

function page({ kind, name, value, about, source, textbook, codes }: Explained): string {
  const number = kind === 'code' || kind === 'option' ? `0x${(value >>> 0).toString(16)}` : String(value);
  const lines = [`${name}  (${kind} ${number})`, `  ${about}`];
  if (textbook !== '') lines.push(`  textbooks: ${textbook}`);
  if (source !== '') lines.push(`  source: ${source}`);
  if (codes !== undefined && codes.length > 0) lines.push(`  answers: ${['KERN_SUCCESS', ...codes].join(', ')}`);
  return `${lines.join('\n')}\n`;
}
