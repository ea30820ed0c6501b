/** What a task is born as and with: a service or a program, and the rights that every task has. */

import * as E from '../../kernel/abi/events.ts';
import { fieldOffset } from '../../kernel/trace/fields.ts';
import type { LogReader } from '../view.ts';

const SERVICE_NEW_TASK = fieldOffset(E.EV_SERVICE, 'newTask');
const REQUESTED_TASK = fieldOffset(E.EV_PROCESS_REQUESTED, 'task');
const REQUESTED_PROFILE = fieldOffset(E.EV_PROCESS_REQUESTED, 'profile');
/** Numbers of the sandbox profiles that services run in: file, service, network. */
export const SERVICE_PROFILES: readonly number[] = [1, 2, 5];
/** An admission that makes a task has no more events. */
const BIRTH_EVENTS = 80;

/** Kinds whose rights every task has from birth or is handed at its start; they are drawn as tags at the title and not as chips. */
export function isTagPort(kind: number, of: number, task: number, taskOfThread: (thread: number) => number): boolean {
  switch (kind) {
    case E.PORT_KIND_TASK:
      return of === task;
    case E.PORT_KIND_THREAD:
      return taskOfThread(of) === task;
    case E.PORT_KIND_HOST:
    case E.PORT_KIND_BOOTSTRAP:
    case E.PORT_KIND_CONSOLE:
    case E.PORT_KIND_SPAWNER:
      return true;
    default:
      return false;
  }
}

/** Whether the admission that makes a task starts it as a service: in a service's profile, or for a name of the name service. */
export function isBornService(log: LogReader, created: number, task: number): boolean {
  for (let seq = created + 1; seq < created + BIRTH_EVENTS; seq++) {
    const event = log.event(seq);
    if (event === undefined || event.opens) return false;
    const { type, words, at } = event;
    if (type === E.EV_SERVICE && words[at + SERVICE_NEW_TASK] === task) return true;
    if (type === E.EV_PROCESS_REQUESTED && words[at + REQUESTED_TASK] === task && SERVICE_PROFILES.includes(words[at + REQUESTED_PROFILE]!))
      return true;
  }
  return false;
}
