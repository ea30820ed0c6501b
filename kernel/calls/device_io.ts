/** 5420 device_io(device, ticks). Our own. */
import { KERN_FAILURE, KERN_INVALID_ARGUMENT, KERN_SUCCESS, MIG_NO_REPLY } from '../abi/codes.ts';
import { device as deviceCalls } from '../abi/interfaces/sched.ts';
import { schedulerOf } from '../sched/scheduler.ts';
import type { CallHandler } from './call.ts';
import { owe } from './owe.ts';
import { TICKS_MAX } from './thread_compute.ts';

/**
 * Purpose: the request waits in the device's queue, is served for so many ticks, and answered.
 * Rights: keeps the reply right. Returns: KERN_FAILURE (no such device), KERN_INVALID_ARGUMENT (too many ticks).
 */
export const deviceIo: CallHandler<(typeof deviceCalls)['device_io'], unknown> = (call, { ticks }) => {
  const { system, port, caller, thread } = call;
  const device = schedulerOf(system)?.devices.find((one) => one.port === port);
  if (device === undefined) return KERN_FAILURE;
  if (ticks > TICKS_MAX) return KERN_INVALID_ARGUMENT;
  if (ticks === 0) return KERN_SUCCESS;
  device.join(thread?.id ?? 0, caller.id, ticks, owe(call, deviceCalls.device_io));
  return MIG_NO_REPLY;
};
