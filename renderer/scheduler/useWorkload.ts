import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ComparedRun } from '../../kernel/trace/schedule.ts';
import { useHost } from '../connection/useHost.ts';
import { useSelection } from '../shell/useSelection.ts';
import { t } from '../words/words.ts';

/** Policies that give turns, and so have a quantum. */
const WITH_QUANTUM: ReadonlySet<string> = new Set(['rr', 'mlfq', 'lottery']);
/** Microseconds of virtual time for a tick, by pace: one a second, ten a second, as fast as can be. */
export const PACES = { slow: 1_000_000, medium: 100_000, full: 0 } as const;
export type Pace = keyof typeof PACES;

/** A file of somebody's own: a workload or a policy. */
interface OwnFile {
  readonly name: string;
  readonly text: string;
}

/** What is to be scheduled, by which policy, how fast; and what became of the last wish. */
export const useWorkload = defineStore('workload', () => {
  const host = useHost();
  const selection = useSelection();
  const workload = ref('');
  const policy = ref('rr');
  const quantum = ref(4);
  const pace = ref<Pace>('full');
  const ownWorkload = shallowRef<OwnFile | null>(null);
  const ownPolicy = shallowRef<OwnFile | null>(null);
  const problem = ref('');
  /** Policies to put side by side, and what came of it. */
  const against = ref<readonly string[]>([]);
  const compared = shallowRef<readonly ComparedRun[]>([]);
  const busy = ref(false);

  const workloads = computed(() => [...(host.welcome?.workloads ?? []), ...(ownWorkload.value === null ? [] : [ownWorkload.value.name])]);
  const policies = computed(() => [...(host.welcome?.policies ?? []), ...(ownPolicy.value === null ? [] : [ownPolicy.value.name])]);
  const chosenWorkload = computed(() => (workloads.value.includes(workload.value) ? workload.value : (workloads.value[0] ?? '')));
  const isOwnPolicy = computed(() => policy.value === ownPolicy.value?.name);
  const hasQuantum = computed(() => WITH_QUANTUM.has(policy.value) && !isOwnPolicy.value);

  const textOf = (name: string): string => (ownWorkload.value?.name === name ? ownWorkload.value.text : '');
  const written = (name: string): string => (WITH_QUANTUM.has(name) ? `${name}:quantum=${quantum.value}` : name);

  /** What a policy is called; its numbers, if it has some, stay. */
  function nameOf(text: string): string {
    const [name = '', numbers = ''] = text.split(/:(.*)/s);
    if (!(host.welcome?.policies ?? []).includes(name)) return text;
    return numbers === '' ? t(`policy.${name}`) : `${t(`policy.${name}`)}, ${numbers}`;
  }

  async function run(): Promise<void> {
    const answer = await host.command({
      do: 'runWorkload',
      workload: chosenWorkload.value,
      text: textOf(chosenWorkload.value),
      policy: isOwnPolicy.value ? ownPolicy.value!.name : written(policy.value),
      policySource: isOwnPolicy.value ? ownPolicy.value!.text : '',
      usPerTick: PACES[pace.value],
    });
    take(answer);
    if (answer.type === 'done' && answer.value !== undefined) selection.select({ kind: 'task', id: answer.value });
  }

  /** The chosen policy from now on, for what runs already. */
  async function follow(): Promise<void> {
    take(await host.command({ do: 'followPolicy', policy: written(policy.value) }));
  }

  /** The chosen policy and those in `against`, each on a kernel of its own. */
  async function compare(): Promise<void> {
    const policies = [...new Set([policy.value, ...against.value])].map(written).join(' ');
    busy.value = true;
    try {
      const answer = await host.command({
        do: 'compareWorkload',
        workload: chosenWorkload.value,
        text: textOf(chosenWorkload.value),
        policies,
      });
      take(answer);
      if (answer.type === 'bytes') compared.value = JSON.parse(new TextDecoder().decode(answer.bytes)) as ComparedRun[];
    } finally {
      busy.value = false;
    }
  }

  function take(answer: Awaited<ReturnType<typeof host.command>>): void {
    problem.value = '';
    if (answer.type !== 'refused') return;
    const [first] = answer.problems ?? [];
    const where = first === undefined ? answer.text : t('scheduler.line', { line: first.line, text: first.text });
    problem.value = where === '' ? t(`refusal.${answer.code}`) : `${t(`refusal.${answer.code}`)}: ${where}`;
  }

  function openWorkload(name: string, text: string): void {
    ownWorkload.value = { name, text };
    workload.value = name;
    problem.value = '';
  }

  function openPolicy(name: string, text: string): void {
    ownPolicy.value = { name, text };
    policy.value = name;
    problem.value = '';
  }

  return {
    workload: computed({ get: () => chosenWorkload.value, set: (name) => (workload.value = name) }),
    policy,
    quantum,
    pace,
    problem,
    against,
    compared,
    busy,
    workloads,
    policies,
    isOwnPolicy,
    hasQuantum,
    nameOf,
    run,
    follow,
    compare,
    openWorkload,
    openPolicy,
  };
});
