import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './window.ts';

test('a program that does not compile is told with its line', async ({ window, system }) => {
  const file = join(system.data, 'broken.ts');
  writeFileSync(file, "import { args } from 'machlab';\nconst x = = 1;\n");
  await window.press('Shift+r');
  await window.page.getByTestId('dialog').locator('input[type=file]').setInputFiles(file);
  const problems = window.page.getByTestId('problems');
  await expect(problems).toContainText('line 2');
  await expect(problems).toContainText('const x = = 1;');
});

test('a program from a file runs in a task of its own', async ({ window, system }) => {
  const file = join(system.data, 'mine.ts');
  writeFileSync(file, "console.log('my own words');\n");
  await window.press('Shift+r');
  await window.page.getByTestId('dialog').locator('input[type=file]').setInputFiles(file);
  await expect(window.page.getByTestId('dialog')).toBeHidden(); // nothing behind it takes what is typed
  await window.page.getByLabel('Filter every view').fill('type:console');
  await window.table('Events');
  await expect.poll(async () => (await window.rows()).some(({ cells }) => cells[4]?.includes('my own words'))).toBe(true);
});

test('a kernel that ends leaves all that it did, and can be started anew', async ({ window, complaints }) => {
  const seq = await window.cursor();
  await expect(window.page).toHaveTitle(/^#\d+ live · \w+ · Live system · machlab$/);
  const pid = Number(/Kernel process (\d+)/.exec(await window.page.getByTestId('kernel-pid').innerText())?.[1]);
  process.kill(pid, 'SIGKILL');
  const strip = window.page.getByTestId('kernel-ended');
  await expect(strip).toContainText('SIGKILL');
  await expect(strip).toContainText('Everything up to here is saved');

  expect(await window.step('j')).toBeLessThan(seq + 100);
  await window.press('Home');
  await expect(window.position).toContainText('behind live');
  await window.toLive();
  await strip.getByRole('button', { name: 'Restart the kernel' }).click();
  await window.page.getByTestId('restart-now').click();
  await expect(strip).toBeHidden();
  await window.table('Tasks');
  await expect.poll(async () => (await window.rows()).length).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test('a host that goes away is told, and the past can still be walked', async ({ window, system, complaints }) => {
  system.kill();
  await expect(window.page.getByTestId('lost')).toContainText('Trying again');
  await window.step('j');
  await expect(window.page.locator('.transport [data-action=step]')).not.toHaveAttribute('aria-disabled', 'true');
  await window.toLive();
  await expect(window.page.locator('.transport [data-action=step]')).toHaveAttribute('aria-disabled', 'true');
  // The browser itself complains about each attempt.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/WebSocket connection to .* failed/.test(text)));
});

test('a session is saved, opened again, and left', async ({ window, system }) => {
  const seq = await window.step('j');
  const sentence = await window.sentence.innerText();
  await window.press('Shift+s');
  await window.page.getByTestId('dialog').getByLabel('Name of the session').fill('a day');
  await window.press('Enter');
  await expect(window.toasts).toContainText('Saved');
  expect(system.sessions().some((name) => name.startsWith('a day'))).toBe(true);

  await window.press('Shift+o');
  await window.page.getByTestId('dialog').getByRole('button', { name: 'a day' }).click();
  await expect(window.position).toContainText('replay');
  await window.press('End');
  await window.goTo(seq);
  await expect(window.sentence).toHaveText(sentence);
  await window.press('Control+k');
  await window.page.getByTestId('palette').getByRole('combobox').fill('back to the live');
  await window.press('Enter');
  await expect(window.position).toContainText('live ·');
});

test('a damaged session opens up to the damage and says so; another file is refused in plain words', async ({ window, system }) => {
  await window.press('Shift+s');
  await window.page.getByTestId('dialog').getByLabel('Name of the session').fill('whole');
  await window.press('Enter');
  await expect(window.toasts).toContainText('Saved');
  const folder = join(system.data, 'sessions');
  const whole = readFileSync(
    join(
      folder,
      system.sessions().find((name) => name.startsWith('whole'))!,
    ),
  );
  const cut = join(folder, 'cut.machlab');
  writeFileSync(cut, whole.subarray(0, whole.length - 60));
  const other = join(folder, 'other.machlab');
  writeFileSync(other, 'this is a shopping list');

  const open = async (path: string): Promise<void> => {
    await window.press('Shift+o');
    await window.page.getByTestId('dialog').locator('input[type=file]').setInputFiles(path);
  };
  await open(cut);
  await expect(window.page.getByTestId('not-whole')).toContainText('not whole');
  await open(other);
  await expect(window.page.getByTestId('broken-why')).toContainText('not a machlab session');
  await window.page.getByRole('button', { name: 'Back to the live system' }).click();
});

test('a link that was used is refused, and another one lets a second window in', async ({ window, system, browser }) => {
  const used = await browser.newContext();
  const page = await used.newPage();
  await page.goto(new URL(window.page.url()).origin);
  await expect(page.getByRole('heading', { name: 'This window is not let in' })).toBeVisible();
  await page.goto(await system.anotherLink());
  await expect(page.getByRole('heading', { name: 'See a microkernel work' })).toBeVisible();
  await used.close();
});

test('a session whose beginning is no longer kept says how much that is', async ({ window, system }) => {
  await expect.poll(() => window.cursor()).toBeGreaterThan(400);
  await window.press('Shift+s');
  await window.page.getByTestId('dialog').getByLabel('Name of the session').fill('long');
  await window.press('Enter');
  await expect(window.toasts).toContainText('Saved');
  const folder = join(system.data, 'sessions');
  execFileSync(process.execPath, [
    join(import.meta.dirname, 'testing', 'trimmed.ts'),
    join(folder, 'long.machlab'),
    join(folder, 'later.machlab'),
  ]);
  await window.press('Shift+o');
  await window.page.getByTestId('dialog').getByRole('button', { name: 'later' }).click();
  await expect(window.page.getByTestId('trimmed')).toHaveText('300 earlier events are no longer kept');
  await window.press('Home', 'l');
  await expect(window.position).toContainText('#300');
});

test('a session of a newer machlab is refused with both versions, and the live system is one press away', async ({ window, system }) => {
  await window.press('Shift+s');
  await window.page.getByTestId('dialog').getByLabel('Name of the session').fill('now');
  await window.press('Enter');
  await expect(window.toasts).toContainText('Saved');
  const folder = join(system.data, 'sessions');
  const newer = join(folder, 'newer.machlab');
  const own = system.sessions().find((name) => name.startsWith('now'))!;
  execFileSync(process.execPath, [join(import.meta.dirname, 'testing', 'newer.ts'), join(folder, own), newer]);
  await window.press('Shift+o');
  await window.page.getByTestId('dialog').locator('input[type=file]').setInputFiles(newer);
  await expect(window.page.getByRole('heading', { name: 'This session cannot be opened' })).toBeVisible();
  await expect(window.page.getByTestId('broken-why')).toHaveText(
    'machlab 9.0.0 wrote this session in format 2; this machlab reads up to 1',
  );
  await window.page.getByRole('button', { name: 'Back to the live system' }).click();
  await expect(window.position).toContainText('live ·');
});
