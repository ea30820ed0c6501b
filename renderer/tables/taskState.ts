import { ARRIVED_CPU, ARRIVED_PAUSED, WAIT_SEND } from '../../kernel/abi/events.ts';
import type { ThreadState } from '../../kernel/trace/records.tasks.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { Source } from './model.ts';

/** The threads of each task. */
export function threadsByTask(state: Frozen): Map<number, ThreadState[]> {
  const found = new Map<number, ThreadState[]>();
  for (const thread of state.threads.values()) {
    const list = found.get(thread.task);
    if (list === undefined) found.set(thread.task, [thread]);
    else list.push(thread);
  }
  return found;
}

/** What a thread is doing, in words. */
export function threadWords(thread: ThreadState, { labels, say }: Pick<Source, 'labels' | 'say'>): string {
  if (thread.wait !== null) {
    const port = labels.port(thread.wait.object);
    return say(thread.wait.wait === WAIT_SEND ? 'state.waitsRoom' : 'state.waitsMessage', { port });
  }
  if (thread.trap === null) return say(thread.suspendCount > 0 ? 'state.suspended' : 'state.runs');
  if (thread.trap.gate === 0) return say('state.kernel');
  if (thread.trap.gate === ARRIVED_CPU) return say('state.cpu');
  return say(thread.trap.gate === ARRIVED_PAUSED ? 'state.gate' : 'state.suspended');
}

/** What a task is doing: what its first thread does, unless it has ended, is suspended as a whole, or has not begun. */
export function taskWords(id: number, threads: readonly ThreadState[], source: Pick<Source, 'labels' | 'say' | 'state'>): string {
  const { state, say } = source;
  const task = state.tasks.get(id);
  if (task === undefined || task.ended !== null) return say('state.ended');
  if (task.suspendCount > 0) return say('state.suspended');
  const process = state.processes.get(task.process);
  if (process !== undefined && process.ready === null && process.ended === null) return say('state.starting');
  const [first] = threads;
  return first === undefined ? say('state.threadless') : threadWords(first, source);
}
