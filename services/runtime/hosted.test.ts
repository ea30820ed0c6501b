import { describe, expect, it } from 'vitest';
import { TASK_BOOTSTRAP_PORT, task as taskCalls } from '../../kernel/abi/interfaces/task.ts';
import { hostedSelf, hostTask } from './hosted.ts';
import { allocatePort, sendRightTo } from './own.ts';
import { registeredPorts } from './registered.ts';
import type { Self } from './self.ts';
import { KernelInMemory } from './testing/kernelTransport.ts';

/** What a hosted program saw, once it has seen it. */
function host(self: Self, see: (own: Self) => Promise<number>, rights: Parameters<typeof hostTask>[1]['rights'] = []) {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const program = async (): Promise<void> => {
    await new Promise((next) => setImmediate(next));
    await see(hostedSelf()!).then(resolve, reject);
  };
  return { seen: promise, hosted: hostTask(self, { name: 'hosted', rights, program }) };
}

describe('a hosted task', () => {
  it('runs its program as itself, whatever that waits for', async () => {
    const self = new KernelInMemory().spawn('host');
    const one = host(self, (own) => Promise.resolve(own.task));
    const other = host(self, (own) => Promise.resolve(own.task));
    expect([await one.seen, await other.seen]).toEqual([(await one.hosted).number, (await other.hosted).number]);
    expect(new Set([self.task, await one.seen, await other.seen]).size).toBe(3);
    expect(hostedSelf()).toBeUndefined();
  });

  it('has the rights it was given, under names of its own, and no name service', async () => {
    const self = new KernelInMemory().spawn('host');
    const right = await sendRightTo(self, await allocatePort(self));
    const { seen } = host(self, async (own) => (await registeredPorts(own)).length, [right]);
    expect(await seen).toBe(1);
    const { seen: bootstrap } = host(self, async (own) => {
      const { special_port } = await own.ask(await own.taskPort(), taskCalls.task_get_special_port, { which_port: TASK_BOOTSTRAP_PORT });
      return special_port;
    });
    expect(await bootstrap).toBe(0);
  });

  it('ends with its program, and its process goes on', async () => {
    const kernel = new KernelInMemory();
    const self = kernel.spawn('host');
    const { seen, hosted } = host(self, (own) => Promise.resolve(own.task));
    const { number } = await hosted;
    await seen;
    const { tasks } = kernel.bench.machine.system;
    for (let turns = 0; tasks.has(number) && turns < 100; turns += 1) await new Promise((next) => setImmediate(next));
    expect([tasks.has(number), tasks.has(self.task)]).toEqual([false, true]);
  });
});
