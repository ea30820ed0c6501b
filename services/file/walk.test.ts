import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FILE_KIND_LINK, OPEN_CREATE, OPEN_READ, OPEN_TRUNCATE, OPEN_WRITE } from '../../kernel/abi/fileNumbers.ts';
import { temporaryFolder } from './testing/temporaryFolder.ts';
import { bytesOf, expectCode, freshVolume, valueOf } from './testing/volumeHelp.ts';
import { Volume } from './volume.ts';
import { hasHandles } from './walk.ts';

describe.each([
  ['folders by their handles', hasHandles()],
  ['folders by their paths', false],
])('symbolic links that somebody outside put into the volume: %s', (_how, byHandle) => {
  const outside = (): string => {
    const folder = temporaryFolder();
    writeFileSync(`${folder}/secret`, 'secret');
    return folder;
  };

  test('a link in the place of a file is refused by every operation and its target stays as it is', () => {
    const volume = freshVolume({ byHandle });
    const folder = outside();
    const link = bytesOf('link');
    symlinkSync(`${folder}/secret`, `${volume.root}/link`);
    writeFileSync(`${volume.root}/plain`, 'plain');
    expectCode(volume.open(link, OPEN_READ), 'FILE_IS_LINK');
    expectCode(volume.open(link, OPEN_WRITE | OPEN_CREATE | OPEN_TRUNCATE), 'FILE_IS_LINK');
    expectCode(volume.stat(link), 'FILE_IS_LINK');
    expectCode(volume.readDirectory(link), 'FILE_IS_LINK');
    expectCode(volume.makeDirectory(link), 'FILE_IS_LINK');
    expectCode(volume.unlink(link), 'FILE_IS_LINK');
    expectCode(volume.removeDirectory(link), 'FILE_IS_LINK');
    expectCode(volume.rename(link, bytesOf('other')), 'FILE_IS_LINK');
    expectCode(volume.rename(bytesOf('plain'), link), 'FILE_IS_LINK');
    expectCode(volume.replace(link, bytesOf('new')), 'FILE_IS_LINK');
    expect(readFileSync(`${folder}/secret`, 'utf8')).toBe('secret');
  });

  test('a link in the place of a folder on the way is refused, wherever it leads', () => {
    const volume = freshVolume({ byHandle });
    const folder = outside();
    mkdirSync(`${volume.root}/real`);
    writeFileSync(`${volume.root}/real/file`, 'inside');
    symlinkSync(folder, `${volume.root}/out`);
    symlinkSync('real', `${volume.root}/in`);
    for (const path of ['out/secret', 'in/file', 'out/new', 'in/new']) {
      expectCode(volume.open(bytesOf(path), OPEN_READ | OPEN_WRITE | OPEN_CREATE), 'FILE_IS_LINK');
      expectCode(volume.replace(bytesOf(path), bytesOf('new')), 'FILE_IS_LINK');
      expectCode(volume.rename(bytesOf('real/file'), bytesOf(path)), 'FILE_IS_LINK');
    }
    expectCode(volume.makeDirectory(bytesOf('out/folder')), 'FILE_IS_LINK');
    expect(readdirSync(folder)).toEqual(['secret']);
  });

  test('a link that leads nowhere is a link, not a missing file', () => {
    const volume = freshVolume({ byHandle });
    symlinkSync('nowhere', `${volume.root}/link`);
    expectCode(volume.open(bytesOf('link'), OPEN_WRITE | OPEN_CREATE), 'FILE_IS_LINK');
    expect(readdirSync(volume.root)).toEqual(['link']);
  });

  test('a link is listed as a link', () => {
    const volume = freshVolume({ byHandle });
    symlinkSync('/', `${volume.root}/link`);
    expect(valueOf(volume.readDirectory(bytesOf('.'))).entries).toEqual([{ name: 'link', kind: FILE_KIND_LINK }]);
  });

  test('a link to a folder is no volume', () => {
    const folder = temporaryFolder();
    mkdirSync(`${folder}/real`);
    symlinkSync('real', `${folder}/link`);
    expectCode(Volume.start(`${folder}/link`, { byHandle }), 'FILE_IS_LINK');
  });
});

test.skipIf(process.platform === 'win32')('a pipe is refused at once instead of being waited for', () => {
  const volume = freshVolume();
  execFileSync('mkfifo', [`${volume.root}/pipe`]);
  expectCode(volume.open(bytesOf('pipe'), OPEN_READ), 'FILE_NOT_REGULAR');
  expectCode(volume.open(bytesOf('pipe'), OPEN_WRITE), 'FILE_NOT_REGULAR');
});
