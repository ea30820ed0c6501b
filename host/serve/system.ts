import { randomBytes } from 'node:crypto';
import { release, type as osType } from 'node:os';
import { type Additions, NO_MARKS, NO_VIEW } from '../../kernel/trace/session.ts';
import type { BreakpointListed, ProcessStatus, Status } from '../../kernel/abi/window.ts';
import { autosavePath, forgetAutosave, recoverSessions } from '../autosave.ts';
import type { DataFolder } from '../dataFolder.ts';
import { type Edge, Kernel, type Outcome } from '../kernel.ts';
import type { KernelEnd } from '../log/messages.ts';
import type { Program } from '../programs.ts';
import { SettingsFile } from '../settingsFile.ts';

/** The window opens even if the first program takes longer. */
const GREETING_MS = 5000;

/** A part of the system has changed, and windows want to know. */
export type Change = 'edge' | 'status' | 'breakpoints' | 'marks' | 'view' | 'run';

export interface Breakpoint extends BreakpointListed {
  hits: number;
  enabled: boolean;
  once: boolean;
  filter: string;
}

/** One run of the kernel after the other, and what windows share about the present one. */
export class SharedSystem {
  readonly data: DataFolder;
  readonly os = `${osType()} ${release()}`;
  readonly #onConsole: (task: number, stream: number, text: string) => void;
  readonly #onNarration: ((lines: readonly string[]) => void) | undefined;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #exited = new Set<number>();
  kernel!: Kernel;
  /** A word for this run. */
  run = '';
  startedAt = '';
  #startedMs = 0;
  #bootedMs = 0;
  #state: Status['kernel']['state'] = 'booting';
  #end: KernelEnd | null = null;
  #autosave = '';
  /** Names of sessions that were left by systems that ended badly, found when this one began. */
  recovered: readonly string[] = [];
  readonly settings: SettingsFile;
  /** A session file that its windows open first. */
  opens: { readonly name: string; readonly bytes: Uint8Array } | null = null;
  edge: Edge = { from: 'edge', first: 0, end: 0, paused: false, hits: [] };
  readonly breakpoints = new Map<number, Breakpoint>();
  marks = NO_MARKS;
  /** How the graph is drawn. */
  view = NO_VIEW;
  windows = 0;

  constructor(
    data: DataFolder,
    onConsole: (task: number, stream: number, text: string) => void = () => {},
    onNarration?: (lines: readonly string[]) => void,
  ) {
    this.data = data;
    this.settings = new SettingsFile(data);
    this.#onConsole = onConsole;
    this.#onNarration = onNarration;
  }

  /** What people have added to this run: it goes into its session files. */
  get additions(): Additions {
    return { marks: this.marks, view: this.view };
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Starts a kernel. Throws a `UserError` when it ends before it has booted. */
  async boot(): Promise<void> {
    if (this.run === '') this.recovered = await recoverSessions(this.data);
    this.run = randomBytes(6).toString('base64url');
    this.startedAt = new Date().toISOString();
    this.#startedMs = performance.now();
    this.#bootedMs = 0;
    this.#state = 'booting';
    this.#end = null;
    this.#exited.clear();
    this.breakpoints.clear();
    this.marks = NO_MARKS;
    this.view = NO_VIEW;
    this.edge = { from: 'edge', first: 0, end: 0, paused: false, hits: [] };
    this.#autosave = autosavePath(this.data);
    const kernel: Kernel = new Kernel({
      data: this.data,
      trace: this.#autosave,
      autosave: true,
      title: 'a window’s session',
      windows: true,
      narrate: this.#onNarration !== undefined,
      onNarration: (lines) => this.#onNarration?.(lines),
      onConsole: this.#onConsole,
      onEdge: (edge) => this.#edge(kernel, edge),
      onProcess: () => this.tell('status'),
    });
    this.kernel = kernel;
    kernel.ended.then(
      (end) => this.#ended(kernel, end),
      () => undefined,
    );
    this.tell('run');
    await kernel.booted();
    this.#bootedMs = performance.now() - this.#startedMs;
    this.#state = 'running';
    this.tell('status');
  }

  /** Runs a program in a system that has just booted, so that its window has something to show. Returns when it has ended, or takes long. */
  async greet(program: Program): Promise<Outcome> {
    this.kernel.handIn(program);
    const { process } = await this.kernel.run(program.name);
    return this.kernel.outcome(process, GREETING_MS);
  }

  /** Ends the kernel and starts another. */
  async restart(): Promise<void> {
    await this.end();
    await this.boot();
  }

  /** Ends the kernel, and lets its log go. */
  async end(): Promise<void> {
    if (this.#state !== 'ended') await this.kernel.shutdown();
    this.kernel.close();
    forgetAutosave(this.#autosave);
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  /** The process that a task runs in, while it lives. */
  processOf(task: number): number | undefined {
    for (const [process, started] of this.kernel.processes) if (started.task === task && !this.kernel.hasExited(process)) return process;
    return undefined;
  }

  status(readOnly: boolean): Status {
    const { kernel, edge } = this;
    const end = this.#end;
    return {
      type: 'status',
      kernel: {
        state: this.#state,
        pid: kernel.pid,
        signal: end?.signal ?? '',
        exitCode: end?.code ?? 0,
        report: end === null ? '' : [end.panic, end.stderr].filter((text) => text !== '').join('\n'),
        silentMs: 0,
      },
      mode: edge.paused ? 'paused' : 'running',
      boot: [{ what: 'kernel', pid: kernel.pid, ms: Math.round(this.#bootedMs) }],
      processes: [...kernel.processes].map(([process, { pid }]): ProcessStatus => ({ process, pid, alive: !kernel.hasExited(process) })),
      trimmed: edge.first,
      liveEdge: edge.end,
      readOnly,
      windows: this.windows,
    };
  }

  #edge(kernel: Kernel, edge: Edge): void {
    if (kernel !== this.kernel) return;
    const modeChanged = edge.paused !== this.edge.paused;
    const trimmed = edge.first !== this.edge.first;
    this.edge = edge;
    for (const hit of edge.hits) {
      const breakpoint = this.breakpoints.get(hit);
      if (breakpoint === undefined) continue;
      breakpoint.hits++;
      if (breakpoint.once) breakpoint.enabled = false;
    }
    this.tell('edge');
    if (edge.hits.length > 0) this.tell('breakpoints');
    if (modeChanged || trimmed) this.tell('status');
  }

  #ended(kernel: Kernel, end: KernelEnd): void {
    if (kernel !== this.kernel) return;
    this.#state = 'ended';
    this.#end = end;
    this.tell('status');
  }
}
