/** Ways to break, each in earnest: nothing here is caught, and nothing is tidied up. */
import { KERN_INVALID_ARGUMENT } from '../../kernel/abi/codes.ts';
import { CRASH_ABORT, CRASH_EXIT, CRASH_LOOP, CRASH_MEMORY, CRASH_STACK, CRASH_SYSCALL } from '../../kernel/abi/interfaces/renderer.ts';

/** *Returns* only when there is no such way. */
export function crash(how: number): number {
  switch (how) {
    case CRASH_ABORT:
      return process.abort();
    case CRASH_EXIT:
      return exitAtOnce(1);
    case CRASH_STACK:
      setImmediate(deeper, 0);
      return 0;
    case CRASH_MEMORY:
      return fillMemory();
    case CRASH_LOOP:
      for (;;);
    case CRASH_SYSCALL:
      return badSystemCall();
    default:
      return KERN_INVALID_ARGUMENT;
  }
}

function deeper(depth: number): number {
  return deeper(depth + 1) + 1;
}

function fillMemory(): never {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 0x100000 }, (_, index) => index + kept.length));
}

/** Asks to become root, which nobody here has a reason to. Where no filter ends the process the call fails, and it ends like any that is not caught. */
function badSystemCall(): number {
  process.seteuid?.(0);
  return process.abort();
}

/** Node's own way out, without what the runtime says before an end. */
function exitAtOnce(code: number): never {
  return (process as unknown as { reallyExit(code: number): never }).reallyExit(code);
}
