import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDataFolder } from './dataFolder.ts';
import { SettingsFile } from './settingsFile.ts';
import { temporaryFolder } from './testing/commandLine.ts';

it('keeps settings for the next start', () => {
  const data = openDataFolder(temporaryFolder());
  expect(new SettingsFile(data).text).toBe('');
  expect(new SettingsFile(data).keep('{"theme":"dark"}')).toBe(true);
  expect(new SettingsFile(data).text).toBe('{"theme":"dark"}');
});

it.each(['no JSON', '[]', '3', 'null', `{"a":"${'x'.repeat(20_000)}"}`])('refuses what are no settings', (text) => {
  const file = new SettingsFile(openDataFolder(temporaryFolder()));
  expect([file.keep(text), file.text]).toEqual([false, '']);
});

it.each(['{', '{"version":2,"values":{}}', '{"values":{}}', '[]'])(
  'sets a file aside that it cannot read, and loses nothing of it',
  (text) => {
    const data = openDataFolder(temporaryFolder());
    writeFileSync(join(data.config, 'settings.json'), text);
    const file = new SettingsFile(data);
    expect([file.text, file.setAside]).toEqual(['', join(data.config, 'settings.broken.json')]);
    expect(readFileSync(file.setAside, 'utf8')).toBe(text);
  },
);
