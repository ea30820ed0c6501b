import fc from 'fast-check';
import { resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPath, isReservedName, isSamePath, liesBelow, type PathRefusal, reservedName, type VolumePath } from './path.ts';
import { bytesOf } from './testing/volumeHelp.ts';

const refusalOf = (path: string | Uint8Array): PathRefusal | 'OK' => {
  const check = checkPath(typeof path === 'string' ? bytesOf(path) : path);
  return check.ok ? 'OK' : check.refusal;
};

const pathOf = (text: string): VolumePath => {
  const check = checkPath(bytesOf(text));
  if (!check.ok) throw new Error(check.refusal);
  return check.path;
};

const goodName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((name) => !/[/\\\0]/.test(name) && name !== '.' && name !== '..' && name.isWellFormed() && !isReservedName(name));

describe('a path from a message', () => {
  test.each<[string, PathRefusal | 'OK']>([
    ['notes.txt', 'OK'],
    ['a/b/c', 'OK'],
    ['.', 'OK'],
    ['Ordner mit Leerzeichen/Größe.txt', 'OK'],
    ['日本語/🙂', 'OK'],
    ['...', 'OK'],
    ['.hidden', 'OK'],
    ['\ufeffbom', 'OK'],
    ['', 'EMPTY'],
    ['/etc/passwd', 'ABSOLUTE'],
    ['/', 'ABSOLUTE'],
    ['a/', 'TRAILING_SLASH'],
    ['a//b', 'EMPTY_COMPONENT'],
    ['..', 'PARENT'],
    ['a/../b', 'PARENT'],
    ['./a', 'DOT'],
    ['a/./b', 'DOT'],
    ['a/.', 'DOT'],
    ['a\\..\\b', 'BACKSLASH'],
    ['a\0b', 'NUL'],
    ['x'.repeat(255), 'OK'],
    ['x'.repeat(256), 'COMPONENT_TOO_LONG'],
    ['ä'.repeat(127), 'OK'],
    ['ä'.repeat(128), 'COMPONENT_TOO_LONG'],
    ['ab/'.repeat(341) + 'x', 'OK'],
    ['ab/'.repeat(341) + 'xy', 'TOO_LONG'],
    [reservedName(7), 'RESERVED'],
    [`a/${reservedName(0xffffffff)}`, 'RESERVED'],
    ['.machlab-replace-7.tmp', 'OK'],
  ])('%j is %s', (path, expected) => {
    expect(refusalOf(path)).toBe(expected);
  });

  test.each([
    ['a stray continuation byte', [0x61, 0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['a slash spelt in two bytes', [0x2e, 0x2e, 0xc0, 0xaf, 0x61]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['Latin-1', [0x47, 0x72, 0xf6, 0xdf, 0x65]],
  ])('%s is not UTF-8', (_name, bytes) => {
    expect(refusalOf(Uint8Array.from(bytes))).toBe('NOT_UTF8');
  });

  test('any bytes are a path that stays below the root, or a refusal', () => {
    const spiced = fc
      .array(fc.constantFrom(0x2e, 0x2f, 0x5c, 0x61, 0x00, 0xc3, 0xa4, 0xff), { maxLength: 40 })
      .map((bytes) => Uint8Array.from(bytes));
    fc.assert(
      fc.property(fc.oneof(spiced, fc.uint8Array({ maxLength: 1100 })), (bytes) => {
        const check = checkPath(bytes);
        if (!check.ok) return;
        const root = resolve('/volume');
        const real = resolve(root, ...check.path.components);
        expect(real === root || real.startsWith(root + sep)).toBe(true);
        expect(real.split(sep).length - root.split(sep).length).toBe(check.path.components.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('good names joined by slashes come out as they went in, in their only spelling', () => {
    fc.assert(
      fc.property(fc.array(goodName, { minLength: 1, maxLength: 8 }), (names) => {
        const bytes = bytesOf(names.join('/'));
        const check = checkPath(bytes);
        expect(check.ok && check.path.components).toEqual(names);
        expect(check.ok && bytesOf(check.path.components.join('/'))).toEqual(bytes);
      }),
    );
  });

  test('a name that cannot be told in UTF-8 makes any path a refusal', () => {
    fc.assert(
      fc.property(fc.array(goodName, { maxLength: 4 }), fc.constantFrom(0xff, 0xfe, 0xc0, 0x80), (names, broken) => {
        const bytes = Uint8Array.from([...bytesOf(names.map((name) => `${name}/`).join('')), broken]);
        expect(refusalOf(bytes)).toBe('NOT_UTF8');
      }),
    );
  });
});

test('the root holds every other path, and a name that starts alike does not', () => {
  expect(liesBelow(pathOf('a/b'), pathOf('.'))).toBe(true);
  expect(liesBelow(pathOf('a/b'), pathOf('a'))).toBe(true);
  expect(liesBelow(pathOf('a'), pathOf('a'))).toBe(false);
  expect(liesBelow(pathOf('ab/c'), pathOf('a'))).toBe(false);
  expect(isSamePath(pathOf('a/b'), pathOf('a/b'))).toBe(true);
  expect(isSamePath(pathOf('a'), pathOf('a/b'))).toBe(false);
});
