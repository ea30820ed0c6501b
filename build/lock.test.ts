import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));

const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
const manifest = read('package.json') as Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Whether the lock file holds what the package at `path` would load as `name`: in its own folder or in one above. */
const holds = (path: string, name: string): boolean => {
  const inside = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  if (packages[inside]?.version !== undefined) return true;
  return path !== '' && holds(path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name);
};

describe('the lock file', () => {
  it('holds the packages of every platform, not only of the one it was written on', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !holds(path, name))
        .map((name) => `${path} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no place that packages come from', () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([]);
  });

  it('has one exact version for everything that package.json asks for, and one Node for every platform', () => {
    const asked = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => Object.entries(manifest[kind] ?? {}));
    expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(new Set(Object.values(manifest['optionalDependencies'] ?? {})).size).toBe(1);
  });

  it('gives Node by the version that runs this test', () => {
    expect(`v${Object.values(manifest['optionalDependencies'] ?? {})[0]}`).toBe(process.version);
  });
});
