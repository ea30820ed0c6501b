import { describe, expect, it } from 'vitest';
import { readWorkload } from './read.ts';

const problem = (text: string): string => {
  try {
    readWorkload('w.yaml', text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a workload file', () => {
  it('becomes a plan with everything that it leaves out filled in', () => {
    expect(readWorkload('w', 'tasks:\n  - { name: A, arrives: 3, priority: 2, run: [cpu 24, disk 10] }\n')).toEqual({
      cpus: 1,
      switchTicks: 0,
      registerSets: 1,
      usPerTick: 0,
      watchdogMs: 0,
      tasks: [
        {
          name: 'A',
          atTick: 3,
          priority: 2,
          trapTicks: 0,
          steps: [
            { device: '', ticks: 24 },
            { device: 'disk', ticks: 10 },
          ],
        },
      ],
    });
  });

  it('may be JSON', () => {
    expect(readWorkload('w', '{ "cpus": 2, "tasks": [{ "run": ["cpu 1"] }] }').cpus).toBe(2);
  });

  it('draws the same numbers for the same seed, and others for another', () => {
    const text = (seed: number): string =>
      `seed: ${seed}\ntasks:\n  - { count: 50, every: exponential 10, repeat: uniform 1 3, run: [cpu exponential 20, disk normal 30 5] }`;
    expect(readWorkload('w', text(1))).toEqual(readWorkload('w', text(1)));
    expect(readWorkload('w', text(1))).not.toEqual(readWorkload('w', text(2)));
    const bursts = readWorkload('w', text(1)).tasks.flatMap(({ steps }) => steps.filter(({ device }) => device === ''));
    expect(bursts.every(({ ticks }) => Number.isInteger(ticks) && ticks >= 1)).toBe(true);
    const mean = bursts.reduce((sum, { ticks }) => sum + ticks, 0) / bursts.length;
    expect([mean > 12, mean < 28]).toEqual([true, true]);
  });

  it.each([
    [
      'tasks:\n  - { run: [cpu 3] }\n  - { run: [tape 3] }',
      'w.yaml:3: a step begins with ‘cpu’, ‘disk’, ‘terminal’, ‘network’, not with ‘tape’',
    ],
    ['tasks:\n  - run: [cpu]', 'w.yaml:2: ‘’ is no number, and no ‘exponential MEAN’, ‘uniform LEAST MOST’ or ‘normal MEAN DEVIATION’'],
    [
      'tasks:\n  - run:\n    - cpu 5\n    - cpu many',
      'w.yaml:4: ‘many’ is no number, and no ‘exponential MEAN’, ‘uniform LEAST MOST’ or ‘normal MEAN DEVIATION’',
    ],
    ['tasks:\n  - run: [cpu uniform 9 2]', 'w.yaml:2: ‘uniform 9 2’: the least is more than the most'],
    ['tasks:\n  - run: [cpu 0]', 'w.yaml:2: 0 should be a whole number from 1 on'],
    ['cpus: 9\ntasks:\n  - run: [cpu 1]', 'w.yaml:1: ‘cpus’ should be a whole number from 1 to 4'],
    [
      'tasks:\n  - run: [cpu 1]\n    prio: 3',
      'w.yaml:3: ‘prio’ is not known here; there are name, count, arrives, every, priority, run, repeat, trap',
    ],
    ['tasks:\n  - name: A', 'w.yaml:2: ‘run’ should be a list of steps, such as ‘cpu 24’ or ‘disk 10’'],
    ['tasks: 5', 'w.yaml:1: ‘tasks’ should be a list of tasks'],
    ['- 1', 'w.yaml:1: a workload is a list of settings, with ‘tasks’ among them'],
    ['tasks:\n  - count: 1000\n    run: [cpu 1]\n  - run: [cpu 1]', 'w.yaml:2: there are 1001 tasks; from 1 to 1000 can be run'],
  ])('that is wrong is told of with line and reason (%#)', (text, wanted) => {
    expect(problem(text)).toBe(wanted);
  });

  it('that is no YAML is told of with the line', () => {
    expect(problem('tasks:\n  - { run: [cpu 1 }\n')).toMatch(/^w\.yaml:[23]: /);
  });
});
