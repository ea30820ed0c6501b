/** English sentences for scheduled mode. */

import type { Phrase } from './catalogue.ts';

const say = (text: string, term: string, map: string): Phrase => ({ text, term, map });

export const SCHED: Readonly<Record<string, Phrase>> = {
  'sched-configured': say(
    'The kernel schedules {cpus#virtual CPU|virtual CPUs} from now on; time counts in ticks.',
    'CPU scheduler',
    'sched.basic',
  ),
  'sched-clock.running': say('The tick clock runs.', 'timer', 'sched.basic'),
  'sched-clock.stopped': say('The tick clock stands still.', 'timer', 'sched.basic'),
  'sched-tick': say('{ticksPassed#tick passes|ticks pass}: it is tick {new}.', 'virtual time', 'sched.basic'),
  'sched-entered': say('{who} will be scheduled, from tick {atTick} on.', 'job queue', 'sched.basic'),
  'sched-state.arrives': say('{who} arrives.', 'new', 'process.state'),
  'sched-state.admitted': say('{who} is admitted and joins the ready queue.', 'long-term scheduler', 'process.state'),
  'sched-state.dispatched': say('CPU {cpu} is given to {who}.', 'dispatcher', 'sched.dispatcher'),
  'sched-state.expired': say('{who} has used its quantum up and goes to the end of the ready queue.', 'time quantum', 'sched.algorithms'),
  'sched-state.preempted': say('{who} loses CPU {oldCpu} to a thread of higher priority.', 'preemption', 'sched.preemptive'),
  'sched-state.blocks': say('{who} has to wait and leaves its CPU.', 'waiting', 'process.state'),
  'sched-state.wakes': say('{who} waits no more and joins the ready queue.', 'ready queue', 'process.state'),
  'sched-state.ends': say('{who} has ended and needs no CPU any more.', 'terminated', 'process.state'),
  'sched-state.hung': say('{who} has not been heard of for too long and loses CPU {oldCpu}.', 'watchdog', 'sched.dispatcher'),
  'sched-state.suspended': say('{who} is suspended and leaves its CPU or the ready queue.', 'suspension', 'process.state'),
  'sched-switch': say('CPU {cpu} loads the context of {who}, which takes {ticks#tick|ticks}.', 'context switch', 'sched.context'),
  'sched-switch.loaded': say(
    'CPU {cpu} still has the context of {who} in a register set and turns to it at once.',
    'context switch',
    'sched.context',
  ),
  'sched-switch.givenUp': say('CPU {cpu} gives up loading the context of {who}.', 'context switch', 'sched.context'),
  'sched-burst': say('{who} computes for {ticks#tick|ticks}.', 'CPU burst', 'sched.basic'),
  'sched-burst.trap': say('The call of {who} costs {ticks#tick|ticks} of its CPU.', 'CPU burst', 'sched.basic'),
  'sched-params': say(
    '{who} has priority {priority} and a quantum of {quantum#tick|ticks} from now on (0: none).',
    'priority',
    'sched.algorithms',
  ),
  'sched-swapped.out': say('{who} is swapped out.', 'medium-term scheduler, swapping', 'sched.queues'),
  'sched-swapped.in': say('{who} is swapped in again.', 'medium-term scheduler, swapping', 'sched.queues'),
  'sched-device.joined': say('{who} joins the queue of the {device}, to be served for {ticks#tick|ticks}.', 'device queue', 'sched.queues'),
  'sched-device.done': say('The {device} has served {who}.', 'I/O burst', 'sched.queues'),
  'sched-device.cancelled': say('The request of {who} to the {device} is dropped.', 'device queue', 'sched.queues'),
  'sched-policy.registered': say('{newTask} decides who runs from now on: “{newLabel}”.', 'mechanism and policy', 'sched.algorithms'),
  'sched-policy.died': say('Whoever decided is gone: the kernel falls back to taking turns.', 'mechanism and policy', 'sched.algorithms'),
  'sched-policy.silent': say(
    'Whoever decides has not answered: it is ended, and the kernel falls back to taking turns.',
    'watchdog',
    'sched.algorithms',
  ),
  'sched-policy.nonsense': say(
    'Whoever decides has answered nonsense: it is ended, and the kernel falls back to taking turns.',
    'mechanism and policy',
    'sched.algorithms',
  ),
  'sched-policy.stalled': say(
    'Whoever decides lets nobody run: it is ended, and the kernel falls back to taking turns.',
    'watchdog',
    'sched.algorithms',
  ),
  'sched-asked': say(
    'The kernel asks what to do about {count#thing that has|things that have} happened; time stands still until the answer.',
    'mechanism and policy',
    'sched.algorithms',
  ),
  'sched-decided': say('The answer holds {count#decision|decisions}.', 'mechanism and policy', 'sched.algorithms'),
  'sched-decided.fallback': say('There will be no answer to that.', 'mechanism and policy', 'sched.algorithms'),
};
