import { expect, test } from './window.ts';
import type { Row, Window } from './window.ts';

const [TASK, PID, STATE] = [0, 2, 3];

async function tasks(window: Window): Promise<Row[]> {
  await window.table('Tasks');
  return window.rows();
}

test('a service killed from outside is seen to end, and nothing else with it', async ({ window }) => {
  await window.step('j'); // away from the edge, where what is measured a moment later is another row
  await expect(window.position).toContainText('past');
  const seqBefore = await window.cursor();
  const before = await tasks(window);
  await window.toLive();
  const service = before.find(({ cells }) => cells[TASK] === 'file' && cells[STATE] !== 'ended')!;
  const pid = Number(service.cells[PID]);
  expect(pid).toBeGreaterThan(1);

  process.kill(pid, 'SIGKILL');
  await expect(window.toasts).toContainText(`Process ${pid} of file was ended by signal 9.`);
  const state = window.page.locator(`[data-key="${service.key}"] [data-cell$=":${STATE}"] > span.cut`);
  await expect(state).toContainText('ended');

  const after = await tasks(window);
  for (const row of before) {
    if (row.key === service.key || row.cells[TASK] === 'hello') continue; // the greeting ends by itself about now
    expect(after.find(({ key }) => key === row.key)?.cells[STATE]).toBe(row.cells[STATE]);
  }
  await window.table('Processes');
  const process9 = (await window.rows()).find(({ cells }) => cells[1] === String(pid))!;
  expect(process9.cells.join()).toContain('ended by signal 9');

  // Before it, it was alive; and after it again it is not.
  await window.goTo(seqBefore);
  await window.table('Tasks');
  await expect(state).not.toContainText('ended');
  expect(await tasks(window)).toEqual(before);
  await window.toLive();
  await expect(state).toContainText('ended');
});

test('when a server crashes its clients hold dead names, are told, and go on', async ({ window }) => {
  await window.stopAt('type:notified id:72');
  await window.run('crash');
  await expect(window.toasts).toContainText('Stopped at');
  await expect(window.sentence).toContainText('is dead');

  const dead = async (): Promise<string[]> => {
    await window.table('Rights');
    return (await window.rows()).filter(({ cells }) => cells[3] === 'dead name').map(({ key }) => key);
  };
  const now = await dead();
  expect(now.length).toBeGreaterThan(0);
  const seq = await window.cursor();
  await window.page.getByRole('region', { name: 'What just happened' }).click();
  await window.press('PageUp');
  await expect.poll(() => window.cursor()).toBeLessThan(seq);
  expect((await dead()).length).toBeLessThan(now.length);
  await window.goTo(seq);
  expect(await dead()).toEqual(now);

  // The answer to "why" leads to the death of the port.
  await window.page
    .locator(`[data-key="${now.at(-1)}"] [data-cell]`)
    .first()
    .click();
  await window.press('w');
  await expect(window.page.getByTestId('why')).toContainText('dead');
});

test('a service that is to be started again has an entry at the gate: picked, its time has come', async ({ window }) => {
  const { page } = window;
  const gate = page.getByTestId('gate');
  const running = async (): Promise<Row | undefined> =>
    (await tasks(window)).find(({ cells }) => cells[TASK] === 'file' && cells[STATE] !== 'ended');
  await expect.poll(running).toBeDefined();
  const pid = Number((await running())!.cells[PID]);
  await window.press('k');
  await expect(window.position).toContainText('paused');
  process.kill(pid, 'SIGKILL');
  await gate.getByRole('button', { name: 'its process has ended' }).click();
  await expect.poll(running).toBeUndefined();
  const restart = gate.getByRole('button', { name: 'is started again in time' });
  await expect(restart).toContainText('file');
  await window.table('Gate');
  await expect.poll(async () => (await window.rows()).map(({ cells }) => cells.join(' ')).join()).toContain('is started again in time');
  await restart.click();
  await expect(restart).toBeHidden();
  await expect.poll(async () => Number((await running())?.cells[PID] ?? pid)).not.toBe(pid);
});
