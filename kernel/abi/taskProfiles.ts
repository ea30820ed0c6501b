/** What the process of a task may have. No profile has network, and none may start a process. */
export interface TaskProfile {
  readonly name: TaskProfileName;
  /** JavaScript's heap; what is beside it (buffers, stacks) may be as much again. */
  readonly memoryMB: number;
  /** Threads of the task, each with one trap outstanding: see `limits.ts`. */
  readonly threads: number;
  /** What it may do in the folder that it is given, if any. Outside that folder: nothing. */
  readonly folder: 'none' | 'read' | 'read-write';
}

export type TaskProfileName = 'program' | 'file' | 'service' | 'renderer' | 'plug-in';

export const TASK_PROFILES: Readonly<Record<TaskProfileName, TaskProfile>> = {
  /** Somebody's own program. */
  program: { name: 'program', memoryMB: 256, threads: 1024, folder: 'none' },
  /** The file service: its volume, and no file beside it. */
  file: { name: 'file', memoryMB: 256, threads: 64, folder: 'read-write' },
  /** A service that keeps everything in ports and memory. */
  service: { name: 'service', memoryMB: 192, threads: 256, folder: 'none' },
  /** Paints one page. */
  renderer: { name: 'renderer', memoryMB: 256, threads: 64, folder: 'none' },
  /** Code from a page. */
  'plug-in': { name: 'plug-in', memoryMB: 96, threads: 16, folder: 'none' },
};

const FOLDER_ORDER = ['none', 'read', 'read-write'] as const;

/** Whether a task with profile `holder` may start one with profile `wanted`: nobody hands out more than they have. */
export function isNoWider(wanted: TaskProfile, holder: TaskProfile): boolean {
  return (
    wanted.memoryMB <= holder.memoryMB &&
    wanted.threads <= holder.threads &&
    FOLDER_ORDER.indexOf(wanted.folder) <= FOLDER_ORDER.indexOf(holder.folder)
  );
}
