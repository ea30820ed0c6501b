/**
 * A plug-in: draws in rectangles of pages, for all tabs that have one of its type. Its only registered port is one to the browser; the browser
 * hands each instance's port on to the page's renderer. Arguments: `{ type }`.
 */
import {
  allocatePort,
  allocateSet,
  ask,
  call,
  destroyPort,
  handles,
  KERN_INVALID_ARGUMENT,
  KERN_RESOURCE_SHORTAGE,
  KERN_SUCCESS,
  MACH_RCV_TIMED_OUT,
  makeSend,
  moveMember,
  notify,
  receive,
  registeredPorts,
  REQUEST_DEAD_NAME,
  requestNotification,
  serve,
  type ReceiveRight,
} from 'machlab';
import { pageHost } from '../../kernel/abi/interfaces/browser.ts';
import { plugin, pluginInstance } from '../../kernel/abi/interfaces/plugin.ts';
import {
  CRASH_ABORT,
  CRASH_EXIT,
  CRASH_LOOP,
  CRASH_MEMORY,
  CRASH_STACK,
  INPUT_POINTER_DOWN,
} from '../../kernel/abi/interfaces/renderer.ts';
import { fishOf, paintTank, type Tank } from './aquarium.ts';

/** Rectangles that it draws at once. */
const INSTANCES_MAX = 32;
const FRAME_MS = 66;
const SIZE_MAX = 4096;

interface Instance {
  readonly port: ReceiveRight;
  tank: Tank;
}

const [browser] = await registeredPorts();
if (browser === undefined) throw new Error('a plug-in is started by the browser');
const instances = new Map<number, Instance>();
const behind = (port: ReceiveRight): Instance | undefined => [...instances.values()].find((one) => one.port === port);
/** Virtual time since it began: what waiting took. */
let nowMs = 0;

const set = await allocateSet();
const own = await allocatePort();
await moveMember(own, set);
await requestNotification(browser, REQUEST_DEAD_NAME, 0, own);
await ask(browser, pageHost.page_hello, { port: makeSend(own) });
void swim();

await serve(set, [
  handles(plugin, {
    plugin_create: async (_, { instance, source }) => {
      if (instances.size >= INSTANCES_MAX || instances.has(instance)) return KERN_RESOURCE_SHORTAGE;
      const port = await allocatePort();
      await moveMember(port, set);
      instances.set(instance, { port, tank: { width: 0, height: 0, fish: fishOf(source), tap: undefined } });
      return { port: makeSend(port) };
    },
    plugin_destroy: async (_, { instance }) => {
      const gone = instances.get(instance);
      instances.delete(instance);
      if (gone !== undefined) await destroyPort(gone.port);
      return KERN_SUCCESS;
    },
    plugin_ping: () => KERN_SUCCESS,
    plugin_crash: (_, { how }) => crash(how),
  }),
  handles(pluginInstance, {
    instance_resize: ({ port }, { width, height }) => {
      const instance = behind(port);
      if (instance === undefined || width > SIZE_MAX || height > SIZE_MAX) return KERN_INVALID_ARGUMENT;
      instance.tank = { ...instance.tank, width, height };
      return KERN_SUCCESS;
    },
    instance_input: ({ port }, { kind, x, y }) => {
      const instance = behind(port);
      if (instance !== undefined && kind === INPUT_POINTER_DOWN) instance.tank = { ...instance.tank, tap: { x, y, atMs: nowMs } };
      return KERN_SUCCESS;
    },
  }),
  handles(notify, { mach_notify_dead_name: () => process.exit(0) }),
]);

/** Paints each frame; waits by waiting for a message that nobody can send. */
async function swim(): Promise<void> {
  const silence = await allocatePort();
  for (;;) {
    const { code } = await receive(silence, { timeoutMs: FRAME_MS });
    if (code !== MACH_RCV_TIMED_OUT) return;
    nowMs += FRAME_MS;
    for (const [instance, { tank }] of instances) {
      if (tank.width > 0 && tank.height > 0) await call(browser!, pageHost.plugin_painted, { instance, paint: paintTank(tank, nowMs) });
    }
  }
}

/** Ways to break, each in earnest. *Returns* only when there is no such way. */
function crash(how: number): number {
  if (how === CRASH_ABORT) process.abort();
  if (how === CRASH_EXIT) process.exit(1);
  if (how === CRASH_LOOP) for (;;);
  if (how === CRASH_STACK) setImmediate(deeper, 0);
  if (how === CRASH_MEMORY) {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 0x100000 }, (_, index) => index + kept.length));
  }
  return how === CRASH_STACK ? KERN_SUCCESS : KERN_INVALID_ARGUMENT;
}

function deeper(depth: number): number {
  return deeper(depth + 1) + 1;
}
