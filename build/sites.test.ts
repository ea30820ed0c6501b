import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SITES_MODULE, sitesModule } from './sites.ts';

it('the network service has the sites as they are: run build/sites.ts after a change', () => {
  expect(readFileSync(SITES_MODULE, 'utf8')).toBe(sitesModule());
});
