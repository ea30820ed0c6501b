/** What services drew on the display, as the log has it: which message says what there is to see at a moment. Nothing is drawn here. */
import { getU32 } from '../../kernel/abi/bytes.ts';
import { EV_MSG_CREATED, EV_MSG_SERVED, EVENT_TYPE_MASK, EVENT_WORDS } from '../../kernel/abi/events.ts';
import { browserWindow } from '../../kernel/abi/interfaces/browser.ts';
import { LogEvent } from '../../kernel/trace/event.ts';
import type { LogReader } from '../view.ts';

/** One message that reached the display. */
export interface Drawn {
  /** The event by which it was there. */
  readonly seq: number;
  /** Who drew it. */
  readonly task: number;
  readonly msg: number;
  /** Its inline data: whole, or the first bytes. */
  readonly data: Uint8Array;
  readonly dataBytes: number;
}

const { window_tabs, window_processes, window_sites, window_painted, window_embed_painted, window_picture, window_console } = browserWindow;
export const TABS = 'tabs';
export const PROCESSES = 'processes';
export const SITES = 'sites';
export const paintOf = (tab: number): string => `paint ${tab}`;
export const embedOf = (tab: number, embed: number): string => `embed ${tab} ${embed}`;
/** Of lines there are several: all that were said. */
export const linesOf = (tab: number): string => `lines ${tab}`;
export const pictureOf = (resource: number): string => `picture ${resource}`;

/** What a message is about: of several about the same, the last one counts. By its id, from its first words. */
const ABOUT: ReadonlyMap<number, (first: number, second: number) => string> = new Map([
  [window_tabs.id, () => TABS],
  [window_processes.id, () => PROCESSES],
  [window_sites.id, () => SITES],
  [window_painted.id, paintOf],
  [window_embed_painted.id, embedOf],
  [window_picture.id, pictureOf],
  [window_console.id, linesOf],
]);

export class DisplayLog {
  readonly #log: LogReader;
  readonly #port: number;
  #end: number;
  /** Created, and not yet at the display: by message. */
  readonly #onTheirWay = new Map<number, { readonly about: string; readonly drawn: Omit<Drawn, 'seq'> }>();
  /** In order, by task and what it is about. */
  readonly #drawn = new Map<string, Drawn[]>();
  /** Lists of tabs by whomever. */
  readonly #tabs: Drawn[] = [];

  /** `port`: the display's. */
  constructor(log: LogReader, port: number) {
    this.#log = log;
    this.#port = port;
    this.#end = log.first;
  }

  /** Reads what has come to the log since. */
  follow(): void {
    while (this.#end < this.#log.end) {
      const chunk = this.#log.chunk(this.#end);
      if (chunk === undefined) return void (this.#end = Math.max(this.#end, this.#log.first));
      const stop = chunk.firstSeq + chunk.count;
      for (let seq = this.#end, at = (seq - chunk.firstSeq) * EVENT_WORDS; seq < stop; seq += 1, at += EVENT_WORDS) {
        const type = chunk.words[at]! & EVENT_TYPE_MASK;
        if (type === EV_MSG_CREATED) this.#created(new LogEvent(chunk, seq));
        else if (type === EV_MSG_SERVED && this.#onTheirWay.size > 0) this.#served(new LogEvent(chunk, seq));
      }
      this.#end = stop;
    }
  }

  #created(event: LogEvent): void {
    const about = ABOUT.get(event.field('msghId'));
    const task = event.field('senderTask');
    if (about === undefined || task === 0) return;
    const data = event.bytes.slice();
    const word = (at: number): number => (data.length < at + 4 ? 0 : getU32(data, at));
    const drawn = { task, msg: event.field('msg'), data, dataBytes: event.field('bodyBytes') };
    this.#onTheirWay.set(drawn.msg, { about: about(word(0), word(4)), drawn });
  }

  /** Only what reached the display counts: anybody may send a message that looks like one for it. */
  #served(event: LogEvent): void {
    const found = this.#onTheirWay.get(event.field('msg'));
    if (found === undefined) return;
    this.#onTheirWay.delete(found.drawn.msg);
    if (event.field('port') !== this.#port || event.field('code') !== 0) return;
    const drawn = { ...found.drawn, seq: event.seq };
    if (found.about === TABS) this.#tabs.push(drawn);
    const key = `${drawn.task} ${found.about}`;
    const list = this.#drawn.get(key);
    if (list === undefined) this.#drawn.set(key, [drawn]);
    else list.push(drawn);
  }

  /** The task that listed its tabs last, as of an event, of those that are meant; 0: none has. */
  taskAt(cursor: number, isMeant: (task: number) => boolean): number {
    return this.#tabs.findLast(({ seq, task }) => seq <= cursor && isMeant(task))?.task ?? 0;
  }

  /** What a task drew last about something, as of an event. */
  at(task: number, about: string, cursor: number): Drawn | undefined {
    return this.last(task, about, cursor, 1)[0];
  }

  /** So many of the last things that a task drew about something, as of an event, in their order. */
  last(task: number, about: string, cursor: number, most: number): readonly Drawn[] {
    const list = this.#drawn.get(`${task} ${about}`) ?? [];
    const end = countAt(list, cursor);
    return list.slice(Math.max(0, end - most), end);
  }
}

/** How many there were at an event. */
function countAt(list: readonly Drawn[], cursor: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.seq <= cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}
