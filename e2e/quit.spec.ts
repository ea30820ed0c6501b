import { below, lives, status } from './processes.ts';
import { expect, test } from './window.ts';
import type { Window } from './window.ts';

const PID = 1;

/** Tasks' processes that run, by what the window says. */
async function running(window: Window): Promise<number[]> {
  return (await window.rows()).filter(({ cells }) => !cells.join(' ').includes('ended')).map(({ cells }) => Number(cells[PID]));
}

for (const way of ['stop', 'kill'] as const)
  test(`of a system that ends by ${way} no process is left, neither the kernel’s nor a task’s`, async ({ window, system, complaints }) => {
    await window.show('Browser');
    await window.page.getByTestId('new-tab').click();
    await window.table('Processes');
    await expect.poll(async () => (await running(window)).length).toBeGreaterThan(2);
    const tasks = await running(window);
    const all = below(system.pid);
    const kernel = Number(status(tasks[0]!, 'PPid'));
    expect(all).toEqual(expect.arrayContaining([kernel, ...tasks]));
    expect(Number(status(kernel, 'PPid'))).toBe(system.pid);
    await system[way]();
    await expect.poll(() => all.filter(lives)).toEqual([]);
    complaints.length = 0; // of the connection that broke
  });
