/** Which return code each kernel call and each trap gave, as the events tell: for the table of calls and codes. */
import { type Code, codeName } from '../abi/codes.ts';
import { EV_CALL_DONE, EV_RETURN, EVENT_TYPE_MASK, EVENT_WORDS } from '../abi/events.ts';
import { TRAP_MACH_MSG } from '../abi/frame.ts';
import { routineById } from '../abi/interfaces/index.ts';
import type { Batch } from '../trace/batch.ts';

/** The trap that sends and receives, beside the calls. */
export const MACH_MSG = 'mach_msg';

export class CodesSeen {
  readonly #codes = new Map<string, Set<string>>();

  /** Reads on in the events of any machine. */
  read(batches: readonly Batch[]): void {
    for (const { words, count } of batches) {
      for (let at = 0; at < count * EVENT_WORDS; at += EVENT_WORDS) {
        const type = (words[at] as number) & EVENT_TYPE_MASK;
        if (type === EV_CALL_DONE) this.#add(routineById(words[at + 4] as number)?.routine.name ?? '', words[at + 5] as Code);
        else if (type === EV_RETURN && words[at + 6] === TRAP_MACH_MSG) this.#add(MACH_MSG, words[at + 3] as Code);
      }
    }
  }

  /** The names of the codes that a call gave, success with them; resource bits are left out. */
  of(call: string): ReadonlySet<string> {
    return this.#codes.get(call) ?? new Set();
  }

  /** Calls with their codes, both in order. */
  table(): readonly (readonly [string, readonly string[]])[] {
    return [...this.#codes].map(([call, codes]) => [call, [...codes].toSorted()] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  #add(call: string, code: Code): void {
    if (call === '') return;
    const codes = this.#codes.get(call) ?? new Set();
    codes.add((codeName(code).split('|', 1)[0] as string).replace('KERN_SUCCESS', 'SUCCESS'));
    this.#codes.set(call, codes);
  }
}
