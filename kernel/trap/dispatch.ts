/** The traps by their number. */
import { KERN_INVALID_ARGUMENT } from '../abi/codes.ts';
import { EV_NAME_ALLOCATED, PORT_KIND_ORDINARY } from '../abi/events.ts';
import { TRAP_HOST_SELF, TRAP_MACH_MSG, TRAP_REPLY_PORT, TRAP_TASK_SELF, TRAP_THREAD_SELF, TRAP_THREAD_SWITCH } from '../abi/frame.ts';
import { MACH_PORT_NULL, TYPE_RECEIVE } from '../abi/rights.ts';
import { serve } from '../calls/serve.ts';
import type { Continuations } from '../ipc/context.ts';
import type { SendBuffer } from '../ipc/copyin.ts';
import { type Port, portCreate, receiverTask } from '../ipc/port.ts';
import { sendInsert } from '../ipc/right.ts';
import { entryBind, entrySet, spaceAllocate } from '../ipc/space.ts';
import type { System } from '../task/system.ts';
import type { Thread } from '../task/thread.ts';
import { finish } from './finish.ts';
import { deliver, machMsg, sendDone } from './mach_msg.ts';

/** Purpose: run one trap of a thread; `buffer.at` is at the trap number. Needs: at least four bytes, and the thread is in the trap already. */
export function trap(system: System, thread: Thread, buffer: SendBuffer): void {
  const { space } = thread.task;
  switch (thread.trap) {
    case TRAP_MACH_MSG:
      return machMsg(system, thread, buffer);
    case TRAP_TASK_SELF:
      return selfPort(system, thread, thread.task.self);
    case TRAP_THREAD_SELF:
      return selfPort(system, thread, thread.self ?? thread.port);
    case TRAP_HOST_SELF:
      return selfPort(system, thread, thread.task.host ?? system.hostPort);
    case TRAP_REPLY_PORT: {
      const entry = spaceAllocate(space);
      if (entry === null) return finish(system, thread, MACH_PORT_NULL);
      const port = portCreate(system.ipc, PORT_KIND_ORDINARY, 0);
      entryBind(entry, port);
      entrySet(system.ipc, EV_NAME_ALLOCATED, entry, TYPE_RECEIVE, 1, 0, 0, 0, 0);
      receiverTask(system.ipc, port, space, entry.name);
      return finish(system, thread, entry.name);
    }
    case TRAP_THREAD_SWITCH:
      return finish(system, thread, 0);
    default:
      return finish(system, thread, KERN_INVALID_ARGUMENT);
  }
}

function selfPort(system: System, thread: Thread, port: Port | null): void {
  finish(system, thread, port === null ? MACH_PORT_NULL : sendInsert(system.ipc, thread.task.space, port));
}

/** Purpose: how threads go on when IPC lets them, and when calls change them. */
export function continuations(system: System): Continuations {
  return {
    sent: (waiter) => sendDone(system, waiter as Thread),
    receive: (waiter, port) => deliver(system, waiter as Thread, port),
    receiverLost: (waiter, code) => finish(system, waiter as Thread, code),
    serve: (message, waiter) => serve(system, message, waiter as Thread | null),
  };
}
