import type { LogEvent } from '../../kernel/trace/event.ts';

/** The objects that an event speaks of first. */
export interface EventTargets {
  readonly task?: number;
  readonly port?: number;
  readonly message?: number;
}

function first(event: LogEvent, fields: readonly string[]): number | undefined {
  for (const field of fields) {
    const value = event.get(field);
    if (value !== undefined && value !== 0) return value;
  }
  return undefined;
}

export function targetsOfEvent(event: LogEvent): EventTargets {
  const task = first(event, ['task', 'senderTask', 'newTask']);
  const port = first(event, ['port', 'object', 'notifyPort']);
  const message = first(event, ['msg']);
  return {
    ...(task === undefined ? {} : { task }),
    ...(port === undefined ? {} : { port }),
    ...(message === undefined ? {} : { message }),
  };
}
