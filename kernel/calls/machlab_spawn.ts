/** 5000 machlab_spawn(spawner, program, source: memory, arguments, profile, memory_mb, rights: send rights) → child_task: send. Our own. */
import { KERN_INVALID_ARGUMENT, KERN_NO_ACCESS, KERN_RESOURCE_SHORTAGE } from '../abi/codes.ts';
import type { machlab } from '../abi/interfaces/machlab.ts';
import { TASKS_MAX } from '../abi/limits.ts';
import { isNoWider, TASK_PROFILES, type TaskProfile, type TaskProfileName } from '../abi/taskProfiles.ts';
import { memoryRead } from '../ipc/memory.ts';
import { profileOf, spawnTask } from '../task/spawn.ts';
import { type CallHandler, copyOfSend } from './call.ts';

/**
 * Purpose: a task of the caller's in a process of its own: a program of the catalogue, or one handed in as source.
 * Rights: needs a send right to the spawner port; the child's registered ports are those given, or the caller's; gives a send right to
 * its task port. Returns: KERN_INVALID_ARGUMENT (no program, no such profile, arguments that are no JSON), KERN_NO_ACCESS (more than the
 * caller itself may have), KERN_RESOURCE_SHORTAGE.
 */
export const machlabSpawn: CallHandler<(typeof machlab)['machlab_spawn'], unknown> = ({ system, caller }, args) => {
  const { program, source, arguments: text, profile: profileName, memory_mb: memoryMB, rights } = args;
  const own = profileOf(system, caller);
  const profile: TaskProfile | undefined = profileName === '' ? own : profileNamed(profileName);
  if (program === '' || profile === undefined || !isJson(text)) return KERN_INVALID_ARGUMENT;
  if (!isNoWider(profile, own) || memoryMB > profile.memoryMB) return KERN_NO_ACCESS;
  if (system.tasks.size >= TASKS_MAX) return KERN_RESOURCE_SHORTAGE;
  const { task } = spawnTask(system, caller, {
    name: program,
    program: source === null ? program : '',
    source: source === null ? new Uint8Array(0) : memoryRead(source, 0, source.sizeBytes),
    arguments: text,
    profile: profile.name,
    memoryMB: memoryMB === 0 ? profile.memoryMB : memoryMB,
    registered: rights.length === 0 ? null : rights.map((right) => right.port),
    service: 0,
  });
  return { child_task: copyOfSend(task.port) };
};

function profileNamed(name: string): TaskProfile | undefined {
  return Object.hasOwn(TASK_PROFILES, name) ? TASK_PROFILES[name as TaskProfileName] : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
