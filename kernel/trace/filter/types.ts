/** What `type:` may say: the name of a type of event, the beginning of several, or one of these words for a group. */

import * as E from '../../abi/events.ts';
import { ownOnly } from './parse.ts';

/** Groups by a word that people use. */
export const TYPE_GROUPS: Readonly<Record<string, readonly number[]>> = ownOnly({
  send: [E.EV_MSG_CREATED, E.EV_COPYIN, E.EV_QUEUED],
  receive: [E.EV_DEQUEUED, E.EV_COPYOUT, E.EV_DELIVERED],
  message: [
    E.EV_MSG_CREATED,
    E.EV_QUEUED,
    E.EV_DEQUEUED,
    E.EV_DELIVERED,
    E.EV_HANDED_BACK,
    E.EV_MSG_DESTROYED,
    E.EV_MSG_SERVED,
    E.EV_CIRCULAR,
  ],
  right: [
    E.EV_COPYIN,
    E.EV_COPYOUT,
    E.EV_RIGHT_DROPPED,
    E.EV_RECEIVER,
    E.EV_NAME_ALLOCATED,
    E.EV_NAME_ARRIVED,
    E.EV_NAME_LEFT,
    E.EV_NAME_REFS,
    E.EV_NAME_DROPPED,
    E.EV_NAME_DIED,
    E.EV_NAME_DESTROYED,
    E.EV_NAME_INSERTED,
    E.EV_NAME_RENAMED,
  ],
  wait: [E.EV_WAITS, E.EV_WAKES],
  death: [E.EV_TASK_DIED, E.EV_THREAD_DIED, E.EV_PORT_DIED, E.EV_NAME_DIED, E.EV_PROCESS_ENDED],
  crash: [E.EV_PROCESS_KILLED, E.EV_PROCESS_ENDED, E.EV_SERVICE_CRASHED, E.EV_PANIC],
  notification: [E.EV_REQUEST, E.EV_NOTIFIED],
  memory: [
    E.EV_MEMORY_CREATED,
    E.EV_MEMORY_GONE,
    E.EV_REGION_MAPPED,
    E.EV_REGION_UNMAPPED,
    E.EV_REGION_PROTECTED,
    E.EV_PAGES_COPIED,
    E.EV_OOL_ATTACHED,
    E.EV_OOL_RELEASED,
  ],
  gate: [E.EV_ARRIVED, E.EV_MODE, E.EV_COMMAND, E.EV_BREAKPOINT_HIT, E.EV_PROCESS_END_WAITS],
});

/** The types that a word means; empty when it means none. */
export function typesOf(word: string): readonly number[] {
  const wanted = word.toLowerCase();
  const exact = E.EVENT_TYPES.get(wanted);
  if (exact !== undefined) return [exact, ...(TYPE_GROUPS[wanted] ?? [])];
  const group = TYPE_GROUPS[wanted];
  if (group !== undefined) return group;
  return [...E.EVENT_TYPES].filter(([name]) => name.startsWith(`${wanted}-`)).map(([, type]) => type);
}

/** All that `type:` may say in one word. */
export const TYPE_WORDS: readonly string[] = [...Object.keys(TYPE_GROUPS), ...E.EVENT_TYPES.keys()];
