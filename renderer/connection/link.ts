import { ANSWER_HEADER_BYTES, ANSWER_MAGIC, CATCH_UP_REQUEST, WINDOW_PROTOCOL } from '../../kernel/abi/window.ts';
import type {
  Done,
  Refused,
  Status,
  ToWindow,
  Welcome,
  WindowCommand,
  Breakpoints,
  MarksMessage,
  ViewMessage,
} from '../../kernel/abi/window.ts';
import { decodeBatch } from '../../kernel/trace/batch.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import type { Connect, Transport } from './transport.ts';

export type LinkState = 'connecting' | 'open' | 'lost' | 'refused' | 'other-version';

/** What comes over a link, for whoever keeps it. */
export interface LinkListener {
  state(state: LinkState): void;
  welcome(welcome: Welcome): void;
  status(status: Status): void;
  breakpoints(breakpoints: Breakpoints): void;
  marks(marks: MarksMessage): void;
  view(view: ViewMessage): void;
  batch(batch: Batch): void;
  /** A whole session file takes the place of all events so far. */
  catchUp(file: Uint8Array): void;
}

/** How a command went. */
export type Answer = Done | Refused | { readonly type: 'bytes'; readonly bytes: Uint8Array };

const LOST: Refused = { type: 'refused', request: 0, code: 'failed', text: 'the connection was lost' };
/** Waits between attempts: quick at first, since a host that restarts is back soon, then once every few seconds. */
const RETRY_MS = [100, 250, 500, 1000, 2000, 4000] as const;

/** The connection to a host that lasts: says hello, asks again after a loss where it was, and pairs commands with their answers. */
export class Link {
  readonly #connect: Connect;
  readonly #listener: LinkListener;
  readonly #later: (act: () => void, ms: number) => void;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #transport: Transport | null = null;
  #requests = 0;
  #attempts = 0;
  #run = '';
  #wanted = 0;
  #closed = false;

  constructor(connect: Connect, listener: LinkListener, later: (act: () => void, ms: number) => void) {
    this.#connect = connect;
    this.#listener = listener;
    this.#later = later;
    this.#open();
  }

  /** Asks the host for something. Never rejects: what goes wrong is an answer too. */
  command(command: WindowCommand): Promise<Answer> {
    const transport = this.#transport;
    if (transport === null) return Promise.resolve(LOST);
    const request = ++this.#requests;
    return new Promise((resolve) => {
      this.#waiting.set(request, resolve);
      transport.send({ type: 'command', request, command });
    });
  }

  /** All events before `before` are folded: the host may send more, and a later hello starts there. */
  took(before: number): void {
    if (before === this.#wanted) return;
    this.#wanted = before;
    this.#transport?.send({ type: 'took', before });
  }

  /** Begins from the first event kept, as a new window would. */
  again(): void {
    this.#wanted = 0;
    this.#run = '';
    this.#hello();
  }

  close(): void {
    this.#closed = true;
    this.#transport?.close();
  }

  #open(): void {
    if (this.#closed) return;
    this.#listener.state(this.#attempts === 0 ? 'connecting' : 'lost');
    let opened: Transport | null = null;
    const transport = this.#connect({
      opened: () => {
        opened = this.#transport = transport;
        this.#hello();
      },
      text: (message) => this.#take(message),
      binary: (data) => this.#takeBytes(data),
      closed: (refused) => this.#lost(refused, opened !== null),
    });
  }

  #hello(): void {
    this.#transport?.send({ type: 'hello', protocol: WINDOW_PROTOCOL, from: this.#wanted, run: this.#run });
  }

  #lost(refused: boolean, wasOpen: boolean): void {
    this.#transport = null;
    for (const resolve of this.#waiting.values()) resolve(LOST);
    this.#waiting.clear();
    if (this.#closed) return;
    if (refused) return this.#listener.state('refused');
    if (wasOpen) this.#attempts = 0;
    this.#listener.state('lost');
    const wait = RETRY_MS[Math.min(this.#attempts++, RETRY_MS.length - 1)]!;
    this.#later(() => this.#open(), wait);
  }

  #take(message: ToWindow): void {
    switch (message.type) {
      case 'welcome':
        return this.#welcome(message);
      case 'done':
      case 'refused':
        return this.#answer(message.request, message);
      case 'status':
        return this.#listener.status(message);
      case 'breakpoints':
        return this.#listener.breakpoints(message);
      case 'marks':
        return this.#listener.marks(message);
      case 'view':
        return this.#listener.view(message);
    }
  }

  #welcome(welcome: Welcome): void {
    if (welcome.protocol !== WINDOW_PROTOCOL) {
      this.close();
      return this.#listener.state('other-version');
    }
    this.#attempts = 0;
    if (welcome.run !== this.#run) this.#wanted = 0;
    this.#run = welcome.run;
    this.#listener.welcome(welcome);
    this.#listener.state('open');
  }

  #takeBytes(data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (data.length >= ANSWER_HEADER_BYTES && view.getUint32(0, true) === ANSWER_MAGIC) {
      const bytes = data.subarray(ANSWER_HEADER_BYTES);
      const request = view.getUint32(4, true);
      if (request === CATCH_UP_REQUEST) return this.#listener.catchUp(bytes);
      return this.#answer(request, { type: 'bytes', bytes });
    }
    const batch = decodeBatch(data);
    if (batch !== null) this.#listener.batch(batch);
  }

  #answer(request: number, answer: Answer): void {
    const resolve = this.#waiting.get(request);
    this.#waiting.delete(request);
    resolve?.(answer);
  }
}
