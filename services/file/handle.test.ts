import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  OPEN_APPEND,
  OPEN_CREATE,
  OPEN_EXCLUSIVE,
  OPEN_READ,
  OPEN_SYNC,
  OPEN_TRUNCATE,
  OPEN_WRITE,
  SEEK_CURRENT,
  SEEK_END,
  SEEK_START,
} from '../../kernel/abi/fileNumbers.ts';
import { TRANSFER_BYTES_MAX } from './limits.ts';
import { bytesOf, expectCode, freshVolume, textOf, valueOf } from './testing/volumeHelp.ts';

const READ_WRITE = OPEN_READ | OPEN_WRITE | OPEN_CREATE;
const name = bytesOf('Größe 1.txt');

describe('opening', () => {
  test.each([
    ['no access', 0],
    ['an unknown flag', OPEN_READ | 0x80],
    ['a negative number', -1],
    ['a fraction', 1.5],
    ['exclusive without create', OPEN_WRITE | OPEN_EXCLUSIVE],
    ['truncate without write', OPEN_READ | OPEN_TRUNCATE],
    ['append without write', OPEN_READ | OPEN_APPEND],
    ['sync without write', OPEN_READ | OPEN_SYNC],
  ])('%s is a bad argument', (_what, flags) => {
    expectCode(freshVolume().open(name, flags), 'FILE_BAD_ARGUMENT');
  });

  test('a missing file is made only when asked, and only once when exclusive', () => {
    const volume = freshVolume();
    expectCode(volume.open(name, OPEN_READ | OPEN_WRITE), 'FILE_NOT_FOUND');
    valueOf(volume.open(name, READ_WRITE | OPEN_EXCLUSIVE));
    expectCode(volume.open(name, READ_WRITE | OPEN_EXCLUSIVE), 'FILE_EXISTS');
    valueOf(volume.open(name, READ_WRITE));
  });

  test('truncate empties the file, plain write does not', () => {
    const volume = freshVolume();
    writeFileSync(`${volume.root}/f`, 'contents');
    valueOf(volume.open(bytesOf('f'), OPEN_WRITE));
    expect(readFileSync(`${volume.root}/f`, 'utf8')).toBe('contents');
    valueOf(volume.open(bytesOf('f'), OPEN_WRITE | OPEN_TRUNCATE));
    expect(readFileSync(`${volume.root}/f`, 'utf8')).toBe('');
  });
});

describe('an open file', () => {
  test('reads and writes at its position, which moves, and at an offset, which moves nothing', () => {
    const file = valueOf(freshVolume().open(name, READ_WRITE));
    expect(valueOf(file.write(bytesOf('one two')))).toBe(7);
    expect(textOf(valueOf(file.read(10)))).toBe('');
    expect(textOf(valueOf(file.read(3, 4)))).toBe('two');
    valueOf(file.write(bytesOf('ONE'), 0));
    expect(valueOf(file.seek(0, SEEK_CURRENT))).toBe(7);
    expect(valueOf(file.seek(-3, SEEK_END))).toBe(4);
    expect(textOf(valueOf(file.read(2)))).toBe('tw');
    expect(textOf(valueOf(file.read(2)))).toBe('o');
    expect(valueOf(file.seek(0, SEEK_START))).toBe(0);
    expect(textOf(valueOf(file.read(7)))).toBe('ONE two');
  });

  test('a gap that a write leaves reads as zeros', () => {
    const file = valueOf(freshVolume().open(name, READ_WRITE));
    valueOf(file.write(bytesOf('x'), 3));
    expect([...valueOf(file.read(10, 0))]).toEqual([0, 0, 0, 0x78]);
  });

  test('appends go to the end, whoever wrote there meanwhile, and take no offset', () => {
    const volume = freshVolume();
    const log = valueOf(volume.open(name, OPEN_WRITE | OPEN_CREATE | OPEN_APPEND));
    const other = valueOf(volume.open(name, OPEN_READ | OPEN_WRITE));
    valueOf(log.write(bytesOf('a')));
    valueOf(other.write(bytesOf('bcd')));
    valueOf(log.write(bytesOf('e')));
    expectCode(log.write(bytesOf('f'), 0), 'FILE_BAD_ARGUMENT');
    expect(textOf(valueOf(other.read(10, 0)))).toBe('bcde');
    expect(valueOf(log.seek(0, SEEK_CURRENT))).toBe(4);
  });

  test('does only what it was opened for', () => {
    const volume = freshVolume();
    const writer = valueOf(volume.open(name, OPEN_WRITE | OPEN_CREATE | OPEN_SYNC));
    const reader = valueOf(volume.open(name, OPEN_READ));
    valueOf(writer.write(bytesOf('x')));
    expectCode(writer.read(1), 'FILE_BAD_MODE');
    expectCode(reader.write(bytesOf('y')), 'FILE_BAD_MODE');
    expectCode(reader.truncate(0), 'FILE_BAD_MODE');
    expect(textOf(valueOf(reader.read(5)))).toBe('x');
  });

  test('is cut and lengthened by truncate, and its position stays', () => {
    const file = valueOf(freshVolume().open(name, READ_WRITE));
    valueOf(file.write(bytesOf('abcdef')));
    valueOf(file.truncate(2));
    expect(valueOf(file.stat()).sizeBytes).toBe(2);
    valueOf(file.truncate(4));
    expect([...valueOf(file.read(9, 0))]).toEqual([0x61, 0x62, 0, 0]);
    expect(valueOf(file.seek(0, SEEK_CURRENT))).toBe(6);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the number %d as an offset and as a size', (number) => {
    const file = valueOf(freshVolume().open(name, READ_WRITE));
    expectCode(file.read(1, number), 'FILE_BAD_ARGUMENT');
    expectCode(file.read(number), 'FILE_BAD_ARGUMENT');
    expectCode(file.write(bytesOf('x'), number), 'FILE_BAD_ARGUMENT');
    expectCode(file.seek(number, SEEK_START), 'FILE_BAD_ARGUMENT');
    expectCode(file.truncate(number), 'FILE_BAD_ARGUMENT');
  });

  test('refuses a place to seek from that there is not', () => {
    expectCode(valueOf(freshVolume().open(name, READ_WRITE)).seek(0, 3), 'FILE_BAD_ARGUMENT');
  });

  test("refuses more bytes than a message carries, and a file longer than the disk's format allows", () => {
    const file = valueOf(freshVolume().open(name, READ_WRITE));
    expectCode(file.read(TRANSFER_BYTES_MAX + 1), 'FILE_TOO_LARGE');
    expectCode(file.write(new Uint8Array(TRANSFER_BYTES_MAX + 1)), 'FILE_TOO_LARGE');
    expectCode(file.write(bytesOf('xy'), Number.MAX_SAFE_INTEGER - 1), 'FILE_TOO_LARGE');
    expect(valueOf(file.stat()).sizeBytes).toBe(0);
  });

  test('takes no memory for bytes that the file has not', () => {
    const file = valueOf(freshVolume().open(name, READ_WRITE));
    valueOf(file.write(bytesOf('abc')));
    expect(valueOf(file.read(TRANSFER_BYTES_MAX, 1)).buffer.byteLength).toBe(2);
  });

  test('stays with its file when the name is unlinked, renamed or replaced', () => {
    const volume = freshVolume();
    const file = valueOf(volume.open(name, READ_WRITE));
    valueOf(file.write(bytesOf('mine')));
    valueOf(volume.replace(name, bytesOf('new')));
    valueOf(volume.unlink(name));
    expect(textOf(valueOf(file.read(10, 0)))).toBe('mine');
    const other = valueOf(volume.open(name, READ_WRITE));
    renameSync(`${volume.root}/Größe 1.txt`, `${volume.root}/elsewhere`);
    valueOf(other.write(bytesOf('moved')));
    expect(readFileSync(`${volume.root}/elsewhere`, 'utf8')).toBe('moved');
  });

  test('answers every request with FILE_NOT_OPEN once it is closed', () => {
    const volume = freshVolume();
    const file = valueOf(volume.open(name, READ_WRITE));
    valueOf(file.close());
    for (const result of [file.read(1), file.write(bytesOf('x')), file.seek(0, SEEK_START), file.truncate(0), file.stat(), file.close()]) {
      expectCode(result, 'FILE_NOT_OPEN');
    }
    expect(volume.openCount).toBe(0);
  });
});
