/** The reference page: what is declared and explained about calls, rights and codes, and what the cases saw of them. */
import { type Explained, EXPLAINED } from '../abi/explain/index.ts';
import { INTERFACES } from '../abi/interfaces/index.ts';
import type { Fields, Routine } from '../abi/mig.ts';
import { CODES_LEFT_OUT, PROFILES } from '../abi/profile.ts';
import { type CodesSeen, MACH_MSG } from './codesSeen.ts';

/** Headings of the interfaces that the kernel serves itself, in the page's order. */
const CHAPTERS: Readonly<Record<string, string>> = {
  mach_port: 'Names, rights and ports',
  task: 'Tasks',
  thread_act: 'Threads',
  vm_map: 'Memory',
  host: 'The host',
  bootstrap: 'The name service',
  machlab: 'Processes',
  console: 'Consoles',
};

/** Purpose: the whole page, as Markdown. `profileWords`: what the profile's choices mean, by their names. */
export function referencePage(seen: CodesSeen, profileWords: ReadonlyMap<string, string>): string {
  const parts = [
    '# Mach, as machlab has it',
    'Made by `npm run docs` from the declarations in `kernel/abi`, the explanations beside them, and a run of every case in `kernel/check/cases`. Do not edit it by hand.',
    ...Object.entries(CHAPTERS).map(([subsystem, title]) => chapter(subsystem, title, seen)),
    messages(seen),
    everything(seen),
    codes(),
    systems(profileWords),
    leftOut(),
  ];
  return `${parts.join('\n\n')}\n`;
}

function of(kind: Explained['kind']): readonly Explained[] {
  return EXPLAINED.filter((explained) => explained.kind === kind);
}

function chapter(subsystem: string, title: string, seen: CodesSeen): string {
  const routines = INTERFACES.flatMap((routines) => Object.values(routines)).filter((routine) => routine.subsystem === subsystem);
  return [`## ${title}`, ...routines.map((routine) => section(routine, seen))].join('\n\n');
}

function section(routine: Routine, seen: CodesSeen): string {
  const explained = EXPLAINED.find(({ kind, name }) => kind === 'call' && name === routine.name);
  const given = [...seen.of(routine.name)].filter((code) => code !== 'SUCCESS').toSorted();
  return [
    `### ${routine.name}`,
    `\`${routine.name}(${fieldList(routine.in)})\`${routine.replies ? ` → \`${fieldList(routine.out) || 'nothing'}\`` : ', without reply'}, message ${routine.id}.`,
    explained === undefined ? '' : `${explained.about}${textbook(explained)}`,
    `Codes: ${given.length === 0 ? 'success only' : given.map(link).join(', ')}.${explained === undefined ? '' : ` Source: ${explained.source}.`}`,
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function fieldList(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, { kind }]) => `${name}: ${kind}`)
    .join(', ');
}

function textbook({ textbook: words }: Explained): string {
  return words === '' ? '' : ` In the textbook: ${words}.`;
}

function link(code: string): string {
  return `[${code}](#${code.toLowerCase()})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function messages(seen: CodesSeen): string {
  const rows = (kind: Explained['kind'], number: (value: number) => string): string =>
    table(
      ['name', 'value', 'meaning', 'textbook'],
      of(kind).map(({ name, value, about, textbook: words }) => [`\`${name}\``, number(value), about, words]),
    );
  const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;
  return [
    '## Messages',
    `\`mach_msg\` gave: ${[...seen.of(MACH_MSG)]
      .filter((code) => code !== 'SUCCESS')
      .toSorted()
      .map(link)
      .join(', ')}.`,
    '### Traps',
    'What is no message: all else is one that `mach_msg` sends.',
    rows('trap', String),
    '### Options of mach_msg',
    rows('option', hex),
    '### Rights',
    rows('right', String),
    '### Dispositions',
    rows('disposition', String),
    '### Notifications',
    rows('notification', String),
  ].join('\n\n');
}

function everything(seen: CodesSeen): string {
  const rows = seen.table().map(([call, given]) => [call, given.map((code) => (code === 'SUCCESS' ? 'success' : link(code))).join(', ')]);
  return ['## Calls and their codes', 'Every code that a test has seen a call give.', table(['call', 'codes'], rows)].join('\n\n');
}

function codes(): string {
  const entries = of('code')
    .filter(({ name }) => /^(KERN|MACH|MIG|BOOTSTRAP)_/.test(name))
    .map((explained) => [
      `### ${explained.name}`,
      `${explained.value < 0 || explained.value < 4096 ? explained.value : `0x${explained.value.toString(16)}`}. ${explained.about}${textbook(explained)} Source: ${explained.source}.`,
    ]);
  return ['## Return codes', ...entries.flat()].join('\n\n');
}

function systems(profileWords: ReadonlyMap<string, string>): string {
  const profiles = Object.values(PROFILES);
  const names = Object.keys(PROFILES.recommended).filter((name) => name !== 'name');
  const value = (choice: unknown): string => (choice === true ? 'yes' : choice === false ? 'no' : String(choice));
  const rows = names.map((name) => [
    `\`${name}\``,
    profileWords.get(name) ?? '',
    ...profiles.map((profile) => value(profile[name as keyof typeof profile])),
  ]);
  return ['## Where systems differ', table(['choice', 'meaning', ...profiles.map(({ name }) => name)], rows)].join('\n\n');
}

function leftOut(): string {
  const rows = Object.entries(CODES_LEFT_OUT).map(([code, reason]) => [link(code), reason]);
  return ['## Codes that nothing gives', table(['code', 'why'], rows)].join('\n\n');
}

/** Returns: the sentences that stand above the members of an interface in TypeScript source, by member. */
export function memberComments(source: string): Map<string, string> {
  const found = source.matchAll(/\/\*\* (.*?) \*\/\s+readonly (\w+)[?]?:/gs);
  return new Map([...found].map(([, comment = '', member = '']) => [member, comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ')]));
}
