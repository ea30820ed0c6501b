/** 5203 sched_set_policy(host_priv, policy: send, wants, label). Our own. */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import type { sched } from '../abi/interfaces/sched.ts';
import { kernelTakes } from '../ipc/message.ts';
import { scheduledMode } from '../sched/scheduler.ts';
import type { CallHandler } from './call.ts';

/**
 * Purpose: the receiver of a port decides from now on; it hears of all threads first. The kernel enters scheduled mode with one CPU, if it
 * was not in it.
 * Rights: takes the send right. Returns: KERN_INVALID_ARGUMENT (no task receives there).
 */
export const schedSetPolicy: CallHandler<(typeof sched)['sched_set_policy'], unknown> = (call, { policy: right, wants, label }) => {
  const { system, message } = call;
  const receiver = right.port?.receiver?.taskId ?? 0;
  const port = receiver === 0 || right.port?.active !== true ? null : kernelTakes(system.ipc, message, right);
  if (port === null) return KERN_INVALID_ARGUMENT;
  scheduledMode(system).follow(port, receiver, wants, label);
  return KERN_SUCCESS;
};
