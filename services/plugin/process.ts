/** A plug-in's life as a task: its instances, their frames, and what the browser and pages ask of it. */
import {
  allocatePort,
  allocateSet,
  ask,
  call,
  crash,
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
  type PortSetName,
  type ReceiveRight,
  type SendRight,
  type Service,
} from 'machlab';
import { pageHost } from '../../kernel/abi/interfaces/browser.ts';
import { plugin, pluginInstance } from '../../kernel/abi/interfaces/plugin.ts';
import { INPUT_POINTER_DOWN } from '../../kernel/abi/interfaces/renderer.ts';
import { fishOf, paintTank, type Tank } from './aquarium.ts';

/** Rectangles that it draws at once. */
const INSTANCES_MAX = 32;
const FRAME_MS = 66;
const SIZE_MAX = 4096;

interface Instance {
  readonly port: ReceiveRight;
  tank: Tank;
}

/** Serves until its port dies. Its only registered port is one to the browser. */
export async function runPlugin(): Promise<void> {
  const [browser] = await registeredPorts();
  if (browser === undefined) throw new Error('a plug-in is started by the browser');
  await new PluginProcess(browser).run();
}

class PluginProcess {
  readonly #browser: SendRight;
  readonly #instances = new Map<number, Instance>();
  /** Virtual time since it began: what waiting took. */
  #nowMs = 0;

  constructor(browser: SendRight) {
    this.#browser = browser;
  }

  async run(): Promise<void> {
    const set = await allocateSet();
    const own = await allocatePort();
    await moveMember(own, set);
    await requestNotification(this.#browser, REQUEST_DEAD_NAME, 0, own);
    await ask(this.#browser, pageHost.page_hello, { port: makeSend(own) });
    void this.#swim();
    await serve(set, this.#services(set));
  }

  #services(set: PortSetName): readonly Service[] {
    const behind = (port: ReceiveRight): Instance | undefined => [...this.#instances.values()].find((one) => one.port === port);
    return [
      handles(plugin, {
        plugin_create: async (_, { instance, source }) => {
          if (this.#instances.size >= INSTANCES_MAX || this.#instances.has(instance)) return KERN_RESOURCE_SHORTAGE;
          const port = await allocatePort();
          await moveMember(port, set);
          this.#instances.set(instance, { port, tank: { width: 0, height: 0, fish: fishOf(source), tap: undefined } });
          return { port: makeSend(port) };
        },
        plugin_destroy: async (_, { instance }) => {
          const gone = this.#instances.get(instance);
          this.#instances.delete(instance);
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
          if (instance !== undefined && kind === INPUT_POINTER_DOWN) instance.tank = { ...instance.tank, tap: { x, y, atMs: this.#nowMs } };
          return KERN_SUCCESS;
        },
      }),
      handles(notify, { mach_notify_dead_name: () => process.exit(0) }),
    ];
  }

  /** Paints each frame; waits by waiting for a message that nobody can send. */
  async #swim(): Promise<void> {
    const silence = await allocatePort();
    for (;;) {
      const { code } = await receive(silence, { timeoutMs: FRAME_MS });
      if (code !== MACH_RCV_TIMED_OUT) return;
      this.#nowMs += FRAME_MS;
      for (const [instance, { tank }] of this.#instances) {
        if (tank.width > 0 && tank.height > 0)
          await call(this.#browser, pageHost.plugin_painted, { instance, paint: paintTank(tank, this.#nowMs) });
      }
    }
  }
}
