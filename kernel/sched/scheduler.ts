/**
 * The mechanism of scheduled mode: virtual CPUs that run the ready thread of the highest priority, a tick clock, quanta, context
 * switches, devices. It knows no policy: see `policy.ts`.
 *
 * The clock stands still while a running thread is *silent*: its RETURN has gone out and its next trap has not come. Otherwise every
 * CPU knows when it has something other to do, and the clock goes to the first of those moments at once.
 */
import {
  BURST_COMPUTE,
  BURST_TRAP,
  DEVICE_DISK,
  DEVICE_NAMES,
  DEVICE_NETWORK,
  EV_SCHED_BURST,
  EV_SCHED_CLOCK,
  EV_SCHED_CONFIGURED,
  EV_SCHED_ENTERED,
  EV_SCHED_PARAMS,
  EV_SCHED_STATE,
  EV_SCHED_SWAPPED,
  EV_SCHED_SWITCH,
  EV_SCHED_TICK,
  POLICY_DIED,
  POLICY_NONSENSE,
  POLICY_REGISTERED,
  POLICY_SILENT,
  POLICY_STALLED,
  PORT_KIND_DEVICE,
  SCHED_ADMITTED,
  SCHED_ARRIVES,
  SCHED_BLOCKS,
  SCHED_DISPATCHED,
  SCHED_ENDS,
  SCHED_EXPIRED,
  SCHED_HUNG,
  SCHED_NEW,
  SCHED_PREEMPTED,
  SCHED_READY,
  SCHED_RUNNING,
  SCHED_SUSPENDED,
  SCHED_TERMINATED,
  SCHED_WAITING,
  SCHED_WAKES,
  SWITCH_GIVEN_UP,
} from '../abi/events.ts';
import {
  HAPPENED_BLOCKED,
  HAPPENED_ENDED,
  HAPPENED_EXPIRED,
  HAPPENED_NEW,
  HAPPENED_READY,
  HAPPENED_RUNS,
  HAPPENED_TIMER,
  WANTS_ADMISSION,
  WANTS_PREEMPTION,
} from '../abi/interfaces/sched.ts';
import type { Message } from '../ipc/message.ts';
import { kernelHolds, type Port, portCreate } from '../ipc/port.ts';
import { type Owed, Scheduled, type Scheduling } from '../task/scheduled.ts';
import type { System } from '../task/system.ts';
import type { Thread } from '../task/thread.ts';
import { Timers } from '../task/timers.ts';
import { Cpu } from './cpu.ts';
import { apply } from './decisions.ts';
import { Device } from './device.ts';
import { Policy } from './policy.ts';
import { RunQueue } from './runQueue.ts';

/** The kernel's own rule when nobody decides: all are equal, and take turns. */
export const DEFAULT_PRIORITY = 0;
export const DEFAULT_QUANTUM = 4;
/** Moments of one input at most: what is left waits for the next, so that nothing else has to wait long. */
const MOMENTS_PER_INPUT = 20_000;
const WATCHDOG_US = 2_000_000;
/** Times in a row that a policy may ask to be woken later while it lets nobody run. */
const WAKES_MAX = 1000;

export class Scheduler implements Scheduling {
  readonly system: System;
  readonly policy: Policy;
  readonly devices: readonly Device[];
  readonly threads = new Map<number, Scheduled>();
  readonly timers = new Timers();
  cpus: readonly Cpu[] = [];
  switchTicks = 0;
  registerSets = 1;
  clock = false;
  usPerTick = 0;
  tick = 0;
  watchdogUs = WATCHDOG_US;
  /** Threads that were dispatched, since the beginning. */
  dispatches = 0;
  readonly #ready = new RunQueue();
  /** Threads to come, the next one last. */
  readonly #arrivals: Scheduled[] = [];
  #lastPlace = 0;
  #firstPlace = 0;
  /** When the clock last moved, and when it may move again; -1: that does not hang on time. */
  #movedUs = 0;
  #dueUs = -1;
  /** Since when nothing happens because the policy lets nobody run, in virtual microseconds; -1: that is not so. */
  #stalledUs = -1;
  /** How often the clock went to the policy's timer since anybody last had something to do. */
  #wakes = 0;

  constructor(system: System) {
    const { ipc } = system;
    this.system = system;
    this.policy = new Policy(ipc);
    const devices: Device[] = [];
    for (let id = DEVICE_DISK; id <= DEVICE_NETWORK; id++) {
      const port = portCreate(ipc, PORT_KIND_DEVICE, id);
      kernelHolds(ipc, port, 1, 0);
      devices.push(new Device(ipc, id, port));
    }
    this.devices = devices;
  }

  /** Every send right that the scheduler holds, for who counts them. */
  *held(): Generator<Port> {
    for (const { port } of this.devices) yield port;
    if (this.policy.port !== null) yield this.policy.port;
  }

  /** Every reply right that it keeps. */
  *owed(): Generator<Owed> {
    for (const { owed } of this.threads.values()) if (owed !== null) yield owed;
    for (const { jobs } of this.devices) for (const { owed } of jobs) yield owed;
  }

  /** Somebody is scheduled, and has not ended. */
  get alive(): boolean {
    for (const { state } of this.threads.values()) if (state !== SCHED_TERMINATED) return true;
    return false;
  }

  // What the mode is

  /** Purpose: so many CPUs, so many ticks a switch, so many register sets each. Needs: fewer CPUs than before only while none runs. */
  configure(cpus: number, switchTicks: number, registerSets: number): void {
    const { cpus: old } = this;
    this.system.ipc.sink.emit(EV_SCHED_CONFIGURED, old.length, cpus, this.switchTicks, switchTicks, this.registerSets, registerSets);
    this.cpus = Array.from({ length: cpus }, (_, index) => old[index] ?? new Cpu(index + 1));
    this.switchTicks = switchTicks;
    this.registerSets = registerSets;
  }

  setClock(clock: boolean, usPerTick: number): void {
    this.system.ipc.sink.emit(EV_SCHED_CLOCK, this.clock ? 1 : 0, clock ? 1 : 0, this.usPerTick, usPerTick);
    this.clock = clock;
    this.usPerTick = usPerTick;
    this.#movedUs = this.system.nowUs;
    this.#stalledUs = -1;
  }

  /** Purpose: a thread is scheduled from now on, and arrives at a tick, or when the clock runs again. Needs: it is not scheduled yet. */
  enter(thread: Thread, atTick: number, base: number, declared: number, trapTicks: number): void {
    const scheduled = new Scheduled(thread, atTick, base, declared, trapTicks);
    thread.sched = scheduled;
    this.threads.set(thread.id, scheduled);
    this.system.ipc.sink.emit(EV_SCHED_ENTERED, thread.id, thread.task.id, atTick, base, declared, trapTicks);
    if (this.policy.port === null) this.params(scheduled, DEFAULT_PRIORITY, DEFAULT_QUANTUM);
    const after = this.#arrivals.findLastIndex((other) => other.atTick > atTick);
    this.#arrivals.splice(after + 1, 0, scheduled);
  }

  /** Purpose: a policy decides from now on; it hears of all threads first. Rights: takes over a send right that the kernel holds. */
  follow(port: Port, task: number, wants: number, label: string): void {
    this.policy.set(port, task, wants, label, POLICY_REGISTERED);
    for (const scheduled of this.threads.values()) this.#introduce(scheduled);
  }

  #introduce({ thread, state, base, declared, cpuTicks, burst }: Scheduled): void {
    if (state === 0 || state === SCHED_TERMINATED) return;
    this.policy.happened(HAPPENED_NEW, thread.id, base, declared);
    if (state === SCHED_READY || state === SCHED_RUNNING)
      this.policy.happened(HAPPENED_READY, thread.id, cpuTicks, burst > 0 ? burst : declared);
    if (state === SCHED_WAITING) this.policy.happened(HAPPENED_BLOCKED, thread.id, cpuTicks, 0);
  }

  /** Purpose: the kernel decides by itself again. A policy that broke the rules is ended with its task. */
  fallBack(why: number): void {
    const { policy, system } = this;
    const task = system.tasks.get(policy.task);
    this.#stalledUs = -1;
    this.#wakes = 0;
    policy.set(null, 0, 0, why === POLICY_DIED ? policy.label : '', why);
    for (const scheduled of this.threads.values()) {
      if (scheduled.state === SCHED_TERMINATED) continue;
      this.params(scheduled, DEFAULT_PRIORITY, DEFAULT_QUANTUM);
      this.swap(scheduled, false);
      if (scheduled.state === SCHED_NEW) this.admit(scheduled);
    }
    if (why !== POLICY_DIED && task !== undefined) system.terminateTask(task);
  }

  /** A port has died: perhaps the policy's. */
  portDied(port: Port): void {
    if (port === this.policy.port) this.fallBack(POLICY_DIED);
  }

  /** Purpose: the answer of the policy, or what else came in its place. Rights: the message is consumed. */
  serveDecision(message: Message): void {
    const asked = this.policy.expects(message);
    const decisions = this.policy.answer(message);
    if (!asked) return;
    if (decisions === null || !apply(this, decisions)) this.fallBack(POLICY_NONSENSE);
  }

  // What threads do

  returned(thread: Thread): void {
    const scheduled = thread.sched as Scheduled;
    if (scheduled.state === SCHED_RUNNING) scheduled.silentUs = this.system.nowUs;
    else this.#wake(scheduled);
  }

  /** A trap of the thread has come, and waits. */
  arrived(thread: Thread): void {
    this.#wake(thread.sched as Scheduled);
  }

  blocked(thread: Thread): void {
    const scheduled = thread.sched as Scheduled;
    if (scheduled.state === SCHED_RUNNING && scheduled.owed === null) this.#stop(scheduled, SCHED_BLOCKS);
  }

  suspended(thread: Thread): void {
    const scheduled = thread.sched as Scheduled;
    if (scheduled.state === SCHED_READY || scheduled.state === SCHED_RUNNING) this.#stop(scheduled, SCHED_SUSPENDED);
  }

  resumed(thread: Thread): void {
    const scheduled = thread.sched as Scheduled;
    if (thread.waiting === 0 || scheduled.owed !== null) this.#wake(scheduled);
  }

  ended(thread: Thread): void {
    const scheduled = thread.sched as Scheduled;
    for (const device of this.devices) device.cancel(thread.id);
    const { owed, state } = scheduled;
    scheduled.owed = null;
    owed?.drop();
    if (state === 0) this.#arrivals.splice(this.#arrivals.indexOf(scheduled), 1);
    this.#state(scheduled, SCHED_TERMINATED, 0, 0, SCHED_ENDS, -1);
    this.policy.happened(HAPPENED_ENDED, thread.id, scheduled.cpuTicks, 0);
  }

  /** Purpose: a running thread computes, and is answered when it has. Needs: it runs and computes nothing yet. */
  compute(scheduled: Scheduled, ticks: number, next: number, owed: Owed): void {
    scheduled.owed = owed;
    this.#burst(scheduled, ticks, BURST_COMPUTE, next);
  }

  // What policies say

  /** Purpose: priority and quantum (0: none) of a thread. One whose priority changes goes behind all of the new one. */
  params(scheduled: Scheduled, priority: number, quantum: number): void {
    const { priority: oldPriority, quantum: oldQuantum, place } = scheduled;
    if (priority === oldPriority && quantum === oldQuantum) return;
    const moves = priority !== oldPriority && this.#isQueued(scheduled);
    if (moves) this.#ready.remove(scheduled);
    scheduled.priority = priority;
    scheduled.quantum = quantum;
    if (moves) {
      scheduled.place = ++this.#lastPlace;
      this.#ready.add(scheduled);
    }
    this.system.ipc.sink.emit(EV_SCHED_PARAMS, scheduled.thread.id, oldPriority, priority, oldQuantum, quantum, place, scheduled.place);
  }

  /** Purpose: a new thread joins the others. Needs: it is new. */
  admit(scheduled: Scheduled): void {
    const { thread } = scheduled;
    const waits = !thread.runnable || thread.waiting !== 0;
    this.#state(scheduled, waits ? SCHED_WAITING : SCHED_READY, 0, waits ? 0 : ++this.#lastPlace, SCHED_ADMITTED, 0);
  }

  /** Purpose: swap a thread out, so that it is not dispatched; or in again. */
  swap(scheduled: Scheduled, out: boolean): void {
    if (scheduled.swapped === out) return;
    if (out && scheduled.state === SCHED_RUNNING) this.#preemptFrom(scheduled);
    if (out && this.#isQueued(scheduled)) this.#ready.remove(scheduled);
    const { place } = scheduled;
    scheduled.swapped = out;
    if (this.#isQueued(scheduled)) {
      scheduled.place = ++this.#lastPlace;
      this.#ready.add(scheduled);
    }
    this.system.ipc.sink.emit(EV_SCHED_SWAPPED, scheduled.thread.id, out ? 0 : 1, out ? 1 : 0, place, scheduled.place);
  }

  // Time

  /** The next moment, in virtual microseconds, at which `expire` or `advance` has something to do although nothing comes in; -1: none. */
  nextUs(): number {
    if (!this.clock) return -1;
    let nextUs = this.policy.asked === 0 ? this.#dueUs : this.policy.askedUs + this.watchdogUs;
    if (this.#stalledUs >= 0) nextUs = earlier(nextUs, this.#stalledUs + this.watchdogUs);
    for (const { thread } of this.cpus) {
      if (thread === null || !isSilent(thread)) continue;
      nextUs = earlier(nextUs, thread.silentUs + this.watchdogUs);
    }
    return nextUs;
  }

  /** Purpose: whoever has been silent for too long loses its turn. */
  expire(): void {
    const { nowUs } = this.system;
    if (this.policy.asked !== 0 && nowUs - this.policy.askedUs >= this.watchdogUs) return this.fallBack(POLICY_SILENT);
    if (this.#stalledUs >= 0 && nowUs - this.#stalledUs >= this.watchdogUs) return this.fallBack(POLICY_STALLED);
    for (const { thread: scheduled } of this.cpus) {
      if (scheduled !== null && isSilent(scheduled) && nowUs - scheduled.silentUs >= this.watchdogUs) this.#stop(scheduled, SCHED_HUNG);
    }
  }

  /** Purpose: go on as far as can be: to where a process or the policy is to speak, or nothing is left to do. `once`: one moment only. */
  advance(once = false): void {
    this.#dueUs = -1;
    if (!this.clock) return;
    for (let moments = once ? 1 : MOMENTS_PER_INPUT; this.policy.asked === 0 && this.#letRun(); moments--) {
      this.#arrivalsDue();
      this.#expireQuanta();
      if (this.#ask()) return;
      this.#preempt();
      if (this.#dispatch()) continue;
      const ticks = this.#nextTicks();
      if (this.#stalls(ticks)) return;
      if (ticks < 0 || !this.#mayMove(ticks, moments, once)) return;
      if (!this.system.control.step()) return;
      this.#pass(ticks);
    }
  }

  /**
   * A policy that holds everybody back and asks for no time stalls the run: the watchdog waits for it. One that asks for time again
   * and again, and lets nobody run meanwhile, is not waited for.
   */
  #stalls(ticks: number): boolean {
    if (ticks >= 0 || this.policy.port === null || !this.#holdsBack()) {
      this.#stalledUs = -1;
      return false;
    }
    if (this.#stalledUs < 0) this.#stalledUs = this.system.nowUs;
    return true;
  }

  /** Somebody could run if the policy admitted it, or swapped it in. */
  #holdsBack(): boolean {
    for (const { state, swapped } of this.threads.values()) if (state === SCHED_NEW || (state === SCHED_READY && swapped)) return true;
    return false;
  }

  #mayMove(ticks: number, moments: number, once: boolean): boolean {
    const { nowUs } = this.system;
    if (moments <= 0) {
      if (!once) this.#dueUs = nowUs;
      return false;
    }
    if (once || this.usPerTick === 0) return true;
    const dueUs = this.#movedUs + this.usPerTick * ticks;
    if (nowUs >= dueUs) return true;
    this.#dueUs = dueUs;
    return false;
  }

  /**
   * Purpose: whoever runs and has nothing left to compute goes on: it is answered, its frame goes out, its trap is paid for or admitted;
   * all in the order of the CPUs, and no trap before everybody has spoken, so that it does not matter who is faster.
   * Returns: whether all of them compute now; no: a process is to speak.
   */
  #letRun(): boolean {
    for (;;) {
      let silent = false;
      let held = false;
      for (const cpu of this.cpus) {
        const scheduled = cpu.thread;
        if (scheduled === null || cpu.switchLeft > 0 || scheduled.burst > 0) continue;
        this.#goOn(scheduled);
        if (cpu.thread !== scheduled) continue;
        if (isSilent(scheduled)) silent = true;
        else held = true;
      }
      if (silent) return false;
      if (!held) return true;
      for (const { thread: scheduled, switchLeft } of this.cpus) {
        if (scheduled !== null && switchLeft === 0 && scheduled.burst === 0 && scheduled.thread.held !== null) this.#trap(scheduled);
      }
    }
  }

  #goOn(scheduled: Scheduled): void {
    const { thread, owed } = scheduled;
    if (owed !== null) {
      scheduled.owed = null;
      owed.answer();
      this.system.control.settle();
      if (thread.alive && thread.waiting !== 0) this.#stop(scheduled, SCHED_BLOCKS);
    }
    if (scheduled.runs) this.system.outputs.release(thread.id, thread.task.process);
  }

  #trap(scheduled: Scheduled): void {
    if (scheduled.trapTicks > 0 && !scheduled.paid) {
      scheduled.paid = true;
      return this.#burst(scheduled, scheduled.trapTicks, BURST_TRAP, scheduled.declared);
    }
    scheduled.paid = false;
    this.system.control.admit(scheduled.thread);
  }

  #burst(scheduled: Scheduled, ticks: number, kind: number, next: number): void {
    const { thread, declared } = scheduled;
    scheduled.burst = ticks;
    scheduled.declared = next;
    this.system.ipc.sink.emit(EV_SCHED_BURST, thread.id, thread.task.id, ticks, kind, declared, next);
  }

  #expireQuanta(): void {
    for (const { thread: scheduled } of this.cpus) {
      if (scheduled === null || scheduled.quantumLeft !== 0) continue;
      this.#state(scheduled, SCHED_READY, 0, ++this.#lastPlace, SCHED_EXPIRED, 0);
      this.policy.happened(HAPPENED_EXPIRED, scheduled.thread.id, scheduled.cpuTicks, scheduled.burst);
    }
  }

  #ask(): boolean {
    const { policy } = this;
    if (!policy.curious || policy.port === null) return false;
    const running: number[] = [];
    for (const { thread: scheduled } of this.cpus) {
      if (scheduled !== null) running.push(HAPPENED_RUNS, scheduled.thread.id, scheduled.cpuTicks, scheduled.burst);
    }
    policy.ask(this.tick, this.system.nowUs, running);
    this.system.control.settle();
    return true;
  }

  #preempt(): void {
    if ((this.policy.wants & WANTS_PREEMPTION) === 0) return;
    for (;;) {
      const first = this.#ready.first();
      if (first === null) return;
      let lowest: Scheduled | null = null;
      for (const { thread: scheduled } of this.cpus) {
        if (scheduled === null) return;
        if (lowest === null || scheduled.priority < lowest.priority) lowest = scheduled;
      }
      if (lowest === null || lowest.priority >= first.priority) return;
      this.#preemptFrom(lowest);
    }
  }

  /** It goes to the head of its queue, with what is left of its quantum. */
  #preemptFrom(scheduled: Scheduled): void {
    this.#state(scheduled, SCHED_READY, 0, --this.#firstPlace, SCHED_PREEMPTED, Math.max(scheduled.quantumLeft, 0));
  }

  /** Returns: whether a CPU has a thread now that had none. */
  #dispatch(): boolean {
    let any = false;
    for (let scheduled = this.#ready.first(); scheduled !== null; scheduled = this.#ready.first()) {
      const cpu = this.#cpuFor(scheduled.thread.id);
      if (cpu === null) break;
      any = true;
      this.#run(scheduled, cpu);
    }
    return any;
  }

  /** An idle CPU, one that has the thread's context if there is one. */
  #cpuFor(thread: number): Cpu | null {
    let found: Cpu | null = null;
    for (const cpu of this.cpus) {
      if (cpu.thread !== null) continue;
      if (cpu.loaded.includes(thread)) return cpu;
      found ??= cpu;
    }
    return found;
  }

  #run(scheduled: Scheduled, cpu: Cpu): void {
    const { thread, quantum, quantumLeft } = scheduled;
    this.dispatches++;
    this.#state(scheduled, SCHED_RUNNING, cpu.id, 0, SCHED_DISPATCHED, quantumLeft > 0 ? quantumLeft : quantum === 0 ? -1 : quantum);
    scheduled.silentUs = this.system.nowUs;
    const position = cpu.loaded.indexOf(thread.id);
    if (position === 0) return;
    const ticks = position < 0 ? this.switchTicks : 0;
    if (position > 0) cpu.loaded.splice(position, 1);
    cpu.loaded.unshift(thread.id);
    const evicted = cpu.loaded.length > this.registerSets ? (cpu.loaded.pop() as number) : 0;
    cpu.switchLeft = ticks;
    this.system.ipc.sink.emit(EV_SCHED_SWITCH, cpu.id, thread.id, ticks, position, evicted);
  }

  /** Ticks to the next moment at which something happens; -1: nothing will. */
  #nextTicks(): number {
    const { tick } = this;
    let ticks = Infinity;
    for (const cpu of this.cpus) if (cpu.thread !== null) ticks = Math.min(ticks, cpu.busyTicks);
    for (const { leftTicks } of this.devices) if (leftTicks >= 0) ticks = Math.min(ticks, leftTicks);
    const deadline = this.timers.nextMs();
    if (deadline >= 0) ticks = Math.min(ticks, Math.max(0, deadline - tick));
    const arrival = this.#arrivals.at(-1);
    if (arrival !== undefined) ticks = Math.min(ticks, arrival.atTick - tick);
    const { timerAt } = this.policy;
    if (ticks === Infinity) {
      // Nobody but the policy has something to do.
      if (timerAt < 0 || !this.#holdsBack() || this.#wakes >= WAKES_MAX) return -1;
    } else this.#wakes = 0;
    if (timerAt >= 0) ticks = Math.min(ticks, timerAt - tick);
    return this.usPerTick > 0 ? Math.min(ticks, 1) : ticks;
  }

  #pass(ticks: number): void {
    const { system } = this;
    let switching = 0;
    for (const cpu of this.cpus) {
      const { thread: scheduled } = cpu;
      if (scheduled === null) continue;
      if (cpu.switchLeft > 0) {
        cpu.switchLeft -= ticks;
        switching |= 1 << (cpu.id - 1);
        continue;
      }
      scheduled.burst -= ticks;
      scheduled.cpuTicks += ticks;
      if (scheduled.quantumLeft > 0) scheduled.quantumLeft -= ticks;
    }
    for (const { jobs } of this.devices) if (jobs[0] !== undefined) jobs[0].left -= ticks;
    const { tick: old } = this;
    this.tick += ticks;
    this.#movedUs = system.nowUs;
    system.ipc.sink.emit(EV_SCHED_TICK, old, this.tick, switching);
    this.#arrivalsDue();
    for (const device of this.devices) while (device.leftTicks === 0) device.done();
    system.control.settle();
    for (let thread = this.timers.due(this.tick); thread !== null; thread = this.timers.due(this.tick)) system.control.giveUp(thread);
    if (this.policy.timerAt < 0 || this.policy.timerAt > this.tick) return;
    this.policy.timerAt = -1;
    this.#wakes++;
    this.policy.happened(HAPPENED_TIMER, 0, 0, 0);
  }

  /** Whose time has come arrives; while the clock stands still nobody does. */
  #arrivalsDue(): void {
    for (let next = this.#arrivals.at(-1); next !== undefined && next.atTick <= this.tick; next = this.#arrivals.at(-1)) {
      this.#arrivals.pop();
      this.#arrive(next);
    }
  }

  #arrive(scheduled: Scheduled): void {
    const { thread, base, declared, cpuTicks } = scheduled;
    this.#state(scheduled, SCHED_NEW, 0, 0, SCHED_ARRIVES, -1);
    this.policy.happened(HAPPENED_NEW, thread.id, base, declared);
    if ((this.policy.wants & WANTS_ADMISSION) !== 0) return;
    this.admit(scheduled);
    if (scheduled.state === SCHED_READY) this.policy.happened(HAPPENED_READY, thread.id, cpuTicks, declared);
  }

  #wake(scheduled: Scheduled): void {
    const { thread, burst, declared, cpuTicks } = scheduled;
    if (scheduled.state !== SCHED_WAITING || !thread.runnable) return;
    this.#state(scheduled, SCHED_READY, 0, ++this.#lastPlace, SCHED_WAKES, 0);
    this.policy.happened(HAPPENED_READY, thread.id, cpuTicks, burst > 0 ? burst : declared);
  }

  #stop(scheduled: Scheduled, why: number): void {
    this.#state(scheduled, SCHED_WAITING, 0, 0, why, 0);
    this.policy.happened(HAPPENED_BLOCKED, scheduled.thread.id, scheduled.cpuTicks, 0);
  }

  #isQueued({ state, swapped }: Scheduled): boolean {
    return state === SCHED_READY && !swapped;
  }

  /** Purpose: a thread changes its state, and with it its place in the queue and on a CPU. */
  #state(scheduled: Scheduled, state: number, cpu: number, place: number, why: number, quantumLeft: number): void {
    const { thread, state: oldState, cpu: oldCpu, place: oldPlace, quantumLeft: oldQuantumLeft } = scheduled;
    if (this.#isQueued(scheduled)) this.#ready.remove(scheduled);
    if (oldCpu !== 0) {
      const left = this.cpus[oldCpu - 1] as Cpu;
      left.thread = null;
      if (left.switchLeft > 0) {
        this.system.ipc.sink.emit(EV_SCHED_SWITCH, oldCpu, thread.id, 0, SWITCH_GIVEN_UP, 0, left.switchLeft);
        left.loaded.shift();
        left.switchLeft = 0;
      }
    }
    scheduled.state = state;
    scheduled.cpu = cpu;
    scheduled.place = place;
    scheduled.quantumLeft = quantumLeft;
    if (cpu !== 0) (this.cpus[cpu - 1] as Cpu).thread = scheduled;
    if (this.#isQueued(scheduled)) this.#ready.add(scheduled);
    this.system.ipc.sink.emit(
      EV_SCHED_STATE,
      thread.id,
      thread.task.id,
      oldState,
      state,
      oldCpu,
      cpu,
      oldPlace,
      place,
      why,
      oldQuantumLeft,
      quantumLeft,
    );
  }
}

/** The earlier of two moments; -1: there is none. */
function earlier(a: number, b: number): number {
  return a < 0 ? b : Math.min(a, b);
}

/** Its process has the word. */
function isSilent({ thread, burst, owed }: Scheduled): boolean {
  return thread.trap === 0 && burst === 0 && owed === null;
}

/** Returns: the scheduler; null: the kernel is not in scheduled mode. */
export function schedulerOf(system: System): Scheduler | null {
  return system.sched as Scheduler | null;
}

/** Purpose: enter scheduled mode, with one CPU and the clock standing still; the devices can be looked up from then on. Returns: the scheduler. */
export function scheduledMode(system: System): Scheduler {
  const known = schedulerOf(system);
  if (known !== null) return known;
  const scheduler = new Scheduler(system);
  system.sched = scheduler;
  system.serveDecision = (message) => scheduler.serveDecision(message);
  scheduler.configure(1, 0, 1);
  for (const { id, port } of scheduler.devices) system.announce(`machlab.device.${DEVICE_NAMES[id] as string}`, port);
  return scheduler;
}
