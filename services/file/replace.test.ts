import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TRANSFER_BYTES_MAX } from './limits.ts';
import { reservedName } from './path.ts';
import { pathsBelow, temporaryFolder } from './testing/temporaryFolder.ts';
import { bytesOf, expectCode, freshVolume, textOf, valueOf } from './testing/volumeHelp.ts';
import { Volume } from './volume.ts';

const name = bytesOf('ä b');

describe('a whole-file replace', () => {
  test('makes the file or takes its place, and leaves nothing else', () => {
    const volume = freshVolume();
    valueOf(volume.replace(name, bytesOf('first, and longer')));
    valueOf(volume.replace(name, bytesOf('second')));
    expect(readFileSync(`${volume.root}/ä b`, 'utf8')).toBe('second');
    expect(readdirSync(volume.root)).toEqual(['ä b']);
    expect(volume.openCount).toBe(0);
  });

  test('keeps the old contents for every reader until it is committed', () => {
    const volume = freshVolume();
    valueOf(volume.replace(name, bytesOf('old')));
    const replacement = valueOf(volume.beginReplace(name));
    valueOf(replacement.write(bytesOf('ne')));
    valueOf(replacement.write(bytesOf('w')));
    expect(readFileSync(`${volume.root}/ä b`, 'utf8')).toBe('old');
    valueOf(replacement.commit());
    expect(readFileSync(`${volume.root}/ä b`, 'utf8')).toBe('new');
  });

  test('given up, leaves the old contents and no temporary file', () => {
    const volume = freshVolume();
    valueOf(volume.replace(name, bytesOf('old')));
    const replacement = valueOf(volume.beginReplace(name));
    valueOf(replacement.write(bytesOf('new')));
    expect(readdirSync(volume.root)).toHaveLength(2);
    valueOf(replacement.discard());
    expect(readdirSync(volume.root)).toEqual(['ä b']);
    expect(readFileSync(`${volume.root}/ä b`, 'utf8')).toBe('old');
    for (const result of [replacement.write(bytesOf('x')), replacement.commit(), replacement.discard()])
      expectCode(result, 'FILE_NOT_OPEN');
  });

  test("fails and cleans up when a folder has taken the target's place", () => {
    const volume = freshVolume();
    const replacement = valueOf(volume.beginReplace(name));
    valueOf(volume.makeDirectory(name));
    expectCode(replacement.commit(), 'FILE_IS_DIRECTORY');
    expect(readdirSync(volume.root)).toEqual(['ä b']);
    expectCode(volume.replace(name, bytesOf('x')), 'FILE_IS_DIRECTORY');
  });

  test('keeps its folder from being removed or moved away, and is no entry of it', () => {
    const volume = freshVolume();
    valueOf(volume.makeDirectory(bytesOf('d')));
    const replacement = valueOf(volume.beginReplace(bytesOf('d/f')));
    expectCode(volume.removeDirectory(bytesOf('d')), 'FILE_BUSY');
    expectCode(volume.rename(bytesOf('d'), bytesOf('e')), 'FILE_BUSY');
    expect(valueOf(volume.readDirectory(bytesOf('d')))).toEqual({ entries: [], hasMore: false, unnameable: 0 });
    valueOf(replacement.discard());
    valueOf(volume.removeDirectory(bytesOf('d')));
  });

  test('does not let a client reach its temporary file', () => {
    const volume = freshVolume();
    valueOf(volume.beginReplace(name));
    const temporary = readdirSync(volume.root).find((entry) => entry.endsWith('.tmp'));
    expectCode(volume.unlink(bytesOf(String(temporary))), 'FILE_BAD_PATH');
  });

  test('takes another temporary name when somebody holds the next one, and follows no link there', () => {
    const volume = freshVolume();
    const outside = temporaryFolder();
    writeFileSync(`${outside}/secret`, 'secret');
    symlinkSync(`${outside}/secret`, `${volume.root}/${reservedName(1)}`);
    mkdirSync(`${volume.root}/${reservedName(2)}`);
    valueOf(volume.replace(name, bytesOf('new')));
    expect(readFileSync(`${volume.root}/ä b`, 'utf8')).toBe('new');
    expect(readFileSync(`${outside}/secret`, 'utf8')).toBe('secret');
  });

  test.skipIf(process.platform === 'win32')('keeps the permission bits of the file it replaces', () => {
    const volume = freshVolume();
    writeFileSync(`${volume.root}/private`, 'old', { mode: 0o600 });
    valueOf(volume.replace(bytesOf('private'), bytesOf('new')));
    expect(statSync(`${volume.root}/private`).mode & 0o777).toBe(0o600);
  });

  test('refuses more bytes than one request may carry, but gathers any number from several', () => {
    const volume = freshVolume();
    expectCode(volume.replace(name, new Uint8Array(TRANSFER_BYTES_MAX + 1)), 'FILE_TOO_LARGE');
    const replacement = valueOf(volume.beginReplace(name));
    expectCode(replacement.write(new Uint8Array(TRANSFER_BYTES_MAX + 1)), 'FILE_TOO_LARGE');
    valueOf(replacement.write(new Uint8Array(3_000_000).fill(1)));
    valueOf(replacement.write(new Uint8Array(3_000_000).fill(2)));
    valueOf(replacement.commit());
    expect(valueOf(volume.stat(name)).sizeBytes).toBe(6_000_000);
  });

  test('forces the folder to the disk after the rename', () => {
    const flushed: string[] = [];
    const volume: Volume = valueOf(
      Volume.start(temporaryFolder(), { flush: () => flushed.push(readFileSync(`${volume.root}/ä b`, 'utf8')) }),
    );
    expect(volume.forcesFolders).toBe(true);
    valueOf(volume.replace(name, bytesOf('new')));
    expect(flushed).toEqual(['new']);
  });
});

describe('temporary files left behind', () => {
  test('are swept from every folder at the start, and nothing else is', () => {
    const root = temporaryFolder();
    mkdirSync(`${root}/d/e`, { recursive: true });
    const outside = temporaryFolder();
    writeFileSync(`${outside}/${reservedName(9)}`, 'not ours to sweep');
    symlinkSync(outside, `${root}/link`);
    for (const path of [reservedName(1), `d/${reservedName(2)}`, `d/e/${reservedName(0xabcdef)}`, 'd/.machlab-replace-1.tmp', 'd/keep']) {
      writeFileSync(`${root}/${path}`, 'x');
    }
    const volume = valueOf(Volume.start(root));
    expect(volume.swept).toEqual({ removed: 3, failed: 0 });
    expect(pathsBelow(root)).toEqual(['d', 'd/.machlab-replace-1.tmp', 'd/e', 'd/keep', 'link', `link/${reservedName(9)}`]);
    expect(readdirSync(outside)).toEqual([reservedName(9)]);
  });

  test('stay in a volume that may only be read', () => {
    const root = temporaryFolder();
    writeFileSync(`${root}/${reservedName(1)}`, 'x');
    valueOf(Volume.start(root, { readOnly: true }));
    expect(readdirSync(root)).toEqual([reservedName(1)]);
  });
});

test('closing the volume closes its files and gives its replacements up', () => {
  const volume = freshVolume();
  valueOf(volume.replace(name, bytesOf('old')));
  const file = valueOf(volume.open(name, 1));
  valueOf(valueOf(volume.beginReplace(name)).write(bytesOf('new')));
  volume.close();
  expect(volume.openCount).toBe(0);
  expectCode(file.read(1), 'FILE_NOT_OPEN');
  expect(readdirSync(volume.root)).toEqual(['ä b']);
  expect(textOf(readFileSync(`${volume.root}/ä b`))).toBe('old');
});
