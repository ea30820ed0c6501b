/** A program's console: lines become messages to a console port. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { KERN_SUCCESS } from '../../kernel/abi/codes.ts';
import { PORT_KIND_CONSOLE } from '../../kernel/abi/events.ts';
import { CONSOLE_BYTES, STREAM_ERROR, STREAM_OUT, consoleInterface } from '../../kernel/abi/interfaces/machlab.ts';
import { lookUp } from './bootstrap.ts';
import { registeredOfKind } from './registered.ts';
import type { SendRight } from './ports.ts';
import type { Self } from './self.ts';

/** The name that a console port is looked up by. */
export const CONSOLE_NAME = 'machlab.console';

/** Sends what is written, in order. Without a console port it goes to the process's standard error, where the exit record finds it. */
export class ConsolePort {
  readonly #self: () => Self;
  readonly #find: (self: Self) => Promise<SendRight | undefined>;
  #port: Promise<SendRight | undefined> | undefined;
  #last: Promise<void> = Promise.resolve();

  /** `self` is asked for, and the port looked for, when the first line is written. */
  constructor(self: () => Self, find: (self: Self) => Promise<SendRight | undefined> = findConsole) {
    this.#self = self;
    this.#find = find;
  }

  write(stream: number, text: string): void {
    const sent = this.#last.then(() => this.#send(stream, text));
    this.#last = sent.catch(() => undefined);
  }

  /** Resolves when everything written so far is on its way. */
  flush(): Promise<void> {
    return this.#last;
  }

  /** A `console` with all of Node's methods. */
  asConsole(): Console {
    return new Console({ stdout: this.#writable(STREAM_OUT), stderr: this.#writable(STREAM_ERROR) });
  }

  #writable(stream: number): Writable {
    return new Writable({
      decodeStrings: false,
      write: (chunk: string | Uint8Array, _encoding, done) => {
        this.write(stream, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
        done();
      },
    });
  }

  async #send(stream: number, text: string): Promise<void> {
    const self = this.#self();
    const port = await (this.#port ??= this.#find(self));
    for (const piece of pieces(text)) {
      const sent =
        port !== undefined && (await self.call(port, consoleInterface.console_write, { stream, text: piece })).code === KERN_SUCCESS;
      if (!sent) process.stderr.write(piece);
    }
  }
}

async function findConsole(self: Self): Promise<SendRight | undefined> {
  const known = await lookUp(self, CONSOLE_NAME).catch(() => undefined);
  return known ?? (await registeredOfKind(self, PORT_KIND_CONSOLE).catch(() => undefined));
}

/** A text in parts of at most `CONSOLE_BYTES` bytes, none of which ends within a character. */
function pieces(text: string): string[] {
  const found: string[] = [];
  const most = Math.floor(CONSOLE_BYTES / 4);
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + most);
    const unit = text.charCodeAt(end - 1);
    if (end < text.length && unit >= 0xd800 && unit < 0xdc00) end -= 1;
    found.push(text.slice(start, end));
    start = end;
  }
  return found;
}
