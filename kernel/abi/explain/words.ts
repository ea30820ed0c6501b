/** Traps, rights, dispositions, notifications and options of `mach_msg`. */
import type { DispositionName, RightName } from '../rights.ts';
import { MACH3, XNU, say } from './explanation.ts';
import type { Explanation } from './explanation.ts';

/** By the names of `TRAP_NAMES`; a test sees to it that none is missing. */
export const TRAPS: Readonly<Record<string, Explanation>> = {
  mach_msg: say(
    'Sends a message, receives one, or does both in one step; every other call is a message that it sends.',
    `${MACH3}, mach_msg`,
    'send() and receive(); with both options a remote procedure call',
  ),
  task_self: say('Gives a send right to the task’s own kernel port, by which its calls reach the kernel.', `${MACH3}, mach_task_self`),
  thread_self: say('Gives a send right to the kernel port of the thread that calls.', `${MACH3}, mach_thread_self`),
  host_self: say('Gives a send right to the port of the host, which anybody may ask about the system.', `${MACH3}, mach_host_self`),
  reply_port: say('Makes a port to receive replies at, and gives the name of its receive right.', `${MACH3}, mach_reply_port`),
  thread_switch: say(
    'Gives the processor away in Mach; here it returns at once, for the operating system has threads take turns.',
    `${MACH3}, thread_switch`,
    'yield',
  ),
};

const RIGHTS_SOURCE = `${MACH3}, Ports`;
export const RIGHTS: Readonly<Record<RightName, Explanation>> = {
  SEND: say(
    'Lets its holder put any number of messages into a port’s queue; there can be many, and each name counts its references.',
    RIGHTS_SOURCE,
    'send right: a task that may send to the mailbox',
  ),
  RECEIVE: say(
    'Lets its holder take messages from a port’s queue; there is exactly one, and the port dies with it.',
    RIGHTS_SOURCE,
    'receive right: the owner of the mailbox',
  ),
  SEND_ONCE: say(
    'Lets its holder send exactly one message; unused, it tells the receiver that it is gone.',
    RIGHTS_SOURCE,
    'the return address for a one-time reply',
  ),
  PORT_SET: say('Lets its holder receive from whichever of several ports has a message.', RIGHTS_SOURCE, 'mailbox set'),
  DEAD_NAME: say('Keeps the place of a right whose port has died, so that the name is not taken for another port’s.', RIGHTS_SOURCE, ''),
};

const COPYIN_SOURCE = `${MACH3}, mach_msg: port rights in messages`;
export const DISPOSITION_WORDS: Readonly<Record<DispositionName, Explanation>> = {
  PORT_NAME: say('Sends a name as a plain number: no right moves.', COPYIN_SOURCE),
  MOVE_RECEIVE: say(
    'The receive right leaves the sender and arrives at the receiver, queue and all.',
    COPYIN_SOURCE,
    'passing ownership of a mailbox on',
  ),
  MOVE_SEND: say('One reference of a send right leaves the sender.', COPYIN_SOURCE),
  MOVE_SEND_ONCE: say('The send-once right leaves the sender, as in a reply.', COPYIN_SOURCE, 'sending the one-time reply'),
  COPY_SEND: say('A further send right is made from the sender’s, who keeps it.', COPYIN_SOURCE, 'granting another task the right to send'),
  MAKE_SEND: say(
    'A send right is made from the sender’s receive right, and the port counts it.',
    COPYIN_SOURCE,
    'granting another task the right to send',
  ),
  MAKE_SEND_ONCE: say(
    'A send-once right is made from the sender’s receive right, as for a reply.',
    COPYIN_SOURCE,
    'establishing a reply port',
  ),
};

export type NotificationName =
  | 'PORT_DELETED'
  | 'SEND_POSSIBLE'
  | 'MSG_ACCEPTED'
  | 'PORT_DESTROYED'
  | 'NO_SENDERS'
  | 'SEND_ONCE'
  | 'DEAD_NAME';
const NOTIFY_SOURCE = `${MACH3}, Notifications`;
export const NOTIFICATIONS: Readonly<Record<NotificationName, Explanation>> = {
  PORT_DELETED: say(
    'A name with a dead-name request is gone, though its port lives: the right left or was given up.',
    NOTIFY_SOURCE,
    'a message to the Notify port',
  ),
  SEND_POSSIBLE: say(
    'There is room again in a queue that was full when its sender tried.',
    `${XNU}, mach/notify.h`,
    'a notification that the message can be put into the queue',
  ),
  MSG_ACCEPTED: say(
    'The one message that the kernel kept for a sender has been taken from the full queue.',
    `${MACH3}, mach_msg with MACH_SEND_NOTIFY`,
    'the notification for a temporarily cached message',
  ),
  PORT_DESTROYED: say(
    'A receive right that would have died comes to whoever asked for it, with its queue.',
    NOTIFY_SOURCE,
    'a message to the Notify port',
  ),
  NO_SENDERS: say(
    'Nobody holds a send right to a port any more; the body says how many were ever made.',
    NOTIFY_SOURCE,
    'a message to the Notify port',
  ),
  SEND_ONCE: say(
    'A send-once right was destroyed unused: the reply that it was for will not come.',
    NOTIFY_SOURCE,
    'learning that a partner has terminated',
  ),
  DEAD_NAME: say(
    'The port behind a name has died; the name gains a reference so that it cannot vanish before this is read.',
    NOTIFY_SOURCE,
    'a message to the Notify port',
  ),
};

const MSG_SOURCE = `${MACH3}, mach_msg`;
export const OPTIONS: Readonly<Record<string, Explanation>> = {
  SEND_MSG: say('Sends the message.', MSG_SOURCE, 'msg_send: the send operation'),
  RCV_MSG: say(
    'Receives a message, after the send if there is one.',
    MSG_SOURCE,
    'msg_receive: the receive operation; with SEND_MSG msg_rpc',
  ),
  RCV_LARGE: say('Leaves a message in the queue for which there is too little room, instead of destroying it.', MSG_SOURCE),
  RCV_LARGE_IDENTITY: say('Tells besides which member of a set that message waits at.', `${XNU}, mach_msg`),
  SEND_TIMEOUT: say(
    'Waits for room in the queue no longer than the timeout says; 0 does not wait at all.',
    MSG_SOURCE,
    'waiting at most n milliseconds, or returning immediately',
  ),
  SEND_NOTIFY_CACHED: say(
    'Leaves one message with the kernel when the queue is full, and tells when it was taken.',
    `${MSG_SOURCE} (there: MACH_SEND_NOTIFY)`,
    'temporarily caching a message',
  ),
  SEND_INTERRUPT: say('Tells the program when an abort ended its send, instead of beginning it again.', MSG_SOURCE),
  SEND_NOTIFY: say('Arms the send-possible request of the destination when its queue is full.', `${XNU}, mach_msg`),
  RCV_TIMEOUT: say('Waits for a message no longer than the timeout says; 0 only looks.', MSG_SOURCE, 'nonblocking receive'),
  SEND_CANCEL: say('Takes the promise of an earlier cached message back, so that another can be left.', `${MSG_SOURCE}, MACH_SEND_CANCEL`),
  RCV_INTERRUPT: say('Tells the program when an abort ended its receive, instead of beginning it again.', MSG_SOURCE),
  RCV_GUARDED_DESC: say('Takes guarded rights as such, with their guard on.', `${XNU}, mach_msg`),
  RCV_TRAILER_NULL: say('Asks for the smallest trailer, which says only its own size.', `${XNU}, mach/message.h`),
  RCV_TRAILER_SEQNO: say('Asks for the message’s number among those received from its port.', `${MACH3}, mach_msg: msgh_seqno`),
  RCV_TRAILER_SENDER: say('Asks who sent the message, by the kernel’s word and not the sender’s.', `${XNU}, mach/message.h`),
  RCV_TRAILER_AUDIT: say('Asks for the sender’s audit token, in which its task stands.', `${XNU}, mach/message.h`),
  RCV_TRAILER_CTX: say('Asks besides for the context that the receiver keeps with the port.', `${XNU}, mach/message.h`),
  RCV_TRAILER_AV: say('Asks for the longest trailer that there is.', `${XNU}, mach/message.h`),
};
