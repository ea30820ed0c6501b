/** Ways to break a process, and which of them there are for whom. */
import { CRASH_ABORT, CRASH_EXIT, CRASH_LOOP, CRASH_MEMORY, CRASH_STACK, CRASH_SYSCALL } from '../../kernel/abi/interfaces/renderer.ts';
import type { CrashHow } from '../../kernel/abi/window.ts';
import type { Listed } from './useProcesses.ts';

/** By the process itself, asked by a message; or from outside, by a signal. */
export type Way =
  | { readonly id: string; readonly by: 'itself'; readonly how: number }
  | { readonly id: string; readonly by: 'signal'; readonly how: CrashHow };

const ITSELF: readonly Way[] = [
  { id: 'abort', by: 'itself', how: CRASH_ABORT },
  { id: 'syscall', by: 'itself', how: CRASH_SYSCALL },
  { id: 'stack', by: 'itself', how: CRASH_STACK },
  { id: 'memory', by: 'itself', how: CRASH_MEMORY },
  { id: 'loop', by: 'itself', how: CRASH_LOOP },
  { id: 'exit', by: 'itself', how: CRASH_EXIT },
];
const SIGNALS: readonly Way[] = [
  { id: 'kill', by: 'signal', how: 'kill' },
  { id: 'segv', by: 'signal', how: 'segv' },
  { id: 'terminate', by: 'signal', how: 'terminate' },
];

export function waysFor(role: Listed['role']): readonly Way[] {
  if (role === 'service') return SIGNALS;
  return [...(role === 'browser' ? ITSELF.filter(({ id }) => id === 'abort' || id === 'loop') : ITSELF), ...SIGNALS];
}
