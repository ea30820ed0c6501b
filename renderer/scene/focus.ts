/** What lies within k hops of rights from a target. A hop leads from a task to a port it has a name for, or from a port to such a task. */

import type { Frozen } from '../../kernel/trace/state.ts';
import { targetKey, targetOf } from '../view.ts';
import type { Focus, Target } from '../view.ts';

export function inFocus(state: Frozen, focus: Focus | null): ReadonlySet<string> | null {
  if (focus === null) return null;
  const reached = new Set<string>();
  let tasks = new Set<number>();
  let ports = new Set<number>();
  start(state, focus.target, tasks, ports);
  const seenTasks = new Set(tasks);
  const seenPorts = new Set(ports);
  const holders = holdersOf(state);
  for (let hop = 0; hop < focus.hops; hop++) {
    const nextPorts = new Set<number>();
    const nextTasks = new Set<number>();
    for (const task of tasks) {
      for (const { object } of state.tasks.get(task)?.entries.values() ?? []) if (!seenPorts.has(object)) nextPorts.add(object);
    }
    for (const port of ports) for (const task of holders.get(port) ?? []) if (!seenTasks.has(task)) nextTasks.add(task);
    for (const port of nextPorts) seenPorts.add(port);
    for (const task of nextTasks) seenTasks.add(task);
    tasks = nextTasks;
    ports = nextPorts;
  }
  for (const task of seenTasks) {
    reached.add(targetKey({ kind: 'task', id: task }));
    for (const { name, object } of state.tasks.get(task)?.entries.values() ?? []) {
      if (seenPorts.has(object)) reached.add(targetKey({ kind: 'right', task, name }));
    }
  }
  for (const port of seenPorts) {
    reached.add(targetKey({ kind: 'port', id: port }));
    for (const message of state.ports.get(port)?.queue.toArray() ?? []) reached.add(targetKey({ kind: 'message', id: message }));
  }
  return reached;
}

/** What a step changed, with the tasks and ports that it is about; null when nothing is marked, and all is shown alike. */
export function inSpotlight(state: Frozen, changed: ReadonlySet<string>): ReadonlySet<string> | null {
  if (changed.size === 0) return null;
  const tasks = new Set<number>();
  const ports = new Set<number>();
  for (const key of changed) {
    const target = targetOf(key);
    if (target !== null) start(state, target, tasks, ports);
  }
  const lit = new Set(changed);
  for (const id of tasks) lit.add(targetKey({ kind: 'task', id }));
  for (const id of ports) lit.add(targetKey({ kind: 'port', id }));
  return lit;
}

function start(state: Frozen, target: Target, tasks: Set<number>, ports: Set<number>): void {
  switch (target.kind) {
    case 'task':
      tasks.add(target.id);
      return;
    case 'port':
      ports.add(target.id);
      return;
    case 'right': {
      tasks.add(target.task);
      const object = state.tasks.get(target.task)?.entries.get(target.name)?.object;
      if (object !== undefined) ports.add(object);
      return;
    }
    case 'message': {
      const message = state.messages.get(target.id);
      if (message === undefined) return;
      tasks.add(message.senderTask);
      if (message.queuedOn !== 0) ports.add(message.queuedOn);
      return;
    }
    case 'thread': {
      const thread = state.threads.get(target.id);
      if (thread !== undefined) tasks.add(thread.task);
      return;
    }
    case 'process':
      for (const task of state.tasks.values()) if (task.process === target.id) tasks.add(task.id);
      return;
    case 'event':
      return;
    default:
  }
}

function holdersOf(state: Frozen): Map<number, number[]> {
  const holders = new Map<number, number[]>();
  for (const task of state.tasks.values()) {
    for (const { object } of task.entries.values()) {
      const list = holders.get(object);
      if (list === undefined) holders.set(object, [task.id]);
      else list.push(task.id);
    }
  }
  return holders;
}
