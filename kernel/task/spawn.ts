/** A task in a process of its own. */
import { EV_PROCESS_REQUESTED, OWNER_TASK, SPECIAL_REGISTERED } from '../abi/events.ts';
import type { Port } from '../ipc/port.ts';
import { slotCopy } from './special.ts';
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
  if (spawn.registered !== null) register(system, task, spawn.registered);
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

function register(system: System, task: Task, ports: readonly (Port | null)[]): void {
  const old = task.registered;
  const count = Math.max(old.length, ports.length);
  for (let index = 0; index < count; index++) {
    slotCopy(system.ipc, OWNER_TASK, task.id, SPECIAL_REGISTERED + index, old[index] ?? null, ports[index] ?? null);
  }
  task.registered = [...ports];
}
