import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramListed } from '../../kernel/abi/window.ts';
import { LAB_PROGRAMS } from '../paths.ts';
import { labPrograms } from '../programs.ts';

let listed: readonly ProgramListed[] | undefined;

/** The programs that come with machlab, each with the words that its file begins with. */
export function programsListed(): readonly ProgramListed[] {
  return (listed ??= labPrograms().map((name) => {
    const [, comment = ''] = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(join(LAB_PROGRAMS, `${name}.ts`), 'utf8')) ?? [];
    const text = comment
      .replace(/^\s*\*?\s?/gm, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const end = text.search(/[.:](\s|$)/);
    return { name, title: end < 0 ? text : text.slice(0, end), description: text };
  }));
}
