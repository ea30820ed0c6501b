/** Calls of our own: starting processes (on a spawner port) and consoles (on a console port). */
import { REGISTERED_PORTS_MAX, TASK_NAME_BYTES } from '../limits.ts';
import { memory, routine, sendRight, sendRights, simpleRoutine, stream, string, subsystem, u32 } from '../mig.ts';

/** Longest JSON text of a program's arguments. */
export const ARGUMENTS_BYTES = 0x10000;
/** Longest text of one `console_write`; longer ones go in pieces. */
export const CONSOLE_BYTES = 0x4000;
export const STREAM_OUT = 1;
export const STREAM_ERROR = 2;

export const machlab = subsystem('machlab', {
  /**
   * Starts a task in a process of its own and gives its task port at once; its main thread is new until its first frame.
   * `program` names a program of the catalogue when `source` is empty; else `source` is a bundled module and `program` the
   * name to show. `profile`: the sandbox, empty for the caller's own; never wider than the caller's. `memory_mb` 0: the profile's limit.
   * `rights` become the task's registered ports (`mach_ports_lookup`); without any it inherits the caller's.
   */
  machlab_spawn: routine(
    5000,
    {
      program: string(TASK_NAME_BYTES),
      source: memory,
      arguments: string(ARGUMENTS_BYTES),
      profile: string(TASK_NAME_BYTES),
      memory_mb: u32,
      rights: sendRights(REGISTERED_PORTS_MAX),
    },
    { child_task: sendRight },
  ),
});

export const consoleInterface = subsystem('console', {
  /** Text for a person: `STREAM_OUT` or `STREAM_ERROR`. The kernel takes the writer from the message, not from its word. */
  console_write: simpleRoutine(5050, { stream, text: string(CONSOLE_BYTES) }),
});
