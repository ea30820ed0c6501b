/**
 * What a window and its host say to each other, over a WebSocket or a MessagePort: shapes and numbers only.
 *
 * Text messages are JSON: a `ToHost` one way, a `ToWindow` the other. Binary messages go from host to window only and say what they are
 * in their first four bytes: an event batch (`kernel/trace/batch.ts`), or an *answer* (`ANSWER_MAGIC`): the bytes a command asked for.
 *
 * The order: the window opens the connection and says `hello` with the number of the event it wants next; the host answers `welcome` and
 * `status`, then sends events from there, and `status`, `breakpoints`, `marks` and `view` whenever they change. A window that reconnects says
 * `hello` again and misses nothing. When events from `from` on are trimmed, or they are so many that a file is the shorter way, the
 * host first sends a whole session file as the answer to request `CATCH_UP_REQUEST`; it takes the place of what the window had, and
 * batches follow from its end. The host sends no event beyond what the window `took` plus `EVENTS_IN_FLIGHT`.
 */

import type { DisplayInput } from './commands.ts';

export const WINDOW_PROTOCOL = 1;

/** Paths of the host: the page hands in its one-time token with POST (as the body) for a cookie; then it opens the WebSocket. */
export const ENTER_PATH = '/enter';
export const WINDOW_PATH = '/window';

/** Events sent and not yet taken, at most: about half a second of a busy system, and little enough that a window stays responsive. */
export const EVENTS_IN_FLIGHT = 65_536;
/** A window further behind than this is caught up by a session file. */
export const CATCH_UP_EVENTS = 131_072;
/** The request number of a catch-up; those of commands count from 1. */
export const CATCH_UP_REQUEST = 0;

/** "MLAN": u32 magic, u32 request, then the bytes. Little-endian. */
export const ANSWER_MAGIC = 0x4e414c4d;
export const ANSWER_HEADER_BYTES = 8;

export const SETTINGS_BYTES_MAX = 0x4000;

/** Longest JSON text that a host takes: a program's source and some room. */
export const TO_HOST_BYTES_MAX = 0x100000;

export type ToHost = Hello | Took | CommandMessage;

export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** Number of the event wanted next; 0 for all. */
  readonly from: number;
  /** The run that the window has events of (`Welcome.run`); another run's events are of no use to it. Empty at first. */
  readonly run: string;
}

/** The window has folded all events before `before`. */
export interface Took {
  readonly type: 'took';
  readonly before: number;
}

export interface CommandMessage {
  readonly type: 'command';
  /** Counts up from 1 in each window; the answer carries it. */
  readonly request: number;
  readonly command: WindowCommand;
}

/** How a task is ended on purpose: by a signal from outside, or as a Mach task. */
export type CrashHow = 'kill' | 'segv' | 'abort' | 'terminate';
export const CRASH_HOWS: readonly CrashHow[] = ['kill', 'segv', 'abort', 'terminate'];

/**
 * What a window can ask for. Each is answered by `done`, `refused`, or an answer's bytes. A window that may only look gets every command
 * refused that would change something.
 */
export type WindowCommand =
  // The gate. `step`: what has waited longest. `pick`: the trap of this thread; `admit`: the end of this process, which waits there
  // too; `passTime`: time goes to the deadline of this thread or, with thread 0, to the restart of this service; with both 0
  // to the next of them there is.
  | { readonly do: 'pause' }
  | { readonly do: 'run' }
  | { readonly do: 'step' }
  | { readonly do: 'pick'; readonly thread: number }
  | { readonly do: 'admit'; readonly process: number }
  | { readonly do: 'passTime'; readonly thread: number; readonly service: number }
  | { readonly do: 'runUntil'; readonly filter: string }
  // Breakpoints. `breakpoint` 0 makes a new one; the answer's value is its number.
  | {
      readonly do: 'setBreakpoint';
      readonly breakpoint: number;
      readonly filter: string;
      readonly enabled: boolean;
      readonly once: boolean;
    }
  | { readonly do: 'removeBreakpoint'; readonly breakpoint: number }
  // Tasks and programs. The value of `runProgram` is the task.
  | { readonly do: 'crash'; readonly task: number; readonly how: CrashHow }
  | { readonly do: 'runProgram'; readonly program: string }
  | { readonly do: 'runSource'; readonly name: string; readonly source: string }
  | { readonly do: 'stopProgram'; readonly task: number }
  // Scheduled mode. A workload is a bundled one's name or, with its `text`, a file and what it is called; a policy is written as on the
  // command line (`rr:quantum=4`), or with `policySource` a program of somebody's own. `usPerTick` 0: as fast as can be. `compareWorkload`
  // runs it under several policies (parted by spaces), each on a kernel of its own, and is answered by JSON: `ComparedRun[]`.
  | {
      readonly do: 'runWorkload';
      readonly workload: string;
      readonly text: string;
      readonly policy: string;
      readonly policySource: string;
      readonly usPerTick: number;
    }
  | { readonly do: 'followPolicy'; readonly policy: string }
  | { readonly do: 'compareWorkload'; readonly workload: string; readonly text: string; readonly policies: string }
  // Somebody does something to what a service shows on the display: `kernel/abi/commands.ts`.
  | ({ readonly do: 'display' } & DisplayInput)
  // Services that were given up may be started again; `service` 0: all of them.
  | { readonly do: 'enableService'; readonly service: number }
  // The teaching browser's pages in many processes and in one, each on a kernel of its own, with a crash (`PageCrash`): answered by JSON,
  // `PagesComparison`.
  | { readonly do: 'comparePages'; readonly crash: string }
  | { readonly do: 'restartKernel' }
  // Sessions, by the names of files in the host's session folder. `openSession` and `exportSession` are answered by a session file's bytes.
  | { readonly do: 'listSessions' }
  | { readonly do: 'openSession'; readonly name: string }
  | { readonly do: 'saveSession'; readonly name: string }
  | { readonly do: 'exportSession' }
  // Marks at events.
  | { readonly do: 'bookmark'; readonly seq: number; readonly label: string }
  | { readonly do: 'removeBookmark'; readonly seq: number }
  | { readonly do: 'note'; readonly seq: number; readonly text: string }
  | { readonly do: 'removeNote'; readonly seq: number }
  // The user's settings, JSON of at most SETTINGS_BYTES_MAX: they are the same in the next system's window.
  | { readonly do: 'keepSettings'; readonly text: string }
  // Where boxes of the graph stand that a person has dragged: a new place takes the one before. Whoever draws says what `x` and `y`
  // mean; they are whole numbers within PLACE_MAX. `forgetPlaces`: all of them stand where the graph puts them.
  | ({ readonly do: 'place' } & Place)
  | { readonly do: 'removePlace'; readonly key: string }
  | { readonly do: 'forgetPlaces' }
  // Bytes. A message's whole inline data; refused with `not-kept` when it is no longer there. Events `from` up to but not including
  // `to`, as one batch (at most EVENTS_IN_FLIGHT).
  | { readonly do: 'fetchBody'; readonly msg: number }
  | { readonly do: 'fetchRange'; readonly from: number; readonly to: number };

export type WindowCommandName = WindowCommand['do'];

/** Commands that change nothing: a window that may only look may give them. */
export const LOOKING_COMMANDS: readonly WindowCommandName[] = ['listSessions', 'openSession', 'exportSession', 'fetchBody', 'fetchRange'];

export type ToWindow = Welcome | Status | Breakpoints | MarksMessage | ViewMessage | Done | Refused;

export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  /** machlab's version. */
  readonly machlab: string;
  /** A word for this run of the kernel; another after `restartKernel`. */
  readonly run: string;
  /** This window's number, as `EV_COMMAND` carries it. */
  readonly window: number;
  /** It may only look. */
  readonly readOnly: boolean;
  /** The operating system, in its own words. */
  readonly os: string;
  readonly seed: number;
  /** When the recording began, ISO 8601. */
  readonly startedAt: string;
  readonly programs: readonly ProgramListed[];
  /** The user's settings as they were kept last, JSON; empty when there are none. What is in them is the window's affair. */
  readonly settings: string;
  /** The name that a file of settings was given which could not be read; empty: there was none. */
  readonly settingsSetAside: string;
  /** The name of a session that a window opens first, by `openSession`; empty: none. */
  readonly opens: string;
  /** Sessions that systems left behind which ended badly, by their names among the saved ones. */
  readonly recovered: readonly string[];
  /** Names of the bundled workloads and of the scheduler service's policies. */
  readonly workloads: readonly string[];
  readonly policies: readonly string[];
}

/** A bundled program that can be run. */
export interface ProgramListed {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export type KernelState = 'booting' | 'running' | 'ended';

export interface Status {
  readonly type: 'status';
  readonly kernel: {
    readonly state: KernelState;
    readonly pid: number;
    /** How it ended, when it has: a signal's name or an exit code, and the end of its standard error. */
    readonly signal: string;
    readonly exitCode: number;
    readonly report: string;
    /** Since when it has not answered, in milliseconds; 0 when it answers. */
    readonly silentMs: number;
  };
  readonly mode: 'running' | 'paused';
  /** What is done at boot, in order; `ms` since the start, 0 while it is under way. */
  readonly boot: readonly BootStep[];
  readonly processes: readonly ProcessStatus[];
  /** Number of the first event kept: so many were trimmed. */
  readonly trimmed: number;
  /** Number that the next event will get. */
  readonly liveEdge: number;
  readonly readOnly: boolean;
  /** Windows that watch, this one included. */
  readonly windows: number;
}

export interface BootStep {
  readonly what: string;
  readonly pid: number;
  readonly ms: number;
}

/** A process as the host sees it, at once: events about it may still wait at the gate. */
export interface ProcessStatus {
  readonly process: number;
  readonly pid: number;
  readonly alive: boolean;
}

export interface Breakpoints {
  readonly type: 'breakpoints';
  readonly list: readonly BreakpointListed[];
}

export interface BreakpointListed {
  readonly breakpoint: number;
  readonly filter: string;
  readonly enabled: boolean;
  readonly once: boolean;
  readonly hits: number;
}

export interface MarksMessage {
  readonly type: 'marks';
  readonly bookmarks: readonly { readonly seq: number; readonly label: string }[];
  readonly notes: readonly { readonly seq: number; readonly text: string }[];
}

/** A box of the graph that a person has put somewhere. */
export interface Place {
  /** Whose box: `task:7` or `port:12` (`PLACE_KEY`). */
  readonly key: string;
  readonly x: number;
  readonly y: number;
}

export const PLACE_KEY = /^(task|port):[1-9]\d{0,9}$/;
/** The greatest magnitude of a coordinate. */
export const PLACE_MAX = 1_000_000;
/** Boxes of one session that can be kept. */
export const PLACES_MAX = 10_000;

/** What all windows on a session share of how it is drawn; a session file keeps it. */
export interface ViewMessage {
  readonly type: 'view';
  /** In the order in which they were put there. */
  readonly places: readonly Place[];
}

/** The command was carried out. */
export interface Done {
  readonly type: 'done';
  readonly request: number;
  /** A number that the command gives: a task, a breakpoint. */
  readonly value?: number;
  /** `saveSession`: where the file is. */
  readonly path?: string;
  readonly sessions?: readonly SessionListed[];
}

export interface SessionListed {
  readonly name: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly changedMs: number;
}

export type RefusalCode =
  | 'read-only'
  | 'not-paused'
  | 'nothing-to-step'
  | 'no-such-thread'
  | 'no-such-task'
  | 'no-such-program'
  | 'no-such-breakpoint'
  | 'no-such-session'
  | 'bad-filter'
  | 'bad-name'
  | 'bad-place'
  | 'does-not-compile'
  | 'bad-workload'
  | 'bad-policy'
  | 'not-kept'
  | 'kernel-ended'
  | 'malformed'
  | 'failed';

/** It was not, and nothing changed. `text` is detail in plain English, such as a filter's parser gives; it may be empty. */
export interface Refused {
  readonly type: 'refused';
  readonly request: number;
  readonly code: RefusalCode;
  readonly text: string;
  /** `does-not-compile`: where and why. */
  readonly problems?: readonly CompileProblem[];
}

export interface CompileProblem {
  readonly text: string;
  /** 1 is the first; 0 when the problem has no place. */
  readonly line: number;
  /** Counts characters from 0. */
  readonly column: number;
  readonly lineText: string;
}
