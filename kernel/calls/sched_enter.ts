/** 5201 sched_enter(host_priv, thread: send, at_tick, priority, declared, trap_ticks). Our own. */
import { KERN_FAILURE, KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import { PORT_KIND_THREAD } from '../abi/events.ts';
import type { sched } from '../abi/interfaces/sched.ts';
import { schedulerOf } from '../sched/scheduler.ts';
import type { Thread } from '../task/thread.ts';
import type { CallHandler } from './call.ts';
import { TICKS_MAX } from './thread_compute.ts';

/**
 * Purpose: the thread whose port is given is scheduled from now on, and arrives at a tick.
 * Rights: none; the send right is released. Returns: KERN_FAILURE (not in scheduled mode; it is scheduled already, or its trap waits at the
 * gate), KERN_INVALID_ARGUMENT (no thread's port; a number too large).
 */
export const schedEnter: CallHandler<(typeof sched)['sched_enter'], unknown> = ({ system }, args) => {
  const { thread: right, at_tick: atTick, priority, declared, trap_ticks: trapTicks } = args;
  const { port } = right;
  if (port === null || port.kind !== PORT_KIND_THREAD || !port.active) return KERN_INVALID_ARGUMENT;
  if (Math.max(atTick, priority, declared, trapTicks) > TICKS_MAX) return KERN_INVALID_ARGUMENT;
  const scheduler = schedulerOf(system);
  const thread = port.object as Thread;
  if (scheduler === null || thread.sched !== null || thread.held !== null) return KERN_FAILURE;
  scheduler.enter(thread, atTick, priority, declared, trapTicks);
  return KERN_SUCCESS;
};
