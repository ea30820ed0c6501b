/** A workload file (YAML, and so JSON too) becomes a plan. What is wrong with it is told with its line. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Plan, PlannedTask, Step } from '../../services/workload/plan.ts';
import { UserError } from '../userError.ts';
import { type Draw, drawOf, randomFrom } from './random.ts';

const TASKS_MAX = 1000;
const STEPS_MAX = 10_000;
const DEVICES = ['disk', 'terminal', 'network'];
const ROOT_KEYS = ['cpus', 'switch', 'registers', 'trap', 'seed', 'tasks', 'watchdog'];
const TASK_KEYS = ['name', 'count', 'arrives', 'every', 'priority', 'run', 'repeat', 'trap'];

/** Throws a `UserError`, `file:line: reason`, for anything that is no workload. */
export function readWorkload(file: string, text: string): Plan {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const reader = new Reader(file, lines);
  const [error] = document.errors;
  if (error !== undefined) throw reader.problem(error.pos[0], error.message);
  return reader.plan(document.contents);
}

interface Group {
  readonly name: string;
  readonly count: number;
  readonly arrives: Draw;
  readonly every: Draw;
  readonly priority: Draw;
  readonly repeat: Draw;
  readonly trapTicks: number;
  readonly steps: readonly { readonly device: string; readonly ticks: Draw }[];
}

class Reader {
  readonly #file: string;
  readonly #lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  problem(at: number, reason: string): UserError {
    return new UserError(`${this.#file}:${this.#lines.linePos(at).line}: ${reason}`);
  }

  plan(node: Node | null): Plan {
    if (!isMap(node)) throw this.problem(node?.range?.[0] ?? 0, 'a workload is a list of settings, with ‘tasks’ among them');
    this.#onlyKeys(node, ROOT_KEYS);
    const trapTicks = this.#whole(node, 'trap', 0, 0, 1000);
    const random = randomFrom(this.#whole(node, 'seed', 1, 0, 0x7fffffff));
    const tasks = node.get('tasks', true) as unknown;
    if (!isSeq(tasks)) throw this.problem(start(tasks, node), '‘tasks’ should be a list of tasks');
    const groups = tasks.items.map((item) => this.#group(item as Node, trapTicks));
    const planned = groups.flatMap((group) => spread(group, random));
    if (planned.length === 0 || planned.length > TASKS_MAX)
      throw this.problem(start(tasks, node), `there are ${planned.length} tasks; from 1 to ${TASKS_MAX} can be run`);
    const tooLong = planned.find(({ steps }) => steps.length > STEPS_MAX);
    if (tooLong !== undefined) throw this.problem(start(tasks, node), `${tooLong.name} has more than ${STEPS_MAX} steps`);
    return {
      cpus: this.#whole(node, 'cpus', 1, 1, 4),
      switchTicks: this.#whole(node, 'switch', 0, 0, 1000),
      registerSets: this.#whole(node, 'registers', 1, 1, 16),
      usPerTick: 0,
      watchdogMs: this.#whole(node, 'watchdog', 0, 0, 60_000),
      tasks: planned,
    };
  }

  #group(node: Node, trapTicks: number): Group {
    if (!isMap(node)) throw this.problem(node.range?.[0] ?? 0, 'a task is a list of settings, with ‘run’ among them');
    this.#onlyKeys(node, TASK_KEYS);
    const run = node.get('run', true) as unknown;
    if (!isSeq(run) || run.items.length === 0)
      throw this.problem(start(run, node), '‘run’ should be a list of steps, such as ‘cpu 24’ or ‘disk 10’');
    const name = node.get('name', true) as unknown;
    if (name !== undefined && !(isScalar(name) && typeof name.value === 'string' && name.value !== '' && name.value.length < 40))
      throw this.problem(start(name, node), '‘name’ should be a short text');
    return {
      name: isScalar(name) ? String(name.value) : '',
      count: this.#whole(node, 'count', 1, 1, TASKS_MAX),
      arrives: this.#draw(node, 'arrives', '0', 0),
      every: this.#draw(node, 'every', '0', 0),
      priority: this.#draw(node, 'priority', '0', 0),
      repeat: this.#draw(node, 'repeat', '1', 1),
      trapTicks: this.#whole(node, 'trap', trapTicks, 0, 1000),
      steps: run.items.map((item) => this.#step(item as Node)),
    };
  }

  #step(node: Node): Group['steps'][number] {
    const at = node.range?.[0] ?? 0;
    const [what = '', ...words] = isScalar(node) ? String(node.value).trim().split(/\s+/) : [];
    if (what !== 'cpu' && !DEVICES.includes(what))
      throw this.problem(at, `a step begins with ‘cpu’, ‘${DEVICES.join('’, ‘')}’${isScalar(node) ? `, not with ‘${what}’` : ''}`);
    return { device: what === 'cpu' ? '' : what, ticks: this.#drawn(at, words, 1) };
  }

  #draw(node: YAMLMap, key: string, otherwise: string, least: number): Draw {
    const value = node.get(key, true) as unknown;
    if (value !== undefined && !isScalar(value)) throw this.problem(start(value, node), `‘${key}’ should be a number, or how it is drawn`);
    return this.#drawn(start(value, node), (isScalar(value) ? String(value.value) : otherwise).trim().split(/\s+/), least);
  }

  #drawn(at: number, words: readonly string[], least: number): Draw {
    try {
      return drawOf(words, least);
    } catch (error) {
      throw error instanceof UserError ? this.problem(at, error.message) : error;
    }
  }

  #whole(node: YAMLMap, key: string, otherwise: number, least: number, most: number): number {
    const value = node.get(key, true) as unknown;
    if (value === undefined) return otherwise;
    const number = isScalar(value) ? value.value : undefined;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
      throw this.problem(start(value, node), `‘${key}’ should be a whole number from ${least} to ${most}`);
    return number;
  }

  #onlyKeys(node: YAMLMap, keys: readonly string[]): void {
    for (const { key } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!keys.includes(name)) throw this.problem(start(key, node), `‘${name}’ is not known here; there are ${keys.join(', ')}`);
    }
  }
}

function start(node: unknown, otherwise: Node): number {
  const range = (node as Node | undefined)?.range ?? otherwise.range;
  return range?.[0] ?? 0;
}

/** The tasks of a group: each arrives `every` so many ticks after the one before. */
function spread({ name, count, arrives, every, priority, repeat, trapTicks, steps }: Group, random: () => number): PlannedTask[] {
  let atTick = arrives(random);
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) atTick += every(random);
    const own = (name === '' ? 'task' : name) + (count > 1 ? ` ${index + 1}` : '');
    const times = repeat(random);
    const all: Step[] = [];
    for (let time = 0; time < times; time++) all.push(...steps.map(({ device, ticks }) => ({ device, ticks: ticks(random) })));
    return { name: own, atTick, priority: priority(random), trapTicks, steps: all };
  });
}
