/** What the host's main thread and its log thread say to each other. The log thread has the kernel process and keeps the log. */
import type { KernelSays, KernelSettings, SignalRequest } from '../../kernel/abi/debug.ts';
import type { Command } from '../../kernel/abi/commands.ts';
import type { Additions, SessionAbout } from '../../kernel/trace/session.ts';

export interface LogOptions {
  /** The runtime that runs the kernel process, and the kernel's bundle. */
  readonly node: string;
  readonly kernel: string;
  readonly settings: KernelSettings;
  /** Where the session is written as it happens; null: nowhere. */
  readonly trace: string | null;
  /** The trace is for the case of a crash only; bodies go to files beside it. */
  readonly autosave: boolean;
  readonly about: Omit<SessionAbout, 'format' | 'sandbox'>;
  /** Whether to tell where the log ends, for windows, and to keep inputs for sessions that are saved later. */
  readonly windows: boolean;
  /** Whether to tell what happens in sentences. */
  readonly narrate: boolean;
}

export type ToLog =
  | { readonly do: 'program'; readonly name: string; readonly source: Uint8Array }
  | { readonly do: 'command'; readonly request: number; readonly command: Command }
  | { readonly do: 'signal'; readonly signal: SignalRequest }
  /** Events from `from` up to but not including `to`, as far as they are at hand: answered by `range`. */
  | { readonly do: 'range'; readonly request: number; readonly from: number; readonly to: number }
  /** A message's whole body: answered by `body`. */
  | { readonly do: 'body'; readonly request: number; readonly msg: number }
  /** A whole session file: answered by `session`. */
  | { readonly do: 'session'; readonly request: number; readonly additions: Additions }
  /** After the end: the log is not wanted any more. */
  | { readonly do: 'close' }
  | { readonly do: 'shutdown' }
  /** At once, whatever the kernel process is doing. */
  | { readonly do: 'kill' };

export type FromLog =
  | { readonly from: 'kernel'; readonly says: KernelSays }
  | { readonly from: 'console'; readonly task: number; readonly stream: number; readonly text: string }
  | { readonly from: 'narrator'; readonly lines: readonly string[] }
  /** How far the log reaches, the gate's mode, and the breakpoints that were hit since the last such message. */
  | { readonly from: 'edge'; readonly first: number; readonly end: number; readonly paused: boolean; readonly hits: readonly number[] }
  /** An encoded batch; null: the first of them is not kept, or not there yet. */
  | { readonly from: 'range'; readonly request: number; readonly bytes: Uint8Array | null }
  /** Null: no longer kept. */
  | { readonly from: 'body'; readonly request: number; readonly bytes: Uint8Array | null }
  | { readonly from: 'session'; readonly request: number; readonly bytes: Uint8Array; readonly end: number }
  | { readonly from: 'pid'; readonly pid: number }
  | { readonly from: 'end'; readonly end: KernelEnd };

/** How the kernel process ended. */
export interface KernelEnd {
  /** Null: a signal ended it, or it could not be started. */
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of its standard error. */
  readonly stderr: string;
  /** What it said of its panic; empty: it did not panic. */
  readonly panic: string;
  /** Events in the log. */
  readonly events: number;
  /** Why the session file is not whole; empty: it is, or there is none. */
  readonly traceProblem: string;
}
