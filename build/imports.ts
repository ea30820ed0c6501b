import { globSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { type Room, ROOMS } from './imports.rules.ts';

const TEST = /\.(test|fixture)\.ts$|(^|\/)testing\//;
const SCRIPT_BLOCK = /(<script[^>]*>)([\s\S]*?)(<\/script>)/g;

/** The room a path lies in, named by its own folder where the rule stands for several; undefined outside all rooms. */
export const roomOf = (path: string, rooms: readonly Room[] = ROOMS): { readonly name: string; readonly rule: Room } | undefined => {
  for (const rule of rooms) {
    if (path === rule.room || path.startsWith(`${rule.room}/`)) return { name: rule.room, rule };
    if (!rule.room.endsWith('/*')) continue;
    const parent = rule.room.slice(0, -1);
    const [folder, rest] = path.slice(parent.length).split('/');
    if (path.startsWith(parent) && folder !== undefined && rest !== undefined) return { name: parent + folder, rule };
  }
  return undefined;
};

const covers = (may: readonly string[], target: string): boolean =>
  may.some((allowed) => allowed === '*' || target === allowed || target.startsWith(`${allowed}/`));

const packageOf = (specifier: string): string => {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
};

const allowed = (file: string, specifier: string, rooms: readonly Room[]): boolean => {
  const from = roomOf(file, rooms);
  if (from === undefined) return false;
  const { rule, name } = from;
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file), specifier);
    return roomOf(target, rooms)?.name === name || covers(rule.may, target);
  }
  if (specifier.startsWith('node:')) return rule.node === true;
  if (covers(rule.may, specifier)) return true;
  return rule.packages === 'any' || (rule.packages ?? []).includes(packageOf(specifier));
};

const describe = (rule: Room): string => {
  const packages = rule.packages === 'any' ? ['any package'] : (rule.packages ?? []);
  const list = [...rule.may, ...(rule.node === true ? ['node:'] : []), ...packages];
  return list.length === 0 ? 'nothing' : list.join(', ');
};

/** Of a Vue component only the scripts are left, each on the lines where it stood. */
const scriptsOf = (file: string, text: string): string => {
  if (!file.endsWith('.vue')) return text;
  const blank = (part: string): string => part.replaceAll(/[^\n]/g, ' ');
  let rest = 0;
  let scripts = '';
  for (const block of text.matchAll(SCRIPT_BLOCK)) {
    scripts += blank(text.slice(rest, block.index)) + blank(block[1] ?? '') + (block[2] ?? '') + blank(block[3] ?? '');
    rest = block.index + block[0].length;
  }
  return scripts;
};

/** Every import of one file that its room does not allow, as one line each. */
export const violations = (file: string, text: string, rooms: readonly Room[] = ROOMS): string[] => {
  if (TEST.test(file)) return [];
  const from = roomOf(file, rooms);
  if (from === undefined) return [`${file}:1 lies in no room: give its folder a rule in build/imports.rules.ts`];
  const source = scriptsOf(file, text);
  return ts
    .preProcessFile(source, true, true)
    .importedFiles.filter(({ fileName }) => !allowed(file, fileName, rooms))
    .map(({ fileName, pos }) => {
      const line = source.slice(0, pos).split('\n').length;
      return `${file}:${line} may not import ${fileName} (room ${from.name} may import ${describe(from.rule)})`;
    });
};

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const folders = new Set(ROOMS.map(({ room }) => room.split('/')[0]));
  const found = globSync(`{${[...folders].join(',')}}/**/*.{ts,mts,js,mjs,vue}`, { cwd: root, exclude: ['**/node_modules/**'] });
  const files = found.map((file) => file.split(sep).join('/')).toSorted();
  const wrong = files.flatMap((file) => violations(file, readFileSync(posix.join(root, file), 'utf8')));
  for (const line of wrong) console.error(line);
  console.log(`imports: ${files.length} files, ${wrong.length} against the rules`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
