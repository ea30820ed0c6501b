/** Records of scheduled mode. */

export interface CpuState {
  /** 0: idle. */
  thread: number;
  switchLeft: number;
  /** Threads whose contexts are in its register sets, the latest first. */
  readonly loaded: number[];
  /** Ticks spent so far: computing, on context switches, idle. */
  busyTicks: number;
  switchTicks: number;
  idleTicks: number;
}

export interface DeviceJob {
  readonly thread: number;
  readonly task: number;
  readonly ticks: number;
  left: number;
}

/** The scheduler as a whole. */
export interface SchedState {
  readonly epoch: number;
  cpus: CpuState[];
  switchTicks: number;
  registerSets: number;
  /** 1: the clock runs. */
  clock: number;
  usPerTick: number;
  tick: number;
  /** Who decides: task and port, 0: the kernel; the last policy's label. */
  policyTask: number;
  policyPort: number;
  wants: number;
  label: string;
  /** The question that the policy has not answered, a message; 0: none. */
  asked: number;
  /** By `DEVICE_*` less one: requests, the first being served. */
  readonly devices: DeviceJob[][];
}

/** A scheduled thread; it stays when the thread has ended. */
export interface ScheduledState {
  readonly epoch: number;
  readonly id: number;
  readonly task: number;
  readonly atTick: number;
  readonly base: number;
  readonly trapTicks: number;
  /** SCHED_*; 0: it has yet to arrive. */
  state: number;
  cpu: number;
  place: number;
  priority: number;
  quantum: number;
  quantumLeft: number;
  burst: number;
  declared: number;
  /** 0 or 1. */
  swapped: number;
  cpuTicks: number;
}

export function newSched(epoch: number): SchedState {
  return {
    epoch,
    cpus: [],
    switchTicks: 0,
    registerSets: 1,
    clock: 0,
    usPerTick: 0,
    tick: 0,
    policyTask: 0,
    policyPort: 0,
    wants: 0,
    label: '',
    asked: 0,
    devices: [[], [], []],
  };
}
