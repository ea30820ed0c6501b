import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { CompileProblem } from '../../kernel/abi/window.ts';
import { useHost } from '../connection/useHost.ts';
import { useSelection } from '../shell/useSelection.ts';
import { useToasts } from '../shell/useToasts.ts';
import { t } from '../words/words.ts';

/** Running programs, bundled or from a file, and what became of the last attempt. */
export const usePrograms = defineStore('programs', () => {
  const host = useHost();
  const toasts = useToasts();
  const selection = useSelection();
  /** Names under which files were run. */
  const own = shallowRef<readonly string[]>([]);
  const problems = shallowRef<readonly CompileProblem[]>([]);
  const failed = shallowRef('');

  async function run(program: string): Promise<boolean> {
    return take(program, await host.command({ do: 'runProgram', program }));
  }

  async function runSource(name: string, source: string): Promise<boolean> {
    own.value = [...new Set([...own.value, name])];
    return take(name, await host.command({ do: 'runSource', name, source }));
  }

  function take(name: string, answer: Awaited<ReturnType<typeof host.command>>): boolean {
    problems.value = [];
    failed.value = '';
    if (answer.type === 'done' && answer.value !== undefined) selection.select({ kind: 'task', id: answer.value });
    if (answer.type !== 'refused') return true;
    problems.value = answer.problems ?? [];
    failed.value = name;
    if (answer.code !== 'does-not-compile') toasts.add(t('refused.run', { name, why: t(`refusal.${answer.code}`) }), 'error');
    return false;
  }

  async function stop(task: number): Promise<void> {
    const answer = await host.command({ do: 'stopProgram', task });
    if (answer.type === 'refused') toasts.add(t('refused.stop', { why: t(`refusal.${answer.code}`) }), 'error');
  }

  return { own, problems, failed, run, runSource, stop };
});
