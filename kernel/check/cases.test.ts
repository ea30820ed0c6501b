import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROFILES, type ProfileName } from '../abi/profile.ts';
import { type CaseFile, playFiles } from './conformance.ts';
import { totalsOf } from './conformance/report.ts';

const folder = fileURLToPath(new URL('cases/', import.meta.url));
const files: readonly CaseFile[] = globSync('*.json', { cwd: folder })
  .toSorted()
  .map((name) => ({ name: basename(name, '.json'), text: readFileSync(folder + name, 'utf8') }));

describe.each(Object.keys(PROFILES) as ProfileName[])('the cases under the profile %s', (profile) => {
  it.each(files)('$name', (file) => {
    const results = playFiles([file], profile);
    expect(results.filter(({ verdict }) => verdict.outcome === 'failed')).toEqual([]);
    expect(totalsOf(results).passed).toBeGreaterThan(0);
  });
});

describe('the cases', () => {
  it('are all played under one profile or another, each id once', () => {
    const results = (Object.keys(PROFILES) as ProfileName[]).flatMap((profile) => playFiles(files, profile));
    const ids = new Set(results.map(({ id }) => id));
    const passed = new Set(results.filter(({ verdict }) => verdict.outcome === 'passed').map(({ id }) => id));
    expect([...ids].filter((id) => !passed.has(id))).toEqual([]);
    expect(results.length).toBe(3 * ids.size);
  });
});
