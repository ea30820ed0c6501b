import { useHost } from '../connection/useHost.ts';
import type { CrashHow } from '../../kernel/abi/window.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { t } from '../words/words.ts';
import { useToasts } from './useToasts.ts';

/** What can be done to a task. */
export function useTaskActions(): {
  crash(task: number, how: CrashHow): Promise<void>;
  restart(task: number): Promise<void>;
  /** The program that a task runs; empty for none. */
  programOf(task: number): string;
} {
  const host = useHost();
  const player = usePlayer();
  const toasts = useToasts();

  async function crash(task: number, how: CrashHow): Promise<void> {
    const answer = await host.command({ do: 'crash', task, how });
    if (answer.type === 'refused') toasts.add(t('refused.crash', { why: t(`refusal.${answer.code}`) }), 'error');
  }

  function programOf(task: number): string {
    const { state } = player.moment;
    return state.processes.get(state.tasks.get(task)?.process ?? 0)?.program ?? '';
  }

  /** A service comes back by itself when it is wanted; a program is run again. */
  async function restart(task: number): Promise<void> {
    const program = programOf(task);
    await crash(task, 'terminate');
    if ((host.welcome?.programs ?? []).some(({ name }) => name === program)) await host.command({ do: 'runProgram', program });
  }

  return { crash, restart, programOf };
}
