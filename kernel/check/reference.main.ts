/** `npm run docs`: writes `docs/mach.md`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { everyCode } from './everyCode.ts';
import { memberComments, referencePage } from './reference.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const cases = here('cases/');
const files = readdirSync(cases).map((name) => ({ name, text: readFileSync(cases + name, 'utf8') }));
mkdirSync(here('../../docs/'), { recursive: true });
writeFileSync(here('../../docs/mach.md'), referencePage(everyCode(files), memberComments(readFileSync(here('../abi/profile.ts'), 'utf8'))));
