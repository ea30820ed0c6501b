/** English answers to "why". */

import type { Phrase } from './catalogue.ts';

const say = (text: string, term: string, map: string): Phrase => ({ text, term, map });

export const WHY: Readonly<Record<string, Phrase>> = {
  'why.noTask': say('There is no such task at this moment.', 'task', 'mach.tasks'),
  'why.ended': say('{task} has ended; nothing of it can go on.', 'task termination', 'process.exit'),
  'why.noThread': say('{task} has no thread that could go on.', 'thread', 'mach.threads'),
  'why.circle': say('{task} waits for one that waits for it: none of them can go on.', 'deadlock, circular wait', 'ipc.sync'),
  'why.suspended': say('{task} is suspended; it goes on when it has been resumed as often.', 'suspension', 'mach.threads'),
  'why.running': say('{task} is not held up by the kernel: it runs in its own process.', 'running', 'process.states'),
  'why.gate': say('{task} has called the kernel, but its call still waits at the gate.', 'single step', 'kernel.structure'),
  'why.kernel': say('{task} is in the kernel, in the middle of a call.', 'system call', 'kernel.traps'),
  'why.full': say(
    '{task} waits for room: the queue of {port} holds {count} of {limit} messages, and {receiver} takes none out.',
    'blocking send, bounded buffer',
    'ipc.buffering',
  ),
  'why.fullInTransit': say(
    '{task} waits for room: the queue of {port} holds {count} of {limit} messages, and its receive right is on its way to a new owner.',
    'move receive, bounded buffer',
    'ipc.buffering',
  ),
  'why.emptySet': say('{task} waits at {port}, which has no member from which a message could come.', 'port set', 'mach.sets'),
  'why.noSenders': say(
    '{task} waits at {port}, but nobody has a right to send to it: it will wait until someone gets one.',
    'no senders',
    'mach.notify',
  ),
  'why.oneSender': say('{task} waits at {port}, and only {sender} can send to it.', 'blocking receive', 'ipc.sync'),
  'why.empty': say('{task} waits at {port}; {holders#task|tasks} could send to it, and none does.', 'blocking receive', 'ipc.sync'),
  'why.noName': say('{task} has nothing under the name {name} at this moment.', 'name', 'mach.rights'),
  'why.notDead': say('The name {name} of {task} is not dead: it leads to {port}.', 'name', 'mach.rights'),
  'why.deadFromStart': say('{task} took {name} as a dead name from the start.', 'dead name', 'mach.rights'),
  'why.deadForgotten': say('The name {name} of {task} has died before the first event that is kept.', 'dead name', 'mach.notify'),
  'why.dead': say(
    '{name} of {task} leads nowhere, because {port} lost its only receiver and died; {urefs#reference to the name is|references to the name are} left.',
    'dead name, port death',
    'mach.notify',
  ),
  'why.messageQueued': say(
    '“{msg}” waits in the queue of {port} behind {before#other|others}, until {receiver} takes it.',
    'mailbox queue',
    'ipc.buffering',
  ),
  'why.messageInTransit': say(
    '“{msg}” waits in the queue of {port}, whose receive right is on its way to a new owner.',
    'move receive',
    'mach.rights',
  ),
  'why.messageForService': say(
    '“{msg}” waits in the queue of {port}, which the kernel holds until a task receives there.',
    'start on demand',
    'clientserver.naming',
  ),
  'why.messageWaits': say('“{msg}” is not even in the queue of {port}: {task} waits with it for room.', 'blocking send', 'ipc.buffering'),
  'why.messageInKernel': say('“{msg}” is in the kernel’s hands at this moment.', 'system call', 'mach.msg'),
  'why.messageFuture': say('“{msg}” does not exist yet at this moment.', 'message', 'mach.msg'),
  'why.messageUnknown': say('Nothing is known of this message among the events that are kept.', 'message', 'mach.msg'),
  'why.messageDelivered': say('“{msg}” has been received, by {task}.', 'receive', 'mach.msg'),
  'why.messageHandedBack': say('“{msg}” was handed back to {task}, whose send failed.', 'pseudo-receive', 'ipc.sync'),
  'why.messageServed': say('“{msg}” was for the kernel, which has read it.', 'system call as a message', 'mach.msg'),
  'why.messageDestroyed.1': say('“{msg}” was destroyed when {port} died.', 'port death', 'mach.ports'),
  'why.messageDestroyed.2': say(
    '“{msg}” was destroyed because the receiver at {port} had too little room for it.',
    'message too large',
    'mach.msg',
  ),
  'why.messageDestroyed.3': say(
    '“{msg}” was destroyed because a right in its body was refused.',
    'capability check',
    'protection.capability',
  ),
  'why.messageDestroyed.4': say(
    '“{msg}” was destroyed because it would have closed a circle of receive rights.',
    'circular send',
    'mach.ports',
  ),
  'why.messageDestroyed.5': say('“{msg}” was destroyed because its sender died while it waited.', 'task termination', 'process.exit'),
  'why.messageDestroyed.6': say('“{msg}” was destroyed because nobody was left to take it.', 'message destruction', 'mach.msg'),
  'why.messageDestroyed.7': say('“{msg}” was destroyed because the kernel refused it.', 'message destruction', 'mach.msg'),
};
