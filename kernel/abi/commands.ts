/** Commands of a debugger to the kernel (`EV_COMMAND`). They are inputs like any other: recorded, and replayed in their order. */

/** The gate closes: every trap and every process's end waits from now on, and virtual time stands still. */
export const COMMAND_PAUSE = 1;
/** The gate opens: what waits is admitted in order of arrival. */
export const COMMAND_RUN = 2;
/** Admit what has waited longest at the gate. */
export const COMMAND_STEP = 3;
/** Admit the trap of one thread (`argument`), or the end of one process (`argument2`). */
export const COMMAND_PICK = 4;
/** Start a program in a process of its own. The text is JSON: `RunProgram`. */
export const COMMAND_RUN_PROGRAM = 5;
/** End a task (`argument`) as `task_terminate` does. */
export const COMMAND_TERMINATE = 6;

/** Set breakpoint `argument`, or replace it: the text is a filter; `argument2` is 1 for one that goes with its first hit. */
export const COMMAND_BREAK = 7;
/** Remove breakpoint `argument`. */
export const COMMAND_UNBREAK = 8;

/** Somebody does something to the display. The text is JSON: `DisplayInput`. */
export const COMMAND_DISPLAY = 9;

/** Services that were given up after too many crashes may be started again: that of number `argument`, or all of them with 0. */
export const COMMAND_ENABLE = 10;

/**
 * While the gate is closed: virtual time goes to the deadline of one thread (`argument`) or to the restart of one service (`argument2`,
 * with no thread), and whatever is due no later happens before it; both 0: to the earliest there is. Not in scheduled mode, where a step
 * moves the clock.
 */
export const COMMAND_PASS_TIME = 11;

/** By number; the words of a language for each are `command.NAME`. */
export const COMMAND_NAMES = [
  'unknown',
  'pause',
  'run',
  'step',
  'pick',
  'run-program',
  'terminate',
  'break',
  'unbreak',
  'display',
  'enable',
  'pass-time',
] as const;

/** What `COMMAND_DISPLAY` brings: a request for a service that draws on the display. */
export interface DisplayInput {
  /** Its name in the root context. */
  readonly service: string;
  /** The id of the routine asked for; its arguments are words and texts. */
  readonly routine: number;
  readonly args: Readonly<Record<string, number | string>>;
}

/** What `COMMAND_RUN_PROGRAM` asks for. */
export interface RunProgram {
  /** The task's name. */
  readonly name: string;
  /** A program that the host knows by name; empty when the host keeps the source under the task's name. */
  readonly program: string;
  /** JSON of its arguments. */
  readonly arguments: string;
  /** A sandbox profile by name. */
  readonly profile: string;
  readonly memoryMB: number;
  /** It may start processes of its own: its second registered port is the spawner. */
  readonly spawner: boolean;
  /** It may decide about the whole machine, scheduling above all: the privileged host port is its last registered port. */
  readonly privileged?: boolean;
}

/** A command as it reaches the kernel. */
export interface Command {
  readonly command: number;
  /** The window that gave it; 0: the command line. */
  readonly window: number;
  readonly argument: number;
  readonly argument2: number;
  readonly text: string;
}
