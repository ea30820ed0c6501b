/** Which events a person who reads along wants to hear of, and whose they are. */
import * as E from '../../kernel/abi/events.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import type { State } from '../../kernel/trace/state.ts';

/** Processes, and messages with the rights they carry; not the kernel's own bookkeeping. */
const TOLD: ReadonlySet<number> = new Set([
  E.EV_BOOT,
  E.EV_PANIC,
  E.EV_PROCESS_STARTED,
  E.EV_PROCESS_READY,
  E.EV_PROCESS_CHECKED,
  E.EV_PROCESS_KILLED,
  E.EV_PROCESS_ENDED,
  E.EV_TASK_CREATED,
  E.EV_TASK_DIED,
  E.EV_LOOKED_UP,
  E.EV_SERVICE,
  E.EV_SERVICE_CRASHED,
  E.EV_COPYIN,
  E.EV_QUEUED,
  E.EV_DELIVERED,
  E.EV_HANDED_BACK,
  E.EV_MSG_DESTROYED,
  E.EV_MSG_SERVED,
  E.EV_NAME_ARRIVED,
  E.EV_NAME_DIED,
  E.EV_NOTIFIED,
  E.EV_CALL_DONE,
  E.EV_CONSOLE,
]);

export function isToBeTold(event: LogEvent, _state: State): boolean {
  return TOLD.has(event.type);
}

/** The pid of the process that an event happens in; 0: the kernel's. */
export function pidOf(event: LogEvent, state: State): number {
  const process = event.get('process') ?? state.tasks.get(event.get('task') ?? event.get('senderTask') ?? 0)?.process ?? 0;
  return state.processes.get(process)?.pid ?? 0;
}
