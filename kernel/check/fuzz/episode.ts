/** One random story on one machine, from its seed. */
import type { ProfileName } from '../../abi/profile.ts';
import { censusOf } from '../invariants.ts';
import type { TaskHandle } from '../client/world.ts';
import type { Json } from '../conformance/json.ts';
import { Chooser } from './chooser.ts';
import { LASTING, MAKERS, WEIGHTS } from './operations.ts';
import { type Fault, Player } from './player.ts';
import { Random } from './random.ts';

export interface Episode {
  readonly steps: readonly Json[];
  readonly fault: Fault | null;
}

/** Threads that a task may have waiting before it is left alone. */
const WAITING_MAX = 5;

/** Purpose: `count` random steps with all checks. Returns: the steps as they can be played again, and the fault that ended them. */
export function playEpisode(seed: number, count: number, profile: ProfileName): Episode {
  const player = new Player(profile);
  const { stage } = player;
  const random = new Random(seed);
  const chooser = new Chooser(stage, random);
  const lasting = random.oneIn(3);
  const weights = lasting ? WEIGHTS : { ...WEIGHTS, [LASTING]: 0 };
  const first = player.play({ call: 'mach_port_allocate', args: { right: 'RECEIVE' }, bind: 'quiet' });
  if (first !== null) return { steps: player.steps, fault: first };
  for (let tries = 0; player.steps.length < count && tries < count * 4; tries++) {
    const tasks = chooser.tasks().filter(({ agents }) => agents.filter(({ busy }) => busy).length < WAITING_MAX);
    if (tasks.length === 0) {
      if (chooser.tasks().length === 0 || !stage.rig.passToNext()) break;
      stage.world.threads.settle();
      continue;
    }
    const task = random.pick(tasks);
    const regions = player.steps
      .filter((step) => step['setup'] === 'region' && (step['task'] ?? 'A') === task.label)
      .map((step) => step['bind'] as string);
    const kind = random.weighted(weights);
    const making = { chooser, task, regions, threads: threadsOf(stage, task, chooser), quiet: task.label === 'A' ? '$quiet' : 1000 };
    const made = MAKERS[kind](making);
    if (made === null) continue;
    const acts = made['setup'] !== 'give_right' && task.label !== 'A';
    const fault = player.play(acts ? { ...made, task: task.label } : made);
    if (fault !== null) return { steps: player.steps, fault };
    const last = player.steps.at(-1) as Json;
    if (typeof last['bind'] === 'string') {
      const bound = boundIn(stage, last['bind']);
      if (bound !== null) chooser.remember(last['setup'] === 'give_right' ? stage.task(last['to'] as string) : task, bound, last['bind']);
    }
    rememberMessage(chooser, stage, task, last);
  }
  return { steps: player.steps, fault: player.checkEvents() ?? (lasting ? player.check() : allGone(player)) };
}

type Stage = Player['stage'];

/** Labels of threads that a task can name: its own, and those of tasks that can hand their ports over. */
function threadsOf(stage: Stage, task: TaskHandle, chooser: Chooser): string[] {
  return [...stage.threads].filter(([, thread]) => thread.task === task || chooser.runs(thread.task)).map(([label]) => label);
}

function boundIn(stage: Stage, label: string): number | null {
  try {
    return stage.value(label);
  } catch {
    return null;
  }
}

function rememberMessage(chooser: Chooser, stage: Stage, task: TaskHandle, step: Json): void {
  const expected = step['expect_msg'] as { bind?: { remote?: string }; body?: readonly { bind?: string }[] } | undefined;
  if (expected === undefined) return;
  const labels = [expected.bind?.remote, ...(expected.body ?? []).map(({ bind }) => bind)];
  for (const label of labels) {
    const bound = label === undefined ? null : boundIn(stage, label);
    if (label !== undefined && bound !== null) chooser.remember(task, bound, label);
  }
}

/** Every task of the story ends: what is left must be what was there when it began. */
function allGone(player: Player): Fault | null {
  const { rig, world } = player.stage;
  rig.machine.exited(rig.hostUs, world.process, 0, 0, '');
  const fault = player.check() ?? player.checkEvents();
  if (fault !== null) return fault;
  const now = censusOf(rig.machine);
  const leaked = (['ports', 'messages', 'memories', 'tasks', 'threads'] as const).filter((kind) => now[kind] > world.census[kind]);
  if (leaked.length === 0) return null;
  return {
    kind: 'leak',
    detail: `left over when all tasks are gone: ${leaked.map((kind) => `${now[kind] - world.census[kind]} ${kind}`).join(', ')}`,
  };
}
