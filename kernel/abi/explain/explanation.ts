/** What there is to say about a call, a right, a disposition, a notification, an option or a code. */
import type { CodeName } from '../codes.ts';
import type { Routines } from '../mig.ts';

export interface Explanation {
  /** One sentence. */
  readonly about: string;
  /** Where the rule comes from. */
  readonly source: string;
  /** What operating-systems textbooks call it; empty where they have no word for it. */
  readonly textbook: string;
}

export interface CallExplanation extends Explanation {
  /**
   * The codes that the routine itself can answer, success apart. Every call can besides fail as a message does (`MACH_SEND_INVALID_DEST`,
   * or `MACH_SEND_INVALID_RIGHT` where it carries a right) and be refused by its decoder (`MIG_BAD_ARGUMENTS`, `MIG_TYPE_ERROR`).
   */
  readonly codes: readonly CodeName[];
}

/** One for each routine of a subsystem; the compiler sees to it that none is missing. */
export type CallExplanations<S extends Routines> = { readonly [N in keyof S]: CallExplanation };

/** Mach 3's manual of the kernel's calls. */
export const MACH3 = 'Mach 3 Kernel Interfaces';
/** Apple's kernel, whose headers give numbers and the later calls. */
export const XNU = 'XNU';

export function say(about: string, source: string, textbook = ''): Explanation {
  return { about, source, textbook };
}

export function call(about: string, source: string, textbook: string, ...codes: CodeName[]): CallExplanation {
  return { about, source, textbook, codes };
}
