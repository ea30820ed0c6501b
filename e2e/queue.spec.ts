import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './window.ts';

const [PORT, QUEUE, WAIT_SEND] = [0, 4, 5];

test('a full queue: one sender blocks, one gives up, one leaves a message with the kernel', async ({ window }) => {
  await window.stopAt('type:waits wait:1');
  await window.run('full-queue');
  await expect(window.toasts).toContainText('Stopped at');
  await expect(window.sentence).toContainText('must wait: the queue of');

  await window.table('Ports and queues');
  const full = (await window.rows()).find(({ cells }) => cells[WAIT_SEND] === '1')!;
  expect(full.cells[QUEUE]).toMatch(/^full, 5 of 5/);
  await window.page.locator(`[data-key="${full.key}"] [data-cell]`).first().click();
  const inspector = window.page.getByTestId('inspector');
  await expect(inspector).toContainText(`full, 5 of 5`);
  await expect(inspector).toContainText('waits for room, place 1 in line');

  // Why does it wait? Because the queue is full, and because of whoever does not take anything out.
  await window.table('Tasks');
  const waiting = (await window.rows()).find(({ cells }) => cells[3]?.startsWith('waits for room in'))!;
  expect(waiting.cells[3]).toBe(`waits for room in ${full.cells[PORT]}`);
  await window.page.locator(`[data-key="${waiting.key}"] [data-cell]`).first().click();
  await window.press('w');
  await expect(window.page.getByTestId('why')).toContainText(/holds [56] of 5 messages/); // the one that the kernel keeps may have come first

  // On to the one that gives up, and to the one that leaves its message with the kernel.
  await window.toLive();
  await window.stopAt('type:wakes why:1');
  await window.press('k');
  await expect(window.sentence).toContainText('has waited long enough for room');
  await window.goTo((await window.cursor()) + 1);
  await window.toLive();
  await window.press('k');
  await window.table('Events');
  await window.page.getByLabel('Filter every view').fill('type:queued id:7200');
  await expect(window.page.getByTestId('row-count')).not.toHaveText('0 rows');
  await expect.poll(async () => (await window.rows()).some(({ cells }) => cells[4]?.includes('although no room is left'))).toBe(true);
});

const PATIENT = `import { allocatePort, RCV_TIMEOUT, receive } from 'machlab';
await receive(await allocatePort(), { options: RCV_TIMEOUT, timeoutMs: 3_600_000 });
console.log('an hour is over');
`;

test('a time-out has an entry at the gate: picked, an hour is over at once, and nobody else is let in', async ({ window, system }) => {
  const { page } = window;
  const gate = page.getByTestId('gate');
  const deadline = gate.getByRole('button', { name: 'until its time-out' });
  const file = join(system.data, 'patient.ts');
  writeFileSync(file, PATIENT);
  await window.press('Shift+r');
  await page.getByTestId('dialog').locator('input[type=file]').setInputFiles(file);
  await expect(page.getByTestId('dialog')).toBeHidden();
  await window.table('Tasks');
  const row = async (): Promise<string> => (await window.rows()).find(({ cells }) => cells[0] === 'patient.ts')?.cells.join(' ') ?? '';
  await expect.poll(row).toContain('waits for a message');

  await window.press('k');
  await expect(deadline).toBeVisible();
  await deadline.click();
  await expect(deadline).toBeHidden();
  const next = gate.getByRole('button', { name: 'mach_msg' }); // what it does next is a trap, and waits like any other
  await expect(next).toBeVisible();
  await window.press('k');
  await page.getByLabel('Filter every view').fill('type:console');
  await window.table('Events');
  await expect.poll(async () => (await window.rows()).some(({ cells }) => cells[4]?.includes('an hour is over'))).toBe(true);
});
