/** Which events a person who reads along wants to hear of, and whose they are. */
import * as E from '../../kernel/abi/events.ts';
import { NOTIFICATION_NAMES } from '../../kernel/abi/notify.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import type { State } from '../../kernel/trace/state.ts';

/** Processes, names of services, rights that arrive, calls on the kernel: told always. */
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
  E.EV_HANDED_BACK,
  E.EV_MSG_DESTROYED,
  E.EV_NAME_ARRIVED,
  E.EV_NAME_DIED,
  E.EV_NOTIFIED,
  E.EV_CALL_DONE,
  E.EV_CONSOLE,
]);
/** The stations of a message: told when tasks talk to each other. A call on the kernel is told by what comes of it. */
const STATIONS: ReadonlySet<number> = new Set([E.EV_COPYIN, E.EV_QUEUED, E.EV_DELIVERED]);

/** The state is the one after the event. */
export function isToBeTold(event: LogEvent, state: State): boolean {
  return TOLD.has(event.type) || (STATIONS.has(event.type) && isBetweenTasks(event, state));
}

function isBetweenTasks(event: LogEvent, state: State): boolean {
  if (event.type === E.EV_DELIVERED) return event.field('senderTask') !== 0 || NOTIFICATION_NAMES[event.field('msghId')] !== undefined;
  const message = state.messages.get(event.field('msg'));
  if (message === undefined || message.senderTask === 0) return false;
  const to = message.rights.find(({ slot }) => slot === E.SLOT_DESTINATION);
  return state.ports.get(to?.port ?? 0)?.kind === E.PORT_KIND_ORDINARY;
}

/** The pid of the process that an event happens in; 0: the kernel's. */
export function pidOf(event: LogEvent, state: State): number {
  const process = event.get('process') ?? state.tasks.get(event.get('task') ?? event.get('senderTask') ?? 0)?.process ?? 0;
  return state.processes.get(process)?.pid ?? 0;
}
