import {
  ANSWER_HEADER_BYTES,
  ANSWER_MAGIC,
  CATCH_UP_EVENTS,
  CATCH_UP_REQUEST,
  EVENTS_IN_FLIGHT,
  LOOKING_COMMANDS,
  WINDOW_PROTOCOL,
  type ToHost,
  type ToWindow,
  type WindowCommand,
} from '../../kernel/abi/window.ts';
import { version } from '../paths.ts';
import { labWorkloads } from '../workload/find.ts';
import { POLICIES } from '../workload/policy.ts';
import { obey } from './commands.ts';
import { programsListed } from './programs.ts';
import type { Change, SharedSystem } from './system.ts';
import type { Access } from './tokens.ts';

/** The host's end of a connection to a window. */
export interface WindowChannel {
  text(message: string): void;
  bytes(data: Uint8Array): void;
  close(why: string): void;
}

/** Events asked of the log at once. */
const RANGE_EVENTS = 8192;

/** One window: where it is in the log, and what it asks for, one thing after the other. */
export class HostedWindow {
  readonly #system: SharedSystem;
  readonly #channel: WindowChannel;
  readonly #number: number;
  readonly #access: Access;
  readonly #stop: () => void;
  #greeted = false;
  #closed = false;
  /** Number of the next event to send, and how far the window has come. */
  #next = 0;
  #took = 0;
  #sending = false;
  /** Counts the hellos: what an older one began to send is dropped. */
  #hellos = 0;

  constructor(system: SharedSystem, channel: WindowChannel, number: number, access: Access) {
    this.#system = system;
    this.#channel = channel;
    this.#number = number;
    this.#access = access;
    this.#stop = system.onChange((change) => this.#changed(change));
    system.windows++;
    system.tell('status');
  }

  /** A text of the window; anything but a message we know ends it. */
  hear(text: string): void {
    const message = parse(text);
    if (message === null) return this.#channel.close('a message that makes no sense');
    switch (message.type) {
      case 'hello':
        return this.#hello(message.from, message.run);
      case 'took':
        this.#took = Math.min(message.before, this.#next);
        return void this.#send();
      case 'command':
        return void this.#command(message.request, message.command);
    }
  }

  closed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    this.#system.windows--;
    this.#system.tell('status');
  }

  #hello(from: number, run: string): void {
    const system = this.#system;
    this.#greeted = true;
    this.#hellos++;
    this.#next = run === system.run && from <= system.edge.end ? from : 0;
    this.#took = this.#next;
    const { run: word, os, startedAt } = system;
    this.#say({
      type: 'welcome',
      protocol: WINDOW_PROTOCOL,
      machlab: version(),
      run: word,
      window: this.#number,
      readOnly: this.#access === 'look',
      os,
      seed: 0,
      startedAt,
      programs: programsListed(),
      opens: system.opens?.name ?? '',
      recovered: system.recovered,
      settings: system.settings.text,
      settingsSetAside: system.settings.setAside,
      workloads: labWorkloads(),
      policies: POLICIES,
    });
    this.#say(system.status(this.#access === 'look'));
    this.#breakpoints();
    this.#marks();
    this.#view();
    void this.#send();
  }

  async #command(request: number, command: WindowCommand): Promise<void> {
    if (this.#access === 'look' && !LOOKING_COMMANDS.includes(command.do)) {
      return this.#say({ type: 'refused', request, code: 'read-only', text: '' });
    }
    const outcome = await obey(this.#system, this.#number, command);
    if (outcome instanceof Uint8Array) return this.#answer(request, outcome);
    this.#say({ ...outcome, request } as ToWindow);
  }

  #changed(change: Change): void {
    if (!this.#greeted) return;
    switch (change) {
      case 'edge':
        return void this.#send();
      case 'status':
        return this.#say(this.#system.status(this.#access === 'look'));
      case 'breakpoints':
        return this.#breakpoints();
      case 'marks':
        return this.#marks();
      case 'view':
        return this.#view();
      case 'run':
        return this.#hello(0, '');
    }
  }

  /** Sends events as far as the window keeps up. */
  async #send(): Promise<void> {
    if (this.#sending || this.#closed) return;
    this.#sending = true;
    try {
      while (!this.#closed && (await this.#sendMore()));
    } finally {
      this.#sending = false;
    }
  }

  /** Returns: whether it is worth while to go on at once. */
  async #sendMore(): Promise<boolean> {
    const { kernel, edge, additions } = this.#system;
    const hello = this.#hellos;
    const limit = Math.min(edge.end, this.#took + EVENTS_IN_FLIGHT);
    if (this.#next < edge.first || edge.end - this.#took > CATCH_UP_EVENTS) {
      const { bytes, end } = await kernel.session(additions);
      if (hello !== this.#hellos) return true;
      this.#answer(CATCH_UP_REQUEST, bytes);
      this.#next = end;
      this.#took = end;
      return true;
    }
    if (this.#next >= limit) return false;
    const batch = await kernel.range(this.#next, Math.min(limit, this.#next + RANGE_EVENTS));
    if (hello !== this.#hellos || batch === null) return batch !== null;
    this.#channel.bytes(batch);
    this.#next += new DataView(batch.buffer, batch.byteOffset).getUint32(4, true);
    return true;
  }

  #breakpoints(): void {
    this.#say({ type: 'breakpoints', list: [...this.#system.breakpoints.values()] });
  }

  #marks(): void {
    this.#say({ type: 'marks', ...this.#system.marks });
  }

  #view(): void {
    this.#say({ type: 'view', ...this.#system.view });
  }

  #answer(request: number, bytes: Uint8Array): void {
    const answer = new Uint8Array(ANSWER_HEADER_BYTES + bytes.length);
    const view = new DataView(answer.buffer);
    view.setUint32(0, ANSWER_MAGIC, true);
    view.setUint32(4, request, true);
    answer.set(bytes, ANSWER_HEADER_BYTES);
    this.#channel.bytes(answer);
  }

  #say(message: ToWindow): void {
    if (!this.#closed) this.#channel.text(JSON.stringify(message));
  }
}

function parse(text: string): ToHost | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const one = message as Record<string, unknown>;
  const number = (key: string): boolean => Number.isSafeInteger(one[key]) && (one[key] as number) >= 0;
  switch (one['type']) {
    case 'hello':
      return one['protocol'] === WINDOW_PROTOCOL && number('from') && typeof one['run'] === 'string' ? (one as unknown as ToHost) : null;
    case 'took':
      return number('before') ? (one as unknown as ToHost) : null;
    case 'command':
      return number('request') && isCommand(one['command']) ? (one as unknown as ToHost) : null;
    default:
      return null;
  }
}

/** The members that each command needs, by their types. */
const SHAPES: Readonly<Record<WindowCommand['do'], Readonly<Record<string, 'number' | 'string' | 'boolean' | 'object'>>>> = {
  pause: {},
  run: {},
  step: {},
  pick: { thread: 'number' },
  admit: { process: 'number' },
  passTime: { thread: 'number', service: 'number' },
  runUntil: { filter: 'string' },
  setBreakpoint: { breakpoint: 'number', filter: 'string', enabled: 'boolean', once: 'boolean' },
  removeBreakpoint: { breakpoint: 'number' },
  crash: { task: 'number', how: 'string' },
  runProgram: { program: 'string' },
  runSource: { name: 'string', source: 'string' },
  stopProgram: { task: 'number' },
  runWorkload: { workload: 'string', text: 'string', policy: 'string', policySource: 'string', usPerTick: 'number' },
  followPolicy: { policy: 'string' },
  compareWorkload: { workload: 'string', text: 'string', policies: 'string' },
  display: { service: 'string', routine: 'number', args: 'object' },
  enableService: { service: 'number' },
  comparePages: { crash: 'string' },
  restartKernel: {},
  listSessions: {},
  openSession: { name: 'string' },
  saveSession: { name: 'string' },
  exportSession: {},
  bookmark: { seq: 'number', label: 'string' },
  removeBookmark: { seq: 'number' },
  note: { seq: 'number', text: 'string' },
  removeNote: { seq: 'number' },
  keepSettings: { text: 'string' },
  place: { key: 'string', x: 'number', y: 'number' },
  removePlace: { key: 'string' },
  forgetPlaces: {},
  fetchBody: { msg: 'number' },
  fetchRange: { from: 'number', to: 'number' },
};

function isCommand(command: unknown): command is WindowCommand {
  if (typeof command !== 'object' || command === null || !('do' in command) || typeof command.do !== 'string') return false;
  const shape = Object.hasOwn(SHAPES, command.do) ? SHAPES[command.do as WindowCommand['do']] : undefined;
  const one = command as Record<string, unknown>;
  return shape !== undefined && Object.entries(shape).every(([key, type]) => typeof one[key] === type && one[key] !== null);
}
