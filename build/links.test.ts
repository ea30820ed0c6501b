import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...globSync('docs/*.md').filter((path) => !path.endsWith('mach.md'))];

describe('links in the documents', () => {
  for (const document of DOCUMENTS) {
    it(`${document} points only at what is there`, () => {
      const text = readFileSync(document, 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#]+?)(#[^)]*)?\)/g)]
        .map(([, target]) => target as string)
        .filter((target) => !target.includes('://'));
      expect(targets.filter((target) => !existsSync(join(dirname(document), target)))).toEqual([]);
      expect(targets.length).toBeGreaterThan(0);
    });
  }
});
