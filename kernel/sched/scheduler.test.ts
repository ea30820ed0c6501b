import { describe, expect, it } from 'vitest';
import { COMMAND_PAUSE, COMMAND_RUN, COMMAND_RUN_PROGRAM, COMMAND_STEP } from '../abi/commands.ts';
import { codeName } from '../abi/codes.ts';
import { SCHED_READY, SCHED_RUNNING, SCHED_TERMINATED, SCHED_WAITING } from '../abi/events.ts';
import { DECIDE_SET, DECIDE_SWAP_IN, DECIDE_SWAP_OUT, device, sched } from '../abi/interfaces/sched.ts';
import { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { task } from '../abi/interfaces/task.ts';
import { thread as threadCalls } from '../abi/interfaces/thread.ts';
import { RCV_MSG, RCV_TIMEOUT } from '../abi/message.ts';
import { COPY_SEND } from '../abi/rights.ts';
import { kept, Lab, type Program } from '../calls/testing/lab.ts';
import { call, machMsg } from '../check/client/calls.ts';
import { type Act, type Agent, agentOf, type Run } from '../check/client/threads.ts';
import { randomFrom } from '../trace/testing/story.ts';
import type { Scheduler } from './scheduler.ts';

const THREAD_SELF = 3;

/** A task that may schedule, and the threads that it has scheduled. */
class Desk {
  readonly lab = new Lab();
  readonly boss: Program;
  readonly hostPriv: number;

  constructor(setting: { cpus?: number; switchTicks?: number; registerSets?: number } = {}) {
    const request = { name: 'boss', program: 'boss', arguments: '[]', profile: 'program', memoryMB: 64, spawner: false, privileged: true };
    this.#command(COMMAND_RUN_PROGRAM, JSON.stringify(request));
    this.boss = this.lab.launch();
    this.hostPriv = this.boss.ask(task.mach_ports_lookup, {}).ports.names[1] ?? 0;
    const { cpus = 1, switchTicks = 0, registerSets = 1 } = setting;
    this.sched(sched.sched_configure, { cpus, switch_ticks: switchTicks, register_sets: registerSets, watchdog_ms: 0 });
  }

  get scheduler(): Scheduler {
    return this.lab.rig.machine.scheduler()!;
  }

  sched(routine: (typeof sched)[keyof typeof sched], args: object): string {
    return codeName(this.boss.call(this.hostPriv, routine, args as never).code);
  }

  clock(running = true): void {
    this.sched(sched.sched_clock, { running, us_per_tick: 0 });
    this.lab.threads.settle();
    this.lab.check();
  }

  /** The clock runs, and whoever has nothing more to say loses its CPU after a while. */
  runAll(): void {
    this.clock();
    for (let round = 0; round < 4; round++) this.lab.pass(2000);
  }

  decide(...decisions: number[]): string {
    return this.sched(sched.sched_decide, { decisions });
  }

  /** A task with one thread, scheduled. `port`: the boss's name of the thread's port. */
  worker(setting: { atTick?: number; trapTicks?: number } = {}): Worker {
    const { atTick = 0, trapTicks = 0 } = setting;
    const child = this.boss.ask(task.task_create, { inherit_memory: false }).child_task.name;
    const made = this.boss.call(child, task.thread_create, {}).outs!;
    const info = this.boss.call(child, task.task_info, { flavor: 5 }).outs!.info;
    this.boss.call(made.thread.name, threadCalls.thread_resume, {});
    const thread = { name: made.thread.name, disposition: COPY_SEND };
    this.sched(sched.sched_enter, { thread, at_tick: atTick, priority: 0, declared: 0, trap_ticks: trapTicks });
    return { desk: this, child, port: made.thread.name, agent: agentOf(this.boss.agent.process, info[3]!, made.thread_id) };
  }

  #command(command: number, text = ''): void {
    const { machine, hostUs } = this.lab.rig;
    machine.command(hostUs, { command, window: 0, argument: 0, argument2: 0, text });
    this.lab.threads.settle();
    this.lab.check();
  }

  pause(): void {
    this.#command(COMMAND_PAUSE);
  }
  run(): void {
    this.#command(COMMAND_RUN);
  }
  step(): void {
    this.#command(COMMAND_STEP);
  }

  state(worker: Worker): number {
    return this.scheduler.threads.get(worker.agent.thread)!.state;
  }

  cpuTicks(worker: Worker): number {
    return this.scheduler.threads.get(worker.agent.thread)!.cpuTicks;
  }
}

interface Worker {
  readonly desk: Desk;
  readonly child: number;
  readonly port: number;
  readonly agent: Agent;
}

function* selfPort(): Act<number> {
  const payload = new Uint8Array(4);
  payload[0] = THREAD_SELF;
  const { code, bytes } = yield payload;
  return bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) : code >>> 0;
}

/** Computes so many ticks, again and again, and says with which codes. */
function* computes(agent: Agent, ...bursts: readonly number[]): Act<string[]> {
  const own = yield* selfPort();
  const codes: string[] = [];
  for (const ticks of bursts) codes.push(codeName((yield* call(agent, kept(own), threadCalls.thread_compute, { ticks, next: 0 })).code));
  return codes;
}

function begin<T>({ desk, agent }: Worker, act: Act<T>): Run<T> {
  const run = desk.lab.threads.start(agent, act);
  desk.lab.check();
  return run;
}

describe('calls of scheduled mode', () => {
  it('say what is wrong with them', () => {
    const lab = new Lab();
    const plain = lab.program('plain');
    const own = plain.trap(THREAD_SELF);
    expect(plain.tells(own, threadCalls.thread_compute, { ticks: 5, next: 0 })).toBe('KERN_FAILURE');
    const desk = new Desk();
    const { boss } = desk;
    const settings = { cpus: 1, switch_ticks: 0, register_sets: 1, watchdog_ms: 0 };
    expect(desk.sched(sched.sched_configure, { ...settings, cpus: 5 })).toBe('KERN_INVALID_ARGUMENT');
    expect(desk.sched(sched.sched_configure, { ...settings, cpus: 0 })).toBe('KERN_INVALID_ARGUMENT');
    const worker = desk.worker();
    const enter = { at_tick: 0, priority: 0, declared: 0, trap_ticks: 0 };
    expect(desk.sched(sched.sched_enter, { ...enter, thread: kept(worker.port) })).toBe('KERN_FAILURE');
    expect(desk.sched(sched.sched_enter, { ...enter, thread: kept(worker.child) })).toBe('KERN_INVALID_ARGUMENT');
    expect(boss.tells(worker.port, threadCalls.thread_compute, { ticks: 1, next: 0 })).toBe('KERN_INVALID_ARGUMENT');
    expect(desk.decide(9, 9, 9, 9)).toBe('KERN_INVALID_ARGUMENT');
    expect(desk.decide(1, 2, 3)).toBe('KERN_INVALID_ARGUMENT');
    const port = boss.port();
    expect(desk.sched(sched.sched_set_policy, { policy: kept(desk.hostPriv), wants: 0, label: '' })).toBe('KERN_INVALID_ARGUMENT');
    expect(desk.sched(sched.sched_set_policy, { policy: { name: port, disposition: 20 }, wants: 0, label: 'x' })).toBe('KERN_SUCCESS');
    expect(boss.call(desk.hostPriv, sched.sched_info, {}).outs).toMatchObject({ cpus: 1, registered: true, label: 'x' });
    desk.clock();
    expect(desk.sched(sched.sched_configure, settings)).toBe('KERN_INVALID_ARGUMENT');
  });
});

describe('a scheduled thread', () => {
  it('goes on only while it has a CPU, and computing takes its ticks', () => {
    const desk = new Desk();
    const [a, b] = [desk.worker(), desk.worker({ atTick: 2 })];
    const [first, second] = [begin(a, computes(a.agent, 5, 3)), begin(b, computes(b.agent, 4))];
    expect([first.done, desk.scheduler.tick]).toEqual([false, 0]);
    desk.runAll();
    expect([first.value, second.value]).toEqual([['KERN_SUCCESS', 'KERN_SUCCESS'], ['KERN_SUCCESS']]);
    expect([desk.cpuTicks(a), desk.cpuTicks(b), desk.scheduler.tick]).toEqual([8, 4, 12]);
  });

  it('pays for its traps where they cost', () => {
    const desk = new Desk();
    const a = desk.worker({ trapTicks: 1 });
    const run = begin(a, computes(a.agent, 5));
    desk.clock();
    // thread_self, the reply port, and the call itself.
    expect([run.done, desk.cpuTicks(a)]).toEqual([true, 8]);
  });

  it('has its time-outs in ticks', () => {
    const desk = new Desk();
    const a = desk.worker();
    const port = function* (): Act<number> {
      const payload = new Uint8Array(4);
      payload[0] = 5;
      const { code } = yield payload;
      const { code: end } = yield* machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: code >>> 0, timeoutMs: 30 });
      return end;
    };
    const run = begin(a, port());
    desk.clock();
    expect([run.done, codeName(run.value), desk.scheduler.tick]).toEqual([true, 'MACH_RCV_TIMED_OUT', 30]);
  });

  it('loses its CPU when it is suspended, and finishes its burst when it is resumed', () => {
    const desk = new Desk();
    const [a, b] = [desk.worker(), desk.worker()];
    const [first, second] = [begin(a, computes(a.agent, 5)), begin(b, computes(b.agent, 7))];
    desk.boss.call(a.port, threadCalls.thread_suspend, {});
    desk.runAll();
    expect([first.done, second.done, desk.cpuTicks(a)]).toEqual([false, true, 0]);
    desk.boss.call(a.port, threadCalls.thread_resume, {});
    desk.lab.threads.settle();
    expect([first.done, desk.cpuTicks(a)]).toEqual([true, 5]);
  });

  it('that ends in the middle of its burst leaves the CPU to the next', () => {
    const desk = new Desk();
    const [a, b] = [desk.worker(), desk.worker()];
    begin(a, computes(a.agent, 50));
    const run = begin(b, computes(b.agent, 7));
    desk.sched(sched.sched_clock, { running: true, us_per_tick: 1000 });
    desk.lab.threads.settle();
    desk.lab.pass(2);
    desk.boss.call(a.port, threadCalls.thread_terminate, {});
    desk.lab.pass(20);
    expect([desk.state(a), desk.cpuTicks(a), run.done, desk.scheduler.tick]).toEqual([SCHED_TERMINATED, 2, true, 9]);
  });

  it('whose process is silent for too long loses its CPU, and gets one again when it speaks', () => {
    const desk = new Desk();
    const [silent, other] = [desk.worker(), desk.worker()];
    const run = begin(other, computes(other.agent, 7));
    desk.clock();
    expect([desk.state(silent), desk.state(other), desk.scheduler.tick]).toEqual([SCHED_RUNNING, SCHED_READY, 0]);
    desk.lab.pass(2000);
    expect([desk.state(silent), run.done, desk.scheduler.tick]).toEqual([SCHED_WAITING, true, 7]);
    const late = begin(silent, computes(silent.agent, 3));
    expect([late.done, desk.cpuTicks(silent)]).toEqual([false, 0]);
    desk.lab.pass(2000);
    expect([late.done, desk.cpuTicks(silent)]).toEqual([true, 3]);
  });

  it('is not dispatched while it is swapped out', () => {
    const desk = new Desk();
    const [a, b] = [desk.worker(), desk.worker()];
    const [first, second] = [begin(a, computes(a.agent, 5)), begin(b, computes(b.agent, 7))];
    desk.sched(sched.sched_clock, { running: true, us_per_tick: 1000 });
    desk.lab.threads.settle();
    desk.lab.pass(2);
    expect([desk.state(a), desk.cpuTicks(a)]).toEqual([SCHED_RUNNING, 2]);
    desk.decide(DECIDE_SWAP_OUT, a.agent.thread, 0, 0);
    desk.lab.pass(20);
    expect([desk.state(a), desk.cpuTicks(a), first.done, second.done]).toEqual([SCHED_READY, 2, false, true]);
    desk.decide(DECIDE_SWAP_IN, a.agent.thread, 0, 0);
    for (let round = 0; round < 4; round++) desk.lab.pass(2000);
    expect([first.done, desk.cpuTicks(a)]).toEqual([true, 5]);
  });
});

describe('a virtual CPU', () => {
  it('takes ticks to load a context, but none for one that is still in a register set', () => {
    const ticks = (registerSets: number): number => {
      const desk = new Desk({ switchTicks: 2, registerSets });
      for (const worker of [desk.worker(), desk.worker()]) begin(worker, computes(worker.agent, 8));
      desk.runAll();
      return desk.scheduler.tick;
    };
    expect([ticks(1), ticks(2)]).toEqual([16 + 4 * 2, 16 + 2 * 2]);
  });

  it('serves a device’s queue beside the CPUs, one request after the other', () => {
    const desk = new Desk();
    const asks = (agent: Agent): Act<string> =>
      (function* () {
        const own = new Uint8Array(4);
        own[0] = 2;
        const { code: self } = yield own;
        const { outs } = yield* call(agent, kept(self >>> 0), task.task_get_special_port, { which_port: 4 });
        const found = yield* call(agent, kept(outs!.special_port.name), bootstrap.bootstrap_look_up, {
          service_name: 'machlab.device.disk',
        });
        return codeName((yield* call(agent, kept(found.outs!.service_port.name), device.device_io, { ticks: 10 })).code);
      })();
    const workers = [desk.worker(), desk.worker(), desk.worker()];
    const runs = workers.map((worker) => begin(worker, asks(worker.agent)));
    desk.runAll();
    expect([runs.map(({ value }) => value), desk.scheduler.tick]).toEqual([['KERN_SUCCESS', 'KERN_SUCCESS', 'KERN_SUCCESS'], 30]);
  });
});

describe('a paused kernel', () => {
  it('keeps the clock still, and moves it by one moment a step', () => {
    const desk = new Desk();
    const [a, b] = [desk.worker(), desk.worker()];
    const runs = [begin(a, computes(a.agent, 6)), begin(b, computes(b.agent, 6))];
    desk.sched(sched.sched_clock, { running: true, us_per_tick: 1_000_000 });
    desk.lab.threads.settle();
    desk.pause();
    const seen: number[] = [];
    for (let step = 0; step < 10; step++) {
      desk.step();
      seen.push(desk.scheduler.tick);
    }
    // At tick 4 the second gets the CPU: that step lets its process speak, and time stands still for it.
    expect(seen).toEqual([1, 2, 3, 4, 4, 5, 6, 7, 8, 9]);
    expect(runs.some(({ done }) => done)).toBe(false);
    desk.run();
    for (let round = 0; round < 4; round++) desk.lab.pass(2000);
    expect(runs.every(({ done }) => done)).toBe(true);
  });
});

describe('anything at any time', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
    'leaves kernel and events of one mind, and every invariant whole (%i)',
    (seed) => {
      const random = randomFrom(seed);
      const desk = new Desk({ cpus: 1 + random(4), switchTicks: random(3), registerSets: 1 + random(2) });
      const workers = Array.from({ length: 6 }, () => desk.worker({ atTick: random(20), trapTicks: random(2) }));
      const gone = new Set<Worker>();
      desk.clock();
      for (let round = 0; round < 120; round++) {
        const worker = workers[random(workers.length)]!;
        const { thread } = worker.agent;
        const { lab, boss } = desk;
        [
          () => !gone.has(worker) && !worker.agent.busy && begin(worker, computes(worker.agent, 1 + random(20), 1 + random(9))),
          () => !gone.has(worker) && !worker.agent.busy && begin(worker, computes(worker.agent, 1 + random(200))),
          () => !gone.has(worker) && boss.call(worker.port, threadCalls.thread_suspend, {}),
          () => !gone.has(worker) && boss.call(worker.port, threadCalls.thread_resume, {}),
          () => !gone.has(worker) && boss.call(worker.port, threadCalls.thread_abort, {}),
          () => !gone.has(worker) && boss.call(worker.child, task.task_suspend, {}),
          () => !gone.has(worker) && boss.call(worker.child, task.task_resume, {}),
          () => desk.decide(DECIDE_SET, thread, random(4), random(5)),
          () => desk.decide(random(2) === 0 ? DECIDE_SWAP_OUT : DECIDE_SWAP_IN, thread, 0, 0),
          () => desk.sched(sched.sched_clock, { running: random(3) > 0, us_per_tick: random(2) * 1000 }),
          () => lab.pass(random(3000)),
          () => {
            if (random(8) > 0 || gone.has(worker)) return;
            gone.add(worker);
            boss.call(worker.child, task.task_terminate, {});
            lab.threads.abandon((agent) => agent === worker.agent);
          },
        ][random(12)]!();
        lab.threads.settle();
        lab.check();
      }
      const { scheduler } = desk;
      for (const { cpu, thread } of scheduler.threads.values()) expect(thread.alive || cpu === 0).toBe(true);
    },
  );
});
