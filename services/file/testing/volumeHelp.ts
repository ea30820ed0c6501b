import { expect } from 'vitest';
import { type FileErrorName, fileErrorName } from '../../../kernel/abi/fileErrors.ts';
import type { FileResult } from '../result.ts';
import { Volume, type VolumeOptions } from '../volume.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** A volume in a fresh folder. */
export function freshVolume(options: VolumeOptions = {}): Volume {
  return valueOf(Volume.start(temporaryFolder(), options));
}

/** The value of a result that must be a success. */
export function valueOf<Value>(result: FileResult<Value>): Value {
  if (!result.ok) throw new Error(`expected success, got ${fileErrorName(result.error)}`);
  return result.value;
}

/** The name of a result's code, or OK. */
export function codeOf(result: FileResult<unknown>): FileErrorName | 'OK' {
  if (result.ok) return 'OK';
  const name = fileErrorName(result.error);
  if (name === undefined) throw new Error(`${result.error} is no code of the file service`);
  return name;
}

export function expectCode(result: FileResult<unknown>, name: FileErrorName): void {
  expect(codeOf(result)).toBe(name);
}
