import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { nextWhere } from '../../kernel/trace/scan.ts';
import { useHost } from '../connection/useHost.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useLayout } from '../shell/useLayout.ts';
import { TOUR } from './tour.ts';
import { usePrograms } from './usePrograms.ts';

/** The tour on the live system: which step it is at, and what a step does. */
export const useTour = defineStore('tour', () => {
  const host = useHost();
  const player = usePlayer();
  const programs = usePrograms();
  const layout = useLayout();

  const active = ref(false);
  const at = ref(0);
  /** Events before this one were there when the step began. */
  const since = ref(0);
  const step = computed(() => TOUR[at.value] ?? TOUR[0]!);
  const offered = computed(
    () => step.value.program !== null && (host.welcome?.programs ?? []).some(({ name }) => name === step.value.program),
  );

  /** What the step is about has happened: the log says so, or, for the last one, somebody looks back. */
  const done = computed(() => {
    const { shows, id } = step.value;
    if (id === 'back') return player.state.position < player.state.end;
    return shows === null || nextWhere(player.log(), since.value, player.state.end, shows) !== undefined;
  });

  function start(): void {
    active.value = true;
    layout.show('graph');
    layout.setGuide(true);
    goTo(0);
  }
  function goTo(index: number): void {
    at.value = index;
    since.value = player.state.end;
    player.send({ type: 'end' });
  }
  function next(): void {
    if (at.value < TOUR.length - 1) goTo(at.value + 1);
    else stop();
  }
  function stop(): void {
    active.value = false;
  }

  /** Runs the step's program up to where it becomes interesting. */
  async function act(): Promise<void> {
    const { program, stop: condition } = step.value;
    if (program === null) return;
    since.value = player.state.end;
    player.send({ type: 'end' });
    await host.command({ do: 'runUntil', filter: condition });
    await programs.run(program);
  }

  return { active, at, step, done, offered, start, next, stop, act };
});
