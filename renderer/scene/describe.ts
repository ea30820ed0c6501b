/** What is pointed at, in words: for screen readers, tooltips and the path just walked. */

import { PORT_KIND_ORDINARY, PORT_KIND_SET, RECEIVER_MESSAGE, RECEIVER_TASK } from '../../kernel/abi/events.ts';
import { nameText } from '../../kernel/abi/rights.ts';
import type { Target } from '../view.ts';
import { stateOf } from './boxes.ts';
import { isBoth, kindOfType } from './context.ts';
import type { Context } from './context.ts';

export function describe(context: Context, target: Target): string {
  const text = existing(context, target);
  if (text !== null) return text;
  return context.say('drawing.say.missing', { what: nameOf(context, target), seq: context.input.cursor });
}

function existing(context: Context, target: Target): string | null {
  switch (target.kind) {
    case 'task':
      return taskText(context, target.id);
    case 'right':
      return rightText(context, target.task, target.name);
    case 'port':
      return portText(context, target.id);
    case 'message':
      return messageText(context, target.id);
    default:
      return nameOf(context, target);
  }
}

/** A target by name alone, also where it is not. */
export function nameOf(context: Context, target: Target): string {
  switch (target.kind) {
    case 'task':
      return context.labels.task(target.id);
    case 'right':
      return `${context.labels.task(target.task)} ${nameText(target.name)}`;
    case 'port':
      return context.labels.port(target.id);
    case 'message': {
      const message = context.state.messages.get(target.id);
      return message === undefined ? `m${target.id}` : context.labels.message(message.msghId);
    }
    case 'event':
      return `#${target.id}`;
    default:
      return `${target.kind} ${target.id}`;
  }
}

function taskText(context: Context, id: number): string | null {
  const task = context.state.tasks.get(id);
  if (task === undefined) return null;
  const name = context.labels.task(id);
  if (task.ended !== null) return context.say('drawing.say.ghost', { task: name, how: context.say('drawing.ended') });
  const process = context.state.processes.get(task.process);
  const state = context.say(`drawing.state.${stateOf(task, context.threadsOf.get(id) ?? [], process)}`);
  return context.say('drawing.say.task', { task: name, state, n: task.entries.size });
}

function rightText(context: Context, task: number, name: number): string | null {
  const entry = context.state.tasks.get(task)?.entries.get(name);
  if (entry === undefined) return null;
  const kind = context.say(`drawing.kind.${isBoth(entry.type) ? 'both' : kindOfType(entry.type)}`);
  const port = entry.object === 0 ? '' : context.labels.port(entry.object);
  return context.say('drawing.say.right', { task: context.labels.task(task), name: nameText(name), kind, n: entry.urefs, port });
}

function portText(context: Context, id: number): string | null {
  const port = context.state.ports.get(id);
  const died = context.layout.diedAt(id);
  if (port?.active !== true) {
    if (died === undefined || died > context.input.cursor) return null;
    return context.say('drawing.say.deadPort', { port: context.labels.port(id), died: context.say('drawing.died', { seq: died }) });
  }
  const title = context.labels.port(id);
  if (port.kind !== PORT_KIND_ORDINARY && port.kind !== PORT_KIND_SET) {
    return context.say('drawing.say.kernelPort', { port: title, note: '' }).replace(/, $/, '');
  }
  const receiver =
    port.receiverKind === RECEIVER_TASK
      ? context.say('drawing.say.receivedBy', { task: context.labels.task(port.receiverId) })
      : context.say(port.receiverKind === RECEIVER_MESSAGE ? 'drawing.say.receivedInMessage' : 'drawing.say.receivedByNobody');
  return context.say('drawing.say.port', { port: title, count: port.queue.length, limit: port.qlimit, receiver });
}

function messageText(context: Context, id: number): string | null {
  const message = context.state.messages.get(id);
  if (message === undefined) return null;
  const port = context.state.ports.get(message.queuedOn);
  const where =
    port === undefined
      ? context.say('drawing.say.inKernel')
      : context.say('drawing.say.queued', { place: port.queue.toArray().indexOf(id) + 1, port: context.labels.port(port.id) });
  return context.say('drawing.say.message', { message: context.labels.message(message.msghId), where });
}
