import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, Window } from './window.ts';

const MACHLAB = join(import.meta.dirname, '..', 'dist', 'machlab.mjs');

/** What the command line says of the same workload under the same policy. */
function headless(workload: string, policy: string): { readonly metrics: Readonly<Record<string, number>>; readonly ticks: number } {
  const out = execFileSync(process.execPath, [MACHLAB, 'sched', workload, '--policy', policy, '--json'], { encoding: 'utf8' });
  const { runs } = JSON.parse(out) as { runs: [{ metrics: Record<string, number> }] };
  return { metrics: runs[0].metrics, ticks: runs[0].metrics['ticks']! };
}

async function schedule(page: Page, workload: string, policy: string, pace: 'slow' | 'medium' | 'full'): Promise<void> {
  await page.getByTestId('workload').selectOption(workload);
  await page.getByTestId('policy').selectOption(policy);
  await page.getByTestId('pace').selectOption(pace);
  await page.getByTestId('run-workload').click();
}

const status = (page: Page) => page.getByTestId('sched-status');
const metric = async (page: Page, name: string): Promise<number> =>
  Number((await page.locator(`[data-metric=${name}]`).innerText()).replace(/[ %,]/g, ''));

test('a workload is scheduled, and the window counts what the command line counts', async ({ window }) => {
  const { page } = window;
  await window.show('Scheduler');
  await expect(page.getByTestId('scheduler')).toContainText('not in scheduled mode');
  await schedule(page, 'arrivals', 'srtf', 'full');
  await expect(status(page)).toContainText('Tick 26');
  await expect(status(page)).toContainText('Shortest remaining time first');
  const { metrics } = headless('arrivals', 'srtf');
  for (const name of ['waiting', 'turnaround', 'response', 'switches']) await expect.poll(() => metric(page, name)).toBe(metrics[name]);
  expect(metrics['waiting']).toBe(6.5);

  // Every moment before can be looked at: the states and the chart are those of then.
  await page.getByLabel('Filter every view').fill('type:sched-state');
  await window.table('Events');
  const rows = await window.rows();
  await window.goTo(Number(rows[Math.floor(rows.length / 2)]!.cells[0]!.replace(/\D/g, '')));
  await window.show('Scheduler');
  await expect(status(page)).not.toContainText('Tick 26');
  await expect(page.getByRole('img', { name: /ready: \d+, running: \d+/ })).toBeVisible();
  await window.toLive();
  await expect(status(page)).toContainText('Tick 26');
});

test('the policy changes while it runs, dies, and comes back; the threads go on under the kernel’s own', async ({ window }) => {
  const { page } = window;
  await window.show('Scheduler');
  await schedule(page, 'mix', 'rr', 'medium');
  await expect(status(page)).toContainText('Round robin');
  await page.getByTestId('policy').selectOption('fcfs');
  await page.getByTestId('follow-policy').click();
  await expect(status(page)).toContainText('First come, first served');

  await window.table('Processes');
  const scheduler = (await window.rows()).find(({ cells }) => cells.includes('scheduler'))!;
  const pid = Number(scheduler.cells.find((cell) => /^\d{2,}$/.test(cell)));
  const tick = async (): Promise<number> => Number(/Tick ([\d,]+)/.exec(await status(page).innerText())![1]!.replace(',', ''));
  process.kill(pid, 'SIGKILL');
  await window.table('Events');
  await page.getByLabel('Filter every view').fill('type:sched-policy');
  await expect.poll(async () => (await window.rows()).length).toBeGreaterThanOrEqual(4);
  await page.getByLabel('Filter every view').fill('');
  await window.show('Scheduler');
  await expect(status(page)).toContainText('First come, first served');
  const before = await tick();
  await expect.poll(tick).toBeGreaterThan(before);
});

test('two policies are put side by side', async ({ window }) => {
  const { page } = window;
  await window.show('Scheduler');
  await page.getByTestId('workload').selectOption('convoy');
  await page.locator('.compare summary').click();
  await page.getByRole('checkbox', { name: 'First come, first served' }).check();
  await page.getByTestId('compare').click();
  const compared = page.getByTestId('compared');
  await expect(compared).toBeVisible({ timeout: 60_000 });
  await expect(compared.getByRole('row', { name: /^Waiting/ })).toContainText('5.67');
  await expect(compared.getByRole('row', { name: /^Waiting/ })).toContainText('17');
  await expect(compared.getByTestId('gantt')).toHaveCount(2);
});

test('a workload file that is wrong is told with its line', async ({ window }) => {
  const { page } = window;
  await window.show('Scheduler');
  await page
    .locator('input[type=file][accept*=yaml]')
    .setInputFiles({ name: 'mine.yaml', mimeType: 'text/yaml', buffer: Buffer.from('tasks:\n  - { name: A, run: [cpu] }\n') });
  await page.getByTestId('run-workload').click();
  await expect(page.getByTestId('workload-problem')).toContainText('mine.yaml:2:');
});

for (const theme of ['light', 'dark', 'hc'] as const) {
  test(`axe finds nothing in the scheduler, ${theme}`, async ({ page, system, complaints: _ }) => {
    const window = new Window(page);
    await window.open(await system.link(), { theme, motion: 'reduced' });
    await window.show('Scheduler');
    await schedule(page, 'priorities', 'priority', 'full');
    await expect(status(page)).toContainText('Tick 19');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`)),
    ).toEqual([]);
  });
}
