/** Scheduled mode: virtual CPUs, the threads they run, devices, the policy. */

import {
  DEVICE_JOINED,
  EV_SCHED_ASKED,
  EV_SCHED_BURST,
  EV_SCHED_CLOCK,
  EV_SCHED_CONFIGURED,
  EV_SCHED_DECIDED,
  EV_SCHED_DEVICE,
  EV_SCHED_ENTERED,
  EV_SCHED_PARAMS,
  EV_SCHED_POLICY,
  EV_SCHED_STATE,
  EV_SCHED_SWAPPED,
  EV_SCHED_SWITCH,
  EV_SCHED_TICK,
  SWITCH_GIVEN_UP,
} from '../../abi/events.ts';
import { CPUS_MAX, REGISTER_SETS_MAX } from '../../abi/limits.ts';
import { addRecord, ownSched, ownScheduled, removeRecord } from '../own.ts';
import { type CpuState, type DeviceJob, newSched } from '../records.sched.ts';
import { BrokenLog } from '../state.ts';
import type { State } from '../state.ts';
import { textOf } from '../text.ts';

export function foldSched(state: State, w: Int32Array, at: number, bytes: Uint8Array): void {
  switch (w[at]! & 0xffff) {
    case EV_SCHED_CONFIGURED:
      if (state.sched === null) state.sched = newSched(state.epoch);
      return configure(state, w[at + 2]!, w[at + 4]!, w[at + 6]!);
    case EV_SCHED_CLOCK:
      Object.assign(ownSched(state), { clock: w[at + 2]!, usPerTick: w[at + 4]! });
      return;
    case EV_SCHED_TICK:
      return pass(state, w[at + 2]! - w[at + 1]!, w[at + 3]!);
    case EV_SCHED_ENTERED:
      return enter(state, w, at);
    case EV_SCHED_STATE:
      return change(state, w, at, w[at + 5]!, w[at + 4]!, w[at + 6]!, w[at + 8]!, w[at + 11]!);
    case EV_SCHED_SWITCH:
      return turn(cpuOf(state, w[at + 1]!), w, at);
    case EV_SCHED_BURST:
      Object.assign(ownScheduled(state, w[at + 1]!), { burst: w[at + 3]!, declared: w[at + 6]! });
      return;
    case EV_SCHED_PARAMS:
      Object.assign(ownScheduled(state, w[at + 1]!), { priority: w[at + 3]!, quantum: w[at + 5]!, place: w[at + 7]! });
      return;
    case EV_SCHED_SWAPPED:
      Object.assign(ownScheduled(state, w[at + 1]!), { swapped: w[at + 3]!, place: w[at + 5]! });
      return;
    case EV_SCHED_DEVICE: {
      const jobs = jobsOf(state, w[at + 1]!);
      if (w[at + 4] === DEVICE_JOINED) jobs.push(jobIn(w, at));
      else if (jobs.splice(w[at + 7]!, 1).length === 0)
        throw new BrokenLog(`device ${w[at + 1]} is done with a request that it does not have`);
      return;
    }
    case EV_SCHED_POLICY:
      Object.assign(ownSched(state), { policyTask: w[at + 2]!, policyPort: w[at + 4]!, wants: w[at + 6]!, label: labels(bytes)[1] });
      return;
    case EV_SCHED_ASKED:
      ownSched(state).asked = w[at + 1]!;
      return;
    case EV_SCHED_DECIDED:
      ownSched(state).asked = 0;
      return;
    default:
  }
}

export function unfoldSched(state: State, w: Int32Array, at: number, bytes: Uint8Array): void {
  switch (w[at]! & 0xffff) {
    case EV_SCHED_CONFIGURED:
      if (w[at + 1] === 0) state.sched = null;
      else configure(state, w[at + 1]!, w[at + 3]!, w[at + 5]!);
      return;
    case EV_SCHED_CLOCK:
      Object.assign(ownSched(state), { clock: w[at + 1]!, usPerTick: w[at + 3]! });
      return;
    case EV_SCHED_TICK:
      return pass(state, w[at + 1]! - w[at + 2]!, w[at + 3]!);
    case EV_SCHED_ENTERED:
      return removeRecord(state, state.scheduled, w[at + 1]!, 'scheduled thread');
    case EV_SCHED_STATE:
      return change(state, w, at, w[at + 6]!, w[at + 3]!, w[at + 5]!, w[at + 7]!, w[at + 10]!);
    case EV_SCHED_SWITCH:
      return turnBack(cpuOf(state, w[at + 1]!), w, at);
    case EV_SCHED_BURST:
      Object.assign(ownScheduled(state, w[at + 1]!), { burst: 0, declared: w[at + 5]! });
      return;
    case EV_SCHED_PARAMS:
      Object.assign(ownScheduled(state, w[at + 1]!), { priority: w[at + 2]!, quantum: w[at + 4]!, place: w[at + 6]! });
      return;
    case EV_SCHED_SWAPPED:
      Object.assign(ownScheduled(state, w[at + 1]!), { swapped: w[at + 2]!, place: w[at + 4]! });
      return;
    case EV_SCHED_DEVICE: {
      const jobs = jobsOf(state, w[at + 1]!);
      if (w[at + 4] === DEVICE_JOINED) jobs.pop();
      else jobs.splice(w[at + 7]!, 0, jobIn(w, at));
      return;
    }
    case EV_SCHED_POLICY:
      Object.assign(ownSched(state), { policyTask: w[at + 1]!, policyPort: w[at + 3]!, wants: w[at + 5]!, label: labels(bytes)[0] });
      return;
    case EV_SCHED_ASKED:
      ownSched(state).asked = 0;
      return;
    case EV_SCHED_DECIDED:
      ownSched(state).asked = w[at + 1]!;
      return;
    default:
  }
}

function configure(state: State, cpus: number, switchTicks: number, registerSets: number): void {
  if (cpus < 1 || cpus > CPUS_MAX) throw new BrokenLog(`there are ${cpus} CPUs`);
  const sched = ownSched(state);
  const idle = (): CpuState => ({ thread: 0, switchLeft: 0, loaded: [], busyTicks: 0, switchTicks: 0, idleTicks: 0 });
  sched.cpus = Array.from({ length: cpus }, (_, index) => sched.cpus[index] ?? idle());
  sched.switchTicks = switchTicks;
  sched.registerSets = registerSets;
}

/** Ticks pass, or are taken back (negative): the same threads have the CPUs before and after. */
function pass(state: State, ticks: number, switching: number): void {
  const sched = ownSched(state);
  sched.tick += ticks;
  sched.cpus.forEach((cpu, index) => {
    if (cpu.thread === 0) cpu.idleTicks += ticks;
    else if ((switching & (1 << index)) !== 0) {
      cpu.switchLeft -= ticks;
      cpu.switchTicks += ticks;
    } else {
      cpu.busyTicks += ticks;
      const thread = ownScheduled(state, cpu.thread);
      thread.burst -= ticks;
      thread.cpuTicks += ticks;
      if (thread.quantumLeft >= 0) thread.quantumLeft -= ticks;
    }
  });
  for (const jobs of sched.devices) if (jobs[0] !== undefined) jobs[0].left -= ticks;
}

function enter(state: State, w: Int32Array, at: number): void {
  const record = {
    epoch: state.epoch,
    id: w[at + 1]!,
    task: w[at + 2]!,
    atTick: w[at + 3]!,
    base: w[at + 4]!,
    declared: w[at + 5]!,
    trapTicks: w[at + 6]!,
    state: 0,
    cpu: 0,
    place: 0,
    priority: 0,
    quantum: 0,
    quantumLeft: -1,
    burst: 0,
    swapped: 0,
    cpuTicks: 0,
  };
  addRecord(state, state.scheduled, record.id, record, 'scheduled thread');
}

function change(state: State, w: Int32Array, at: number, from: number, to: number, cpu: number, place: number, quantumLeft: number): void {
  const id = w[at + 1]!;
  if (from !== 0) cpuOf(state, from).thread = 0;
  if (cpu !== 0) cpuOf(state, cpu).thread = id;
  Object.assign(ownScheduled(state, id), { state: to, cpu, place, quantumLeft });
}

function turn(cpu: CpuState, w: Int32Array, at: number): void {
  const [thread, position] = [w[at + 2]!, w[at + 4]!];
  cpu.switchLeft = w[at + 3]!;
  if (position === SWITCH_GIVEN_UP) {
    cpu.loaded.shift();
    return;
  }
  if (position > 0) cpu.loaded.splice(position, 1);
  cpu.loaded.unshift(thread);
  if (w[at + 5] !== 0) cpu.loaded.pop();
  if (cpu.loaded.length > REGISTER_SETS_MAX) throw new BrokenLog('a CPU has more contexts than register sets');
}

function turnBack(cpu: CpuState, w: Int32Array, at: number): void {
  const [thread, position, evicted] = [w[at + 2]!, w[at + 4]!, w[at + 5]!];
  cpu.switchLeft = w[at + 6]!;
  if (position === SWITCH_GIVEN_UP) {
    cpu.loaded.unshift(thread);
    return;
  }
  if (evicted !== 0) cpu.loaded.push(evicted);
  cpu.loaded.shift();
  if (position > 0) cpu.loaded.splice(position, 0, thread);
}

function cpuOf(state: State, cpu: number): CpuState {
  const found = ownSched(state).cpus[cpu - 1];
  if (found === undefined) throw new BrokenLog(`an event speaks of CPU ${cpu}, which is not there`);
  return found;
}

function jobsOf(state: State, device: number): DeviceJob[] {
  const jobs = ownSched(state).devices[device - 1];
  if (jobs === undefined) throw new BrokenLog(`an event speaks of device ${device}, which is not there`);
  state.walk(jobs.length);
  return jobs;
}

function jobIn(w: Int32Array, at: number): DeviceJob {
  return { thread: w[at + 2]!, task: w[at + 3]!, ticks: w[at + 5]!, left: w[at + 6]! };
}

/** The old label and the new one. */
function labels(bytes: Uint8Array): [string, string] {
  const end = bytes.indexOf(0);
  return [textOf(bytes.subarray(0, end)), textOf(bytes.subarray(end + 1))];
}
