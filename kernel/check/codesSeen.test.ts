import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '../abi/codes.ts';
import { CALLS } from '../abi/explain/index.ts';
import { routineByName } from '../abi/interfaces/index.ts';
import { CODES_LEFT_OUT } from '../abi/profile.ts';
import { type CodesSeen, MACH_MSG } from './codesSeen.ts';
import { everyCode } from './everyCode.ts';
import { memberComments, referencePage } from './reference.ts';

const folder = fileURLToPath(new URL('cases/', import.meta.url));
let seen: CodesSeen;
/** The interfaces of the kernel's own ports; the others are services'. */
const KERNEL = new Set(['mach_port', 'task', 'thread_act', 'vm_map', 'host', 'bootstrap', 'machlab', 'console']);
const kernelCalls = Object.entries(CALLS).filter(([name]) => KERNEL.has(routineByName(name)?.subsystem ?? ''));

/** Codes that any call can give when its request does not fit its declaration. */
const OF_THE_DECODER = new Set(['MIG_BAD_ARGUMENTS', 'MIG_TYPE_ERROR', 'MIG_BAD_ID', 'MIG_ARRAY_TOO_LARGE']);

beforeAll(() => {
  seen = everyCode(readdirSync(folder).map((name) => ({ name, text: readFileSync(folder + name, 'utf8') })));
}, 120_000);

describe('the codes that the kernel’s calls can give', () => {
  it.each(kernelCalls.map(([name, { codes }]) => [name, codes] as const))('%s: each is produced', (name, codes) => {
    expect(codes.filter((code) => !seen.of(name).has(code))).toEqual([]);
  });

  it.each(kernelCalls.map(([name, { codes }]) => [name, codes] as const))('%s: none is produced that is not said', (name, codes) => {
    const said = new Set<string>(['SUCCESS', ...codes, ...OF_THE_DECODER]);
    expect([...seen.of(name)].filter((code) => !said.has(code))).toEqual([]);
  });

  it('mach_msg gives every MACH_ code but those left out, and no other', () => {
    const wanted = Object.keys(CODES).filter((code) => code.startsWith('MACH_') && !(code in CODES_LEFT_OUT));
    expect([...seen.of(MACH_MSG)].toSorted()).toEqual([...wanted, 'SUCCESS'].toSorted());
  });

  it('leaves no code over that nobody gives, but those left out with a reason', () => {
    const given = new Set(seen.table().flatMap(([, codes]) => codes));
    const never = Object.keys(CODES).filter((code) => !given.has(code) && !(code in CODES_LEFT_OUT));
    expect(never).toEqual([]);
  });

  it('are those of the reference page, as `npm run docs` writes it', () => {
    const words = memberComments(readFileSync(fileURLToPath(new URL('../abi/profile.ts', import.meta.url)), 'utf8'));
    const page = readFileSync(fileURLToPath(new URL('../../docs/mach.md', import.meta.url)), 'utf8');
    expect(page).toBe(referencePage(seen, words));
  });

  it('does not give a code that is left out', () => {
    const given = new Set(seen.table().flatMap(([, codes]) => codes));
    expect(Object.keys(CODES_LEFT_OUT).filter((code) => given.has(code))).toEqual([]);
  });
});
