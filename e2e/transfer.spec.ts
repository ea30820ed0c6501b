import { expect, test } from './window.ts';
import type { Row, Window } from './window.ts';

/** The messages of the program `rights`: with the first its giver passes a send right on, with the second the receive right. */
const PASSING_SEND = 7101;
const PASSING_RECEIVE = 7102;
const STEPS = 40;

/** What the graph writes on a task's box instead of drawing it as a right. */
const OWN_PORTS = /’s (?:task port|notify port|port of thread \d+)$|^the name service$|^the host port$/;

interface State {
  readonly seq: number;
  readonly rights: readonly Row[];
  readonly messages: readonly Row[];
  readonly graph: readonly string[];
}

/** Columns of the table of rights. */
const [TASK, NAME, OBJECT, RIGHTS, REFS] = [0, 1, 2, 3, 4];
/** Columns of the table of messages. */
const [MESSAGE, CARRIES] = [0, 5];

async function tablesNow(window: Window): Promise<Omit<State, 'graph'>> {
  const seq = await window.cursor();
  await window.table('Rights');
  const rights = await window.rows();
  await window.table('Messages');
  const messages = await window.rows();
  return { seq, rights, messages };
}

/** The names of a task as the graph has them, in words. */
async function graphOf(window: Window, task: string): Promise<string[]> {
  await window.table('Tasks');
  await window.page.locator(`[data-key="${task}"] [data-cell]`).first().click();
  await window.show('Graph');
  const item = window.page.locator(`#graph-${task.replace(':', '-')}`);
  await expect(async () => {
    await item.blur();
    await item.focus();
    await expect(item).toHaveAttribute('aria-expanded', 'true', { timeout: 500 });
  }).toPass();
  return item.locator('[role=treeitem]').evaluateAll((items) => items.map((one) => one.id.replace('graph-', '').replaceAll('-', ':')));
}

/** Goes forward until the message has been received and its right has its new name. */
async function walk(window: Window, done: (state: Omit<State, 'graph'>) => boolean): Promise<Omit<State, 'graph'>[]> {
  const states = [await tablesNow(window)];
  for (let i = 0; i < STEPS && !done(states.at(-1)!); i++) {
    await window.step('l');
    states.push(await tablesNow(window));
  }
  expect(done(states.at(-1)!)).toBe(true);
  return states;
}

const entries = (state: Omit<State, 'graph'>, port: string): Row[] => state.rights.filter(({ cells }) => cells[OBJECT] === port);

test('a send right and then a receive right move from one task to another, forward and back', async ({ window }) => {
  test.setTimeout(240_000);
  for (const [id, carried, given, received] of [
    [PASSING_SEND, 'send', 'receive and send', 'send'],
    [PASSING_RECEIVE, 'receive', 'send', 'receive and send'],
  ] as const) {
    await window.toLive();
    await window.stopAt(`type:copyin slot:2 id:${id}`);
    if (id === PASSING_SEND) await window.run('rights');
    else await window.press('k');
    await expect(window.toasts).toContainText(`: type:copyin slot:2 id:${id}`);
    await expect(window.sentence).toContainText(`id ${id}`);

    // The event that takes the right into the message, and the state before it.
    const inside = await tablesNow(window);
    const passing = inside.messages.find(({ cells }) => cells[MESSAGE]!.includes(String(id)));
    expect(passing?.cells[CARRIES]).toMatch(new RegExp(`^${carried} to p\\d+$`));
    const port = passing!.cells[CARRIES]!.split(' ').at(-1)!;
    await window.step('j');
    const before = await tablesNow(window);
    const [giver, ...others] = entries(before, port);
    expect(others.filter(({ cells }) => cells[TASK] === 'rights').length).toBeLessThanOrEqual(1);
    await window.step('l');

    // Until whoever gets it has a name for it.
    const holders = entries(before, port).length;
    const states = await walk(window, (state) =>
      carried === 'send'
        ? entries(state, port).length > holders
        : entries(state, port).some(({ key, cells }) => key !== giver!.key && cells[RIGHTS] === received),
    );
    const after = states.at(-1)!;
    const taker = entries(after, port).find(({ key }) => key !== giver!.key)!;
    expect(taker.cells[RIGHTS]).toBe(received);
    expect(taker.cells[REFS]).toBe('1');
    expect(entries(after, port).find(({ key }) => key === giver!.key)?.cells[RIGHTS]).toBe(given);
    expect(taker.cells[NAME]).toMatch(/^0x[0-9a-f]{4}$/);

    // Counts as Mach's rules have them: copying a send right into the message makes one more, moving the receive right none.
    const srights = (state: Omit<State, 'graph'>): number =>
      Number(entries(state, port).find(({ cells }) => cells[RIGHTS]?.startsWith('receive'))?.cells[7] ?? Number.NaN);
    if (carried === 'send') expect([srights(before), srights(inside), srights(after)]).toEqual([1, 2, 2]);
    else expect([srights(before), srights(after)]).toEqual([2, 2]);

    // The graph has the names that the tables have, for giver and taker; ports of a task's own are tags of its box.
    for (const row of [giver!, taker]) {
      const [, task] = row.key.split(':');
      const names = after.rights.filter(({ key }) => key.startsWith(`right:${task}:`));
      const drawn = await graphOf(window, `task:${task}`);
      expect(drawn).toContain(row.key);
      expect(drawn.filter((key) => !names.some((one) => one.key === key))).toEqual([]);
      const left = names.filter(({ key }) => !drawn.includes(key)).map(({ cells }) => cells[OBJECT] ?? '');
      expect(left.filter((object) => !OWN_PORTS.test(object))).toEqual([]);
    }

    // Back again: each step the exact reverse.
    for (const state of states.slice(0, -1).toReversed()) {
      await window.step('j');
      expect(await tablesNow(window)).toEqual(state);
    }
    await window.step('j');
    expect(await tablesNow(window)).toEqual(before);
  }
});
