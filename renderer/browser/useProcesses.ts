import { computed, toRaw } from 'vue';
import type { ComputedRef } from 'vue';
import { TASK_END_TERMINATED } from '../../kernel/abi/events.ts';
import { TYPE_DEAD_NAME } from '../../kernel/abi/rights.ts';
import { useLate } from '../player/useLate.ts';
import { usePlayer } from '../player/usePlayer.ts';
import type { Moment } from '../view.ts';
import { factsOf, ratesAt, type ProcessFacts } from './processes.ts';
import type { ShownProcess } from './shown.ts';
import { useDisplay } from './useDisplay.ts';

/** After the pages, and while the kernel runs a few times a second: nobody reads faster. */
const LATE = { frames: 1, runningMs: 500 };
/** Services that a browser needs. */
const SERVICES = ['network', 'file'];

export interface Listed extends ProcessFacts {
  readonly role: 'browser' | 'renderer' | 'plugin' | 'service';
  readonly pages: number;
}

/** The browser's processes and the services behind it: who is there, and renderers and plug-ins that ended since the browser began. */
export function useProcesses(): ComputedRef<readonly Listed[]> {
  const player = usePlayer();
  const display = useDisplay();
  const moment = useLate(() => player.moment, LATE);
  return computed(() => {
    const { task, processes } = display;
    if (task === 0) return [];
    const now = moment.value as Moment;
    const rates = ratesAt(toRaw(now.log), now.cursor);
    const listed = new Map(processes.map((one) => [one.task, one]));
    const facts = (id: number, role: Listed['role']): readonly Listed[] => {
      const found = factsOf(now, rates, id, TYPE_DEAD_NAME);
      return found === null ? [] : [{ ...found, role, pages: listed.get(id)?.pages ?? 0 }];
    };
    // Those that ended because nobody needed them any more are not worth a line.
    const children = [...now.state.tasks.values()].filter(({ parent, ended }) => parent === task && ended?.how !== TASK_END_TERMINATED);
    const services = [...now.state.tasks.values()].filter(({ name, ended }) => SERVICES.includes(name) && ended === null);
    return [
      ...facts(task, 'browser'),
      ...children.flatMap(({ id, name }) => facts(id, roleOf(listed.get(id), name))),
      ...services.flatMap(({ id }) => facts(id, 'service')),
    ];
  });
}

/** Plug-ins are called by the type of what they draw. */
function roleOf(listed: ShownProcess | undefined, name: string): Listed['role'] {
  return listed?.kind ?? (name.includes('://') ? 'renderer' : 'plugin');
}
