/** A call that did not succeed, for programs that would rather not look at every code. */
import { codeName } from '../../kernel/abi/codes.ts';
import type { Code } from '../../kernel/abi/codes.ts';
import { fileErrorName } from '../../kernel/abi/fileErrors.ts';

/** A return code by its name, whoever gave it: kernel, MIG, bootstrap or file service. */
export function nameOfCode(code: Code): string {
  return fileErrorName(code) ?? codeName(code);
}

export class MachError extends Error {
  readonly code: Code;
  /** What was asked for. */
  readonly routine: string;

  constructor(routine: string, code: Code) {
    super(`${routine}: ${nameOfCode(code)}`);
    this.name = 'MachError';
    this.code = code;
    this.routine = routine;
  }
}
