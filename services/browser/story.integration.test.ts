/** What Mach does when a renderer, a plug-in or a service ends, by the kernel's own events, for every way to end; and what a reload begins anew. */
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  EV_COPYIN,
  EV_DELIVERED,
  EV_DEQUEUED,
  EV_MSG_CREATED,
  EV_MSG_DESTROYED,
  EV_NAME_DIED,
  EV_NOTIFIED,
  EV_PORT_DIED,
  EV_PROCESS_ENDED,
  EV_QUEUED,
  EV_SERVICE,
  EV_TASK_DIED,
  TASK_END_EXIT,
} from '../../kernel/abi/events.ts';
import { BROWSER_SERVICE_NAME, TAB_CRASHED, TAB_SHOWN } from '../../kernel/abi/interfaces/browser.ts';
import {
  CRASH_ABORT,
  CRASH_EXIT,
  CRASH_LOOP,
  CRASH_MEMORY,
  CRASH_STACK,
  CRASH_SYSCALL,
  renderer,
} from '../../kernel/abi/interfaces/renderer.ts';
import { NETWORK_SERVICE_NAME } from '../../kernel/abi/interfaces/network.ts';
import { NOTIFY_DEAD_NAME, NOTIFY_SEND_ONCE } from '../../kernel/abi/notify.ts';
import { PORT_SEND_ONCE, TYPE_RECEIVE, TYPE_SEND } from '../../kernel/abi/rights.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import { BrowserSystem } from './testing/system.ts';

let system: BrowserSystem;
let clock: number;
beforeAll(async () => {
  system = await BrowserSystem.start({ follows: true });
  clock = await system.show('clock', 'ticks');
});
afterAll(() => system.end());

const crash = (how: number) => (tab: number) => system.ask(['browser_crash', { tab, how }]);
const kill = (tab: number): Promise<void> => Promise.resolve(void process.kill(system.pidOf(system.tab(tab).renderer), 'SIGKILL'));

const { SIGABRT, SIGKILL, SIGSEGV, SIGSYS, SIGTRAP } = constants.signals;
/** With the signals that may have ended the process; 0: none did. */
const WAYS: readonly (readonly [what: string, end: (tab: number) => Promise<unknown>, signals: readonly number[]])[] = [
  ['aborts', crash(CRASH_ABORT), [SIGABRT]],
  ['overflows its stack', crash(CRASH_STACK), [0, SIGSEGV]],
  ['fills its memory', crash(CRASH_MEMORY), [SIGABRT, SIGTRAP, SIGKILL]],
  ['exits', crash(CRASH_EXIT), [0]],
  ['is ended by the filter for a system call', crash(CRASH_SYSCALL), [SIGSYS]],
  ['is killed from outside', kill, [SIGKILL]],
  ['is ended by task_terminate', (tab) => system.ask(['browser_end', { tab }]), [SIGKILL]],
];

const task = (id: number) => system.log.replica.state.tasks.get(id)!;

/** The objects that a task has rights of a type to. */
function objectsOf(id: number, type: number): Set<number> {
  return new Set([...task(id).entries.values()].filter((entry) => (entry.type & type) !== 0).map(({ object }) => object));
}

const browserTask = (): number =>
  [...system.log.replica.state.tasks.values()].find(({ name, ended }) => name === 'browser' && ended === null)!.id;

/** Follows the log until something is there. */
async function seen<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    await system.log.follow(system.kernel);
    const found = look();
    if (found !== undefined) return found;
    await sleep(20);
  }
}

async function events(from: number, isWhole: (found: readonly LogEvent[]) => boolean): Promise<readonly LogEvent[]> {
  for (;;) {
    await system.log.follow(system.kernel);
    const found = [...system.log.events(from)];
    if (isWhole(found)) return found;
    await sleep(20);
  }
}

const of = (found: readonly LogEvent[], type: number, fields: Readonly<Record<string, number>>): LogEvent[] =>
  found.filter((event) => event.type === type && Object.entries(fields).every(([name, value]) => event.field(name) === value));

describe('a renderer', () => {
  test.each(WAYS)(
    'that %s: its ports die, names become dead names, its browser is notified; reload is a new task',
    async (_what, end, signals) => {
      const tab = await system.show('counter', 'Counter');
      const old = system.tab(tab).renderer;
      const oldPid = system.pidOf(old);
      // What a task prints may be here before the log is: both ports that the browser knows of it, its own and the one that it listens on.
      const known = await seen(() => {
        const own = system.log.replica.state.tasks.get(old)?.port;
        const listens = own === undefined ? new Set<number>() : objectsOf(old, TYPE_RECEIVE);
        const ports = [...objectsOf(browserTask(), TYPE_SEND)].filter((port) => listens.has(port) || port === own);
        return ports.length === 2 ? ports : undefined;
      });
      const browser = browserTask();
      const received = objectsOf(old, TYPE_RECEIVE);
      const [ownPort, from] = [task(old).port, system.log.end];

      await end(tab);
      await system.until('the tab is sad', () => system.tab(tab).state === TAB_CRASHED, 30_000);
      const process = task(old).process;
      const isTold = (all: readonly LogEvent[]): boolean => {
        const name = of(all, EV_NAME_DIED, { task: browser, object: ownPort })[0]?.field('name');
        const notice = name === undefined ? undefined : of(all, EV_NOTIFIED, { msghId: NOTIFY_DEAD_NAME, task: browser, name })[0];
        return notice !== undefined && of(all, EV_DELIVERED, { msg: notice.field('msg')! }).length > 0;
      };
      // The browser may be at something else when the notification comes, and take it up later.
      const found = await events(from, (all) => of(all, EV_PROCESS_ENDED, { process }).length > 0 && isTold(all));

      expect(signals).toContain(of(found, EV_PROCESS_ENDED, { process })[0]!.field('signal'));
      const died = of(found, EV_TASK_DIED, { task: old });
      expect(died).toHaveLength(1);
      const before = found.filter(({ seq }) => seq < died[0]!.seq);
      for (const port of received) expect([port, of(before, EV_PORT_DIED, { port }).length]).toEqual([port, 1]);
      for (const object of known) expect([object, of(found, EV_NAME_DIED, { task: browser, object }).length]).toEqual([object, 1]);
      const { name } = of(found, EV_NAME_DIED, { task: browser, object: ownPort })[0]!.fields();
      const [notice] = of(found, EV_NOTIFIED, { msghId: NOTIFY_DEAD_NAME, task: browser, name: name! });
      expect(of(found, EV_DELIVERED, { msg: notice!.field('msg'), task: browser, senderTask: 0 })).toHaveLength(1);
      // Nobody else of the browser's went with it.
      expect(task(system.tab(clock).renderer).ended).toBeNull();

      await system.ask(['browser_go', { tab, by: 0 }]);
      await system.until('it is shown again', () => system.tab(tab).state === TAB_SHOWN, 30_000);
      const fresh = system.tab(tab).renderer;
      expect([fresh, system.pidOf(fresh)]).not.toEqual([old, oldPid]);
      const again = await seen(() => {
        const ports = system.log.replica.state.tasks.get(fresh) !== undefined ? objectsOf(fresh, TYPE_RECEIVE) : new Set<number>();
        return ports.size > 1 ? ports : undefined;
      });
      expect([...again].filter((port) => received.has(port) || port === ownPort)).toEqual([]);
      await system.ask(['browser_close', { tab }]);
    },
    90_000,
  );

  test('that dies with a question unanswered: the kernel answers it, by the send-once right that died with the question', async () => {
    const tab = await system.show('loop', 'Loop');
    const old = system.tab(tab).renderer;
    await seen(() => system.log.replica.state.tasks.get(old));
    const [from, browser] = [system.log.end, browserTask()];
    await system.ask(['browser_crash', { tab, how: CRASH_LOOP }]);
    // The browser asks now and then whether it still answers: such a question lies in the queue and nobody takes it.
    const waiting = (all: readonly LogEvent[]): number => {
      const received = objectsOf(old, TYPE_RECEIVE);
      const asked = of(all, EV_MSG_CREATED, { msghId: renderer.renderer_ping.id, senderTask: browser }).map((event) => event.field('msg'));
      const lies = (msg: number): boolean =>
        all.some((event) => event.type === EV_QUEUED && event.field('msg') === msg && received.has(event.field('port'))) &&
        !all.some((event) => event.type === EV_DEQUEUED && event.field('msg') === msg);
      return asked.findLast(lies) ?? 0;
    };
    const question = waiting(await events(from, (all) => waiting(all) !== 0));
    await kill(tab);
    const found = await events(from, (all) => of(all, EV_TASK_DIED, { task: old }).length > 0);
    const [lost] = of(found, EV_MSG_DESTROYED, { msg: question });
    expect(lost).toBeDefined();
    // The right to answer went in with the question; its port is the one that is told.
    const [reply] = of(found, EV_COPYIN, { msg: question, kind: PORT_SEND_ONCE });
    const [answer] = of(found, EV_NOTIFIED, { msghId: NOTIFY_SEND_ONCE, notifyPort: reply!.field('port') });
    const msg = answer!.field('msg');
    const all = await events(from, (more) => of(more, EV_DELIVERED, { msg }).length > 0);
    expect(of(all, EV_DELIVERED, { msg, task: browser, senderTask: 0, msghId: NOTIFY_SEND_ONCE })).toHaveLength(1);
    await system.until('the tab is sad', () => system.tab(tab).state === TAB_CRASHED, 30_000);
  }, 60_000);
});

/** The browser calls its plug-ins' tasks by the type of what they draw. */
const PLUGIN = 'machlab/aquarium';
const liveTask = (name: string): number | undefined =>
  [...system.log.replica.state.tasks.values()].find((one) => one.name === name && one.ended === null)?.id;

test('a plug-in that is killed: the page keeps a dead name of its rectangle, the browser is notified, and only the rectangle is lost', async () => {
  const tab = await system.show('aquarium', 'Aquarium');
  await system.until('fish swim', () => (system.embeds.get(`${tab} 1`)?.ops ?? 0) > 5, 20_000);
  const page = system.tab(tab).renderer;
  // The page's right to its rectangle: a port that the plug-in receives on.
  const [old, instances] = await seen(() => {
    const plugin = liveTask(PLUGIN);
    if (plugin === undefined || system.log.replica.state.tasks.get(page) === undefined) return undefined;
    const received = objectsOf(plugin, TYPE_RECEIVE);
    const shared = [...objectsOf(page, TYPE_SEND)].filter((port) => received.has(port));
    return shared.length === 1 ? ([plugin, shared] as const) : undefined;
  });
  const browser = browserTask();
  const [received, ownPort, from] = [objectsOf(old, TYPE_RECEIVE), task(old).port, system.log.end];

  process.kill(system.pidOf(old), 'SIGKILL');
  await system.until('the rectangle is empty', () => system.embeds.get(`${tab} 1`)?.gone === true);
  const isOver = (all: readonly LogEvent[]): boolean =>
    of(all, EV_TASK_DIED, { task: old }).length > 0 && of(all, EV_NAME_DIED, { task: browser, object: ownPort }).length > 0;
  const found = await events(from, isOver);

  for (const port of received) expect([port, of(found, EV_PORT_DIED, { port }).length]).toEqual([port, 1]);
  expect(of(found, EV_NAME_DIED, { task: page, object: instances[0]! })).toHaveLength(1);
  const [dead] = of(found, EV_NAME_DIED, { task: browser, object: ownPort });
  const [notice] = of(found, EV_NOTIFIED, { msghId: NOTIFY_DEAD_NAME, task: browser, name: dead!.field('name') });
  const msg = notice!.field('msg');
  await events(from, (more) => of(more, EV_DELIVERED, { msg, task: browser, senderTask: 0 }).length > 0);
  expect([task(page).ended, system.tab(tab).state, system.tab(tab).renderer]).toEqual([null, TAB_SHOWN, page]);

  await system.ask(['browser_go', { tab, by: 0 }]);
  await system.until('fish swim again', () => (system.embeds.get(`${tab} 1`)?.ops ?? 0) > 5, 20_000);
  const fresh = await seen(() => liveTask(PLUGIN));
  expect(fresh).not.toBe(old);
  expect([...objectsOf(fresh, TYPE_RECEIVE)].filter((port) => received.has(port))).toEqual([]);
  await system.ask(['browser_close', { tab }]);
}, 60_000);

test.each([
  ['file', 'machlab.file', 'chat'],
  ['network', NETWORK_SERVICE_NAME, 'crash'],
])(
  'the %s service that is killed: its port goes back to the registry, clients keep their names, the next instance receives from it',
  async (name, known, site) => {
    const old = await seen(() => liveTask(name));
    const { id, port } = [...system.log.replica.state.services.values()].find((one) => one.name === known)!;
    const [browser, from] = [browserTask(), system.log.end];
    // The browser has the right before, and the service is who receives.
    expect([objectsOf(browser, TYPE_SEND).has(port), objectsOf(old, TYPE_RECEIVE).has(port)]).toEqual([true, true]);
    const others = [browser, system.tab(clock).renderer];

    process.kill(system.pidOf(old), 'SIGKILL');
    await events(from, (all) => of(all, EV_TASK_DIED, { task: old }).length > 0);
    const tab = await system.open(site);
    await system.until('a page that needs it is shown', () => system.tab(tab).state === TAB_SHOWN, 30_000);
    const fresh = await seen(() => {
      const id = liveTask(name);
      return id !== undefined && objectsOf(id, TYPE_RECEIVE).has(port) ? id : undefined;
    });
    const found = await events(from, () => true);

    expect(fresh).not.toBe(old);
    expect(of(found, EV_PORT_DIED, { port })).toEqual([]);
    expect(of(found, EV_NAME_DIED, { object: port })).toEqual([]);
    expect(of(found, EV_SERVICE, { service: id, newPort: port }).length).toBeGreaterThan(0);
    expect(objectsOf(browser, TYPE_SEND).has(port)).toBe(true);
    for (const other of others) expect([other, task(other).ended]).toEqual([other, null]);
    await system.ask(['browser_close', { tab }]);
  },
  60_000,
);

test('the browser that is killed: its service port goes back to the registry, and its renderers end by what they are told', async () => {
  await system.until('the clock is shown', () => system.tab(clock).state === TAB_SHOWN);
  const child = system.tab(clock).renderer;
  await seen(() => system.log.replica.state.tasks.get(child));
  const [old, from] = [browserTask(), system.log.end];
  const { state } = system.log.replica;
  const service = [...state.services.values()].find(({ name }) => name === BROWSER_SERVICE_NAME)!;
  const { port } = service;
  const hosts = objectsOf(old, TYPE_RECEIVE);
  process.kill(system.pids('browser')[0]!, 'SIGKILL');
  const found = await events(
    from,
    (all) => of(all, EV_TASK_DIED, { task: child }).length > 0 && of(all, EV_SERVICE, { service: service.id, oldTask: 0 }).length > 0,
  );

  expect(of(found, EV_PORT_DIED, { port })).toEqual([]);
  expect(of(found, EV_SERVICE, { service: service.id, newPort: port }).length).toBeGreaterThan(0);
  // The port that a renderer spoke to died with the browser, the renderer was told, and ended of itself.
  const [dead] = found.filter((event) => event.type === EV_NAME_DIED && event.field('task') === child && hosts.has(event.field('object')));
  const [notice] = of(found, EV_NOTIFIED, { msghId: NOTIFY_DEAD_NAME, task: child, name: dead!.field('name') });
  expect(of(found, EV_DELIVERED, { msg: notice!.field('msg'), task: child })).toHaveLength(1);
  expect(of(found, EV_TASK_DIED, { task: child })[0]!.field('how')).toBe(TASK_END_EXIT);
}, 60_000);
