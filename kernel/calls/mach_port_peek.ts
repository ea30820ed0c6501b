/** 3209 mach_port_peek(task, name, trailer_type, seqno) → seqno, size, id, sender. Source: XNU, osfmk/ipc/mach_port.c. */
import { KERN_FAILURE, KERN_INVALID_RIGHT, KERN_INVALID_VALUE } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { TRAILER_AUDIT, TRAILER_SHIFT } from '../abi/message.ts';
import type { Message } from '../ipc/message.ts';
import type { Task } from '../task/task.ts';
import type { CallHandler } from './call.ts';
import { isNoName, receivePort } from './lookup.ts';

/**
 * Purpose: look at a queued message without taking it: the head (`seqno` 0), or the one that will get this number.
 * Rights: none. Returns: KERN_INVALID_RIGHT, KERN_INVALID_NAME, KERN_INVALID_VALUE (a trailer beyond the audit token), KERN_FAILURE (no such message).
 */
export const machPortPeek: CallHandler<(typeof machPort)['mach_port_peek'], Task> = ({ target }, args) => {
  const { name, trailer_type: trailer, seqno } = args;
  if (isNoName(name)) return KERN_INVALID_RIGHT;
  if (trailer >>> TRAILER_SHIFT > TRAILER_AUDIT) return KERN_INVALID_VALUE;
  const port = receivePort(target.space, name);
  if (typeof port === 'number') return port;
  const ahead = seqno === 0 ? 0 : (seqno - port.seqno) >>> 0;
  if (ahead >= port.msgcount) return KERN_FAILURE;
  let message = port.head as Message;
  for (let index = 0; index < ahead; index++) message = message.next as Message;
  return { seqno: (port.seqno + ahead) >>> 0, size: message.sizeBytes, id: message.msghId, sender: message.senderTask };
};
