import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FILE_KIND_DIRECTORY, FILE_KIND_FILE, OPEN_CREATE, OPEN_READ, OPEN_WRITE } from '../../kernel/abi/fileNumbers.ts';
import { OPEN_FILES_MAX } from './limits.ts';
import { pathsBelow, temporaryFolder } from './testing/temporaryFolder.ts';
import { bytesOf, expectCode, freshVolume, valueOf } from './testing/volumeHelp.ts';
import { Volume } from './volume.ts';

const at = bytesOf;

describe('the folder of a volume', () => {
  test('must be given by its whole path, exist and be a folder', () => {
    const root = temporaryFolder();
    writeFileSync(`${root}/file`, '');
    expectCode(Volume.start('here'), 'FILE_BAD_PATH');
    expectCode(Volume.start(`${root}/\0`), 'FILE_BAD_PATH');
    expectCode(Volume.start(`/${'x'.repeat(3000)}`), 'FILE_BAD_PATH');
    expectCode(Volume.start(`${root}/missing`), 'FILE_NOT_FOUND');
    expectCode(Volume.start(`${root}/file`), 'FILE_NOT_DIRECTORY');
  });

  test('is itself neither removed, renamed, opened nor made', () => {
    const volume = freshVolume();
    valueOf(volume.makeDirectory(at('d')));
    expectCode(volume.removeDirectory(at('.')), 'FILE_BAD_ARGUMENT');
    expectCode(volume.unlink(at('.')), 'FILE_IS_DIRECTORY');
    expectCode(volume.rename(at('.'), at('e')), 'FILE_BAD_ARGUMENT');
    expectCode(volume.rename(at('d'), at('.')), 'FILE_BAD_ARGUMENT');
    expectCode(volume.open(at('.'), OPEN_READ), 'FILE_IS_DIRECTORY');
    expectCode(volume.makeDirectory(at('.')), 'FILE_EXISTS');
    expectCode(volume.replace(at('.'), at('x')), 'FILE_IS_DIRECTORY');
    expect(valueOf(volume.stat(at('.')))).toMatchObject({ kind: FILE_KIND_DIRECTORY, sizeBytes: 0 });
  });

  test('cannot be left by any path', () => {
    const volume = freshVolume();
    for (const path of ['..', '../x', 'a/../../x', '/etc/passwd', 'a\\..\\..\\x', 'x\0y']) {
      expectCode(volume.open(at(path), OPEN_READ | OPEN_WRITE | OPEN_CREATE), 'FILE_BAD_PATH');
      expectCode(volume.stat(at(path)), 'FILE_BAD_PATH');
      expectCode(volume.readDirectory(at(path)), 'FILE_BAD_PATH');
      expectCode(volume.makeDirectory(at(path)), 'FILE_BAD_PATH');
      expectCode(volume.unlink(at(path)), 'FILE_BAD_PATH');
      expectCode(volume.removeDirectory(at(path)), 'FILE_BAD_PATH');
      expectCode(volume.rename(at(path), at('b')), 'FILE_BAD_PATH');
      expectCode(volume.replace(at(path), at('x')), 'FILE_BAD_PATH');
    }
    expect(readdirSync(volume.root)).toEqual([]);
  });
});

describe('a listing', () => {
  const volumeWith = (names: readonly string[]): Volume => {
    const volume = freshVolume();
    for (const name of names) writeFileSync(`${volume.root}/${name}`, '');
    return volume;
  };

  test("is in the order of the names' bytes, with their kinds", () => {
    const volume = volumeWith(['b', 'a', 'Z', 'ä', '\u{1f642}', '\uff5e', 'a b']);
    mkdirSync(`${volume.root}/c`);
    const { entries } = valueOf(volume.readDirectory(at('.')));
    expect(entries.map((entry) => entry.name)).toEqual(['Z', 'a', 'a b', 'b', 'c', 'ä', '\uff5e', '\u{1f642}']);
    expect(entries.find((entry) => entry.name === 'c')?.kind).toBe(FILE_KIND_DIRECTORY);
    expect(entries.find((entry) => entry.name === 'b')?.kind).toBe(FILE_KIND_FILE);
  });

  test('in several parts shows what stays exactly once while other names come and go', () => {
    const volume = volumeWith(['a', 'c', 'e', 'g']);
    const first = valueOf(volume.readDirectory(at('.'), undefined, 2));
    expect(first).toMatchObject({ entries: [{ name: 'a' }, { name: 'c' }], hasMore: true });
    valueOf(volume.unlink(at('c')));
    writeFileSync(`${volume.root}/b`, '');
    writeFileSync(`${volume.root}/f`, '');
    const second = valueOf(volume.readDirectory(at('.'), 'c', 2));
    expect(second).toMatchObject({ entries: [{ name: 'e' }, { name: 'f' }], hasMore: true });
    expect(valueOf(volume.readDirectory(at('.'), 'f', 2))).toMatchObject({ entries: [{ name: 'g' }], hasMore: false });
    expectCode(volume.readDirectory(at('.'), undefined, 0), 'FILE_BAD_ARGUMENT');
  });

  test.skipIf(process.platform !== 'linux')('counts the names that no path can spell', () => {
    const volume = volumeWith(['good', 'back\\slash']);
    writeFileSync(Buffer.concat([Buffer.from(`${volume.root}/`), Buffer.from([0xff, 0xfe])]), '');
    expect(valueOf(volume.readDirectory(at('.')))).toMatchObject({ entries: [{ name: 'good' }], unnameable: 2 });
  });

  test('is of a folder only', () => {
    const volume = volumeWith(['file']);
    expectCode(volume.readDirectory(at('file')), 'FILE_NOT_DIRECTORY');
    expectCode(volume.readDirectory(at('none')), 'FILE_NOT_FOUND');
    expectCode(volume.readDirectory(at('file/x')), 'FILE_NOT_DIRECTORY');
  });
});

describe('renaming', () => {
  test('moves a file between folders, over a file, and a folder with what is in it', () => {
    const volume = freshVolume();
    valueOf(volume.makeDirectory(at('d')));
    valueOf(volume.replace(at('d/f'), at('one')));
    valueOf(volume.replace(at('g'), at('two')));
    valueOf(volume.rename(at('d/f'), at('g')));
    expect(valueOf(volume.stat(at('g'))).sizeBytes).toBe(3);
    valueOf(volume.rename(at('g'), at('d/h')));
    valueOf(volume.rename(at('d'), at('e')));
    expect(pathsBelow(volume.root)).toEqual(['e', 'e/h']);
  });

  test('refuses a folder into itself, a file over a folder and a folder over a file or a full folder', () => {
    const volume = freshVolume();
    for (const path of ['d', 'd/e', 'full', 'full/x']) valueOf(volume.makeDirectory(at(path)));
    valueOf(volume.replace(at('f'), at('')));
    expectCode(volume.rename(at('d'), at('d/e/x')), 'FILE_BAD_ARGUMENT');
    expectCode(volume.rename(at('f'), at('d')), 'FILE_IS_DIRECTORY');
    expectCode(volume.rename(at('d'), at('f')), 'FILE_NOT_DIRECTORY');
    expectCode(volume.rename(at('d'), at('full')), 'FILE_NOT_EMPTY');
    expectCode(volume.rename(at('none'), at('x')), 'FILE_NOT_FOUND');
    valueOf(volume.rename(at('d'), at('d')));
    valueOf(volume.rename(at('d'), at('full/x')));
  });
});

test('a volume that may only be read is read, and refuses every change', () => {
  const root = temporaryFolder();
  writeFileSync(`${root}/f`, 'x');
  const volume = valueOf(Volume.start(root, { readOnly: true }));
  valueOf(volume.open(at('f'), OPEN_READ));
  const changes = [
    volume.open(at('f'), OPEN_WRITE),
    volume.open(at('g'), OPEN_READ | OPEN_CREATE),
    volume.makeDirectory(at('d')),
    volume.unlink(at('f')),
    volume.removeDirectory(at('d')),
    volume.rename(at('f'), at('g')),
    volume.replace(at('f'), at('')),
  ];
  for (const change of changes) expectCode(change, 'FILE_READ_ONLY');
  expect(readdirSync(root)).toEqual(['f']);
});

test('too many open files are refused, and closing one makes room', () => {
  const volume = freshVolume();
  const files = Array.from({ length: OPEN_FILES_MAX }, () => valueOf(volume.open(at('f'), OPEN_READ | OPEN_CREATE)));
  expectCode(volume.open(at('f'), OPEN_READ), 'FILE_TOO_MANY_OPEN');
  expectCode(volume.replace(at('f'), at('x')), 'FILE_TOO_MANY_OPEN');
  valueOf(files[0]!.close());
  valueOf(volume.open(at('f'), OPEN_READ));
  volume.close();
});
