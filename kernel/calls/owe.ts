/** Calls that are answered later. */
import { KERN_SUCCESS } from '../abi/codes.ts';
import type { Routine } from '../abi/mig.ts';
import { keptDrop, replyKeep } from '../ipc/kept.ts';
import type { Owed } from '../task/scheduled.ts';
import { answerKept } from './serve.ts';
import type { Call } from './call.ts';

/** Purpose: keep the reply of a call whose routine has no results. Rights: the reply right is the kernel's until it answers or drops it. */
export function owe({ system, message }: Call, routine: Routine): Owed {
  const { ipc } = system;
  const kept = replyKeep(ipc, message);
  return {
    kept,
    answer: () => answerKept(ipc, kept, routine, KERN_SUCCESS),
    drop: () => keptDrop(ipc, kept),
  };
}
