/**
 * The debug channel: what the kernel process and the host that started it say to each other (fd 3 of the kernel process). Frames are
 * u32 length (header included), u32 kind, then the payload; little-endian. Whichever side goes, the channel ends, and the other follows.
 */
import type { Catalogue } from './catalogue.ts';
import type { SandboxReport } from './sandbox.ts';
import type { Command } from './commands.ts';

export const DEBUG_HEADER_BYTES = 8;
/** A frame at most: the inputs of some moments, of which one may be a large frame of a task. */
export const DEBUG_BYTES_MAX = 0x20000000;

// Kernel → host
/** A batch of events (`kernel/trace/batch.ts`). */
export const DEBUG_EVENTS = 1;
/** Inputs, in the order the kernel took them: for each u32 length of its bytes, u32 kind, f64 host time in µs, u32 process, the bytes. */
export const DEBUG_INPUTS = 2;
/** Text of a task's console: u32 task, u32 stream, UTF-8. */
export const DEBUG_CONSOLE = 3;
/** A message's body, when the log keeps only its beginning: u32 message, the bytes. */
export const DEBUG_BODY = 5;
/** JSON: `KernelSays`. */
export const DEBUG_SAYS = 4;

// Host → kernel
/** JSON: `KernelSettings`. The first frame; the kernel boots with it. */
export const DEBUG_BOOT = 32;
/** JSON: `CommandRequest`. */
export const DEBUG_COMMAND = 33;
/** A program by name: u32 length of the name, the name, the bundled module; UTF-8. It takes the place of one of the same name. */
export const DEBUG_PROGRAM = 34;
/** f64: all events before this number are kept. */
export const DEBUG_ACK = 35;
/** JSON: `SignalRequest`: the kernel process signals a task's process, as anybody outside could. */
export const DEBUG_SIGNAL = 36;
/** End everything. */
export const DEBUG_SHUTDOWN = 37;

/** Events that nobody has said to have kept, at most: then tasks are not read until they are half as many. */
export const UNACKNOWLEDGED_EVENTS_MAX = 0x40000;

/** Bytes of an input's record before its own bytes. */
export const INPUT_HEADER_BYTES = 20;

/** What the kernel process needs to know to boot. */
export interface KernelSettings {
  /** The kernel's profile by name (`profile.ts`). */
  readonly profile: string;
  /** The text of the runtime that task processes run: a file. */
  readonly runtime: string;
  /** Programs that are there by name: files with a bundled module each. */
  readonly programs: Readonly<Record<string, string>>;
  /** The folder of the file service's volume. */
  readonly volume: string;
  /** The services that can be started, as the registry takes them. */
  readonly catalogue: Catalogue;
  /** Whether inputs are sent to the host. */
  readonly inputs: boolean;
  /** Whether whole bodies of messages are. */
  readonly bodies: boolean;
  /** Whether events are: off only to measure what they cost. */
  readonly events: boolean;
}

export interface CommandRequest {
  /** The answer carries it. */
  readonly request: number;
  readonly command: Command;
}

export interface SignalRequest {
  readonly process: number;
  readonly signal: 'SIGKILL' | 'SIGSEGV' | 'SIGABRT';
}

export interface SandboxCheck {
  readonly filtered: boolean;
  readonly noNewPrivs: boolean;
  readonly unprivileged: boolean;
}

export type KernelSays =
  | { readonly say: 'booted'; readonly pid: number; readonly hostUs: number; readonly ioUringOff: boolean }
  /** A command was carried out. `task` and `process`: what it started; 0 for nothing. */
  | { readonly say: 'done'; readonly request: number; readonly task: number; readonly process: number }
  | { readonly say: 'started'; readonly process: number; readonly task: number; readonly name: string; readonly pid: number }
  /** A process has locked itself. `check`: what the OS says of it; null: it cannot be asked. */
  | { readonly say: 'locked'; readonly process: number; readonly report: SandboxReport; readonly check: SandboxCheck | null }
  | {
      readonly say: 'exited';
      readonly process: number;
      readonly task: number;
      readonly name: string;
      readonly pid: number;
      /** -1: a signal ended it. */
      readonly code: number;
      readonly signal: string;
      readonly stderr: string;
    }
  /** Nothing is admitted any more; the kernel process ends when everything before this is on its way. */
  | { readonly say: 'panic'; readonly text: string };

/** The kernel process ends with it when an invariant of the kernel is broken. */
export const EXIT_PANIC = 70;
