import { describe, expect, it } from 'vitest';
import { Labels } from '../../kernel/trace/sentences.ts';
import { ENGLISH } from '../../kernel/trace/sentences.en.ts';
import { Story } from '../../kernel/trace/testing/story.ts';
import type { Target } from '../view.ts';
import { compileFilter, fitsTerms } from './filter.ts';

const { state } = new Story(5).tell(2500);
const labels = new Labels(state, ENGLISH);
const targets: Target[] = [
  ...[...state.tasks.values()].map(({ id }): Target => ({ kind: 'task', id })),
  ...[...state.ports.values()].map(({ id }): Target => ({ kind: 'port', id })),
  ...[...state.tasks.values()].flatMap(({ id, entries }) =>
    [...entries.values()].map(({ name }): Target => ({ kind: 'right', task: id, name: name >>> 0 })),
  ),
  ...[...state.messages.values()].map(({ id }): Target => ({ kind: 'message', id })),
];
const pick = (text: string): Target[] => {
  const { terms, problem } = compileFilter(text, ENGLISH);
  expect(problem).toBe(null);
  return targets.filter((target) => fitsTerms(terms, target, state, labels));
};

describe('the filter, asked of objects', () => {
  it('finds a task with its names and the ports it receives from', () => {
    const found = pick('task:3');
    expect(found).toContainEqual({ kind: 'task', id: 3 });
    expect(found.every((target) => target.kind !== 'task' || target.id === 3)).toBe(true);
    expect(found.every((target) => target.kind !== 'right' || target.task === 3)).toBe(true);
    expect(found.some(({ kind }) => kind === 'right')).toBe(true);
  });

  it('finds a port with all names for it, and names by number', () => {
    const right = targets.find(
      (target) => target.kind === 'right' && state.tasks.get(target.task)!.entries.get(target.name)!.object !== 0,
    ) as Extract<Target, { kind: 'right' }>;
    const port = state.tasks.get(right.task)!.entries.get(right.name)!.object;
    expect(pick(`port:p${port}`)).toContainEqual(right);
    expect(pick(`name:0x${right.name.toString(16)}`)).toContainEqual(right);
    expect(pick(`-name:0x${right.name.toString(16)}`)).not.toContainEqual(right);
  });

  it('finds rights by kind and ports by their queue', () => {
    expect(pick('right:receive').every((target) => target.kind === 'right' || target.kind === 'task')).toBe(true);
    const full = pick('queue:>=1').filter(({ kind }) => kind === 'port');
    expect(full.length).toBeGreaterThan(0);
    expect(full.every((target) => state.ports.get((target as { id: number }).id)!.queue.length >= 1)).toBe(true);
  });

  it('leaves objects alone where only events are meant, and says what it does not understand', () => {
    expect(pick('type:queued')).toEqual(targets);
    expect(pick('')).toEqual(targets);
    expect(compileFilter('colour:red', ENGLISH).problem).toMatch(/colour/);
    expect(compileFilter('right:left', ENGLISH).events).toBe(null);
  });

  it('takes several terms together', () => {
    const both = pick('task:3 right:send');
    expect(both.every((target) => pick('task:3').some((one) => JSON.stringify(one) === JSON.stringify(target)))).toBe(true);
    expect(both.length).toBeLessThan(pick('task:3').length);
  });
});
