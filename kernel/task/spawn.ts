/** A task in a process of its own. */
import { EV_PROCESS_REQUESTED } from '../abi/events.ts';
import { THREADS_PER_TASK } from '../abi/limits.ts';
import { TASK_PROFILES, type TaskProfile, type TaskProfileName } from '../abi/taskProfiles.ts';
import type { Port } from '../ipc/port.ts';
import { registeredSet } from './special.ts';
import type { Process, System } from './system.ts';
import type { Task } from './task.ts';

export interface Spawn {
  readonly name: string;
  /** A program that the host knows by name; empty with a `source`. */
  readonly program: string;
  readonly source: Uint8Array;
  /** JSON of the arguments. */
  readonly arguments: string;
  /** A sandbox profile by name, and its number for the log. */
  readonly profile: string;
  readonly memoryMB: number;
  /** Ports to register for it; null: those of its parent. The kernel takes rights of its own to them. */
  readonly registered: readonly (Port | null)[] | null;
  /** The bootstrap service it serves; 0: none. */
  readonly service: number;
}

/** Names of profiles by number, as `EV_PROCESS_REQUESTED` has them. */
export const PROFILE_NUMBERS = ['program', 'file', 'service', 'renderer', 'plug-in', 'network'] as const;

/**
 * Purpose: a new task with one thread, and the request for a process that runs it. Its main thread is new until its first frame.
 * Rights: the child has its parent's special ports, and the registered ports given.
 */
export function spawnTask(system: System, parent: Task, spawn: Spawn): Process {
  const { ipc } = system;
  const id = system.nextProcess++;
  const task = system.addTask(parent, id, spawn.name);
  if (spawn.registered !== null) registeredSet(system.ipc, task, spawn.registered);
  const thread = system.addThread(task, 0);
  const { program, source, profile, memoryMB, service } = spawn;
  const request = {
    process: id,
    task: task.id,
    thread: thread.id,
    name: spawn.name,
    program,
    source,
    arguments: spawn.arguments,
    profile,
    memoryMB,
  };
  const process: Process = {
    id,
    task,
    request,
    tasks: new Set([task]),
    pid: 0,
    ready: false,
    killed: false,
    rssKB: 0,
    cpuMs: 0,
    report: null,
    checked: null,
    service,
  };
  system.processes.set(id, process);
  const number = (PROFILE_NUMBERS as readonly string[]).indexOf(profile);
  ipc.sink.emitBytes(EV_PROCESS_REQUESTED, new TextEncoder().encode(spawn.name), id, task.id, number, memoryMB);
  system.outputs.start(request);
  return process;
}

/** Returns: the sandbox profile of the process that hosts a task; for a task of no process, that of a program. */
export function profileOf(system: System, task: Task): TaskProfile {
  const name = system.processes.get(task.process)?.request.profile;
  return TASK_PROFILES[name as TaskProfileName] ?? TASK_PROFILES.program;
}

/** Returns: how many threads a task may have. */
export function threadsMax(system: System, task: Task): number {
  return Math.min(THREADS_PER_TASK, profileOf(system, task).threads);
}
