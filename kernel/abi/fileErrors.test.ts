import { expect, test } from 'vitest';
import { CODES } from './codes.ts';
import { ERR_SERVER, ERR_SUB_FILE, FILE_ERRORS, FILE_ERROR_SENTENCES, fileErrorName } from './fileErrors.ts';

test("every code lies in the file service's subsystem of Mach's servers and is there once", () => {
  const codes = Object.values(FILE_ERRORS);
  for (const code of codes) expect(code & ~0x3fff).toBe(ERR_SERVER | ERR_SUB_FILE);
  expect(new Set(codes).size).toBe(codes.length);
});

test("no code is also one of the kernel's", () => {
  const kernelCodes = new Set<number>(Object.values(CODES));
  expect(Object.values(FILE_ERRORS).filter((code) => kernelCodes.has(code))).toEqual([]);
});

test('every code has a name that leads back to it and a sentence', () => {
  for (const [name, code] of Object.entries(FILE_ERRORS)) expect(fileErrorName(code)).toBe(name);
  expect(Object.keys(FILE_ERROR_SENTENCES).toSorted()).toEqual(Object.keys(FILE_ERRORS).toSorted());
  expect(fileErrorName(0)).toBeUndefined();
});
