/** Calls of scheduled mode, explained. */
import type { device, sched, schedPolicy, schedulerService } from '../interfaces/sched.ts';
import { call, type CallExplanations } from './explanation.ts';

const OURS = 'machlab’s own';

export const SCHED: CallExplanations<typeof sched> = {
  sched_configure: call('Enters scheduled mode, with so many virtual CPUs.', OURS, 'CPU scheduler', 'KERN_INVALID_ARGUMENT'),
  sched_enter: call(
    'Has a thread scheduled from now on: it needs a virtual CPU to go on.',
    OURS,
    'job queue',
    'KERN_FAILURE',
    'KERN_INVALID_ARGUMENT',
  ),
  sched_clock: call('Starts or stops the tick clock.', OURS, 'timer', 'KERN_FAILURE'),
  sched_set_policy: call('Names the port whose receiver decides which thread runs.', OURS, 'mechanism and policy', 'KERN_INVALID_ARGUMENT'),
  sched_decide: call(
    'Sets priorities and quanta, admits threads, swaps them out and in.',
    OURS,
    'scheduling policy',
    'KERN_FAILURE',
    'KERN_INVALID_ARGUMENT',
  ),
  sched_info: call('Tells the tick, and who decides at present.', OURS, 'CPU scheduler'),
};

export const POLICY: CallExplanations<typeof schedPolicy> = {
  policy_decide: call('The kernel asks its policy what to do about what has happened.', OURS, 'scheduling policy'),
};

export const DEVICE: CallExplanations<typeof device> = {
  device_io: call(
    'Waits in a device’s queue, and is then served for so many ticks.',
    OURS,
    'device queue',
    'KERN_FAILURE',
    'KERN_INVALID_ARGUMENT',
  ),
};

export const SCHEDULER: CallExplanations<typeof schedulerService> = {
  scheduler_follow: call(
    'Tells the scheduler service which policy to follow.',
    OURS,
    'scheduling algorithm',
    'KERN_FAILURE',
    'KERN_INVALID_ARGUMENT',
  ),
};
