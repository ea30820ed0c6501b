/** What the log of a running system says of its browser: who paints which tab when, who has ended, and how many messages there were. */
import { getU32 } from '../../kernel/abi/bytes.ts';
import { EV_MSG_CREATED, EV_TASK_DIED } from '../../kernel/abi/events.ts';
import { browserWindow } from '../../kernel/abi/interfaces/browser.ts';
import { decodeBatch } from '../../kernel/trace/batch.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import { Log } from '../../kernel/trace/log.ts';
import { Replica } from '../../kernel/trace/replica.ts';
import type { Edge, Kernel } from '../kernel.ts';

/** Events of one range, and those that stay. */
const RANGE_EVENTS = 20_000;
const KEPT_EVENTS = 200_000;

const { window_painted, window_embed_painted } = browserWindow;

export class PagesLog {
  readonly replica: Replica;
  /** Host time, in microseconds, of every picture of a tab. */
  readonly paintedUs = new Map<number, number[]>();
  /** The same of what plug-ins draw in it. */
  readonly embedPaintedUs = new Map<number, number[]>();
  /** When tasks ended. */
  readonly diedUs = new Map<number, number>();
  messages = 0;
  lastUs = 0;
  readonly #log = new Log(KEPT_EVENTS);
  #end = 0;

  constructor() {
    this.replica = new Replica(this.#log);
  }

  readonly onEdge = ({ end }: Edge): void => {
    this.#end = end;
  };

  /** Reads on to where the log ended last. *Throws* when it was too slow, and what comes next is no longer kept. */
  async follow(kernel: Kernel): Promise<void> {
    while (this.#log.end < this.#end) {
      const from = this.#log.end;
      const bytes = await kernel.range(from, Math.min(this.#end, from + RANGE_EVENTS));
      const batch = bytes === null ? null : decodeBatch(bytes);
      if (batch === null) throw new Error(`event ${from} is no longer kept`);
      this.#log.append(batch);
      for (let seq = from; seq < this.#log.end; seq += 1) this.#read(this.#log.event(seq)!);
      this.replica.seek(this.#log.end - 1);
    }
  }

  #read(event: LogEvent): void {
    this.lastUs = event.hostUs;
    if (event.type === EV_TASK_DIED) this.diedUs.set(event.field('task'), event.hostUs);
    if (event.type !== EV_MSG_CREATED) return;
    this.messages += 1;
    const id = event.field('msghId');
    if (id !== window_painted.id && id !== window_embed_painted.id) return;
    const { bytes } = event;
    if (bytes.length < 4) return;
    const times = id === window_painted.id ? this.paintedUs : this.embedPaintedUs;
    const tab = getU32(bytes, 0);
    const known = times.get(tab);
    if (known === undefined) times.set(tab, [event.hostUs]);
    else known.push(event.hostUs);
  }

  /** Live tasks by name. */
  tasks(name: string): readonly { readonly id: number; readonly process: number }[] {
    return [...this.replica.state.tasks.values()].filter((task) => task.ended === null && task.name === name);
  }
}
