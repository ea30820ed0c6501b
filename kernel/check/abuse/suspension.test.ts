import { describe, expect, it } from 'vitest';
import { KERN_FAILURE } from '../../abi/codes.ts';
import { TRAP_REPLY_PORT, TRAP_TASK_SELF, TRAP_THREAD_SELF } from '../../abi/frame.ts';
import { task } from '../../abi/interfaces/task.ts';
import { thread } from '../../abi/interfaces/thread.ts';
import { RCV_MSG } from '../../abi/message.ts';
import { COPY_SEND } from '../../abi/rights.ts';
import { machMsg } from '../client/calls.ts';
import { Random } from '../fuzz/random.ts';
import { Arena, words } from '../client/arena.ts';

describe('suspended threads', () => {
  it('that trap all the same wait at the gate, and a second trap ends their process', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const other = attacker.thread();
    const name = other.trap(TRAP_THREAD_SELF);
    expect(attacker.callOn(name, thread.thread_suspend, {}).code).toBe(0);
    const before = arena.rig.machine.ipc.ports.size;
    other.rawTrap(words([TRAP_REPLY_PORT]));
    expect(arena.rig.machine.ipc.ports.size).toBe(before);
    expect(arena.fault()).toBeNull();
    other.rawTrap(words([TRAP_REPLY_PORT]));
    expect(attacker.killed).toBe(true);
    attacker.exit(-1, 9);
    expect(arena.fault()).toBeNull();
    expect(arena.leftOver()).toEqual({});
  });

  it('that suspended themselves answer nobody, and others can wake them', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const other = attacker.thread();
    const name = other.trap(TRAP_THREAD_SELF);
    const run = other.begin(other.sendAct({ to: { name, disposition: COPY_SEND }, id: 3605 }));
    expect(run.done).toBe(false);
    expect(attacker.callOn(name, thread.thread_resume, {}).code).toBe(0);
    arena.threads.settle();
    expect(run.done).toBe(true);
    expect(attacker.callOn(name, thread.thread_resume, {}).code).toBe(KERN_FAILURE);
    expect(arena.fault()).toBeNull();
  });

  it('of a task that suspended itself: its end is its process’s end', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const self = attacker.trap(TRAP_TASK_SELF);
    attacker.begin(attacker.sendAct({ to: { name: self, disposition: COPY_SEND }, id: 3407 }));
    expect(arena.fault()).toBeNull();
    attacker.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('suspended and resumed at random while they talk lose no message and gain none', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const box = attacker.port();
    const helpers = Array.from({ length: 6 }, () => attacker.thread());
    const names = helpers.map((helper) => helper.trap(TRAP_THREAD_SELF));
    const random = new Random(11);
    let received = 0;
    let begun = 0;
    const free = new Set(helpers);
    for (let step = 0; step < 4000; step++) {
      const at = random.below(helpers.length);
      const helper = helpers[at];
      if (helper === undefined) continue;
      attacker.callOn(names[at] as number, random.oneIn(2) ? thread.thread_suspend : thread.thread_resume, {});
      if (random.oneIn(3)) attacker.callOn(names[at] as number, thread.thread_abort, {});
      arena.threads.settle();
      for (const one of helpers) if (!one.agent.busy) free.add(one);
      if (free.has(helper) && begun - received < 200) {
        free.delete(helper);
        begun++;
        helper.begin(helper.sendAct({ to: { name: box, disposition: COPY_SEND }, id: begun, wait: true }));
      }
      if (random.oneIn(2) && attacker.next(box) !== null) received++;
    }
    expect(arena.fault()).toBeNull();
    for (const name of names) while (attacker.callOn(name, thread.thread_resume, {}).code === 0);
    while (attacker.next(box) !== null) received++;
    expect(received).toBe(begun);
    expect(arena.fault()).toBeNull();
  });

  it('whose time is up while they may not run hear of it when they may', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const other = attacker.thread();
    const name = other.trap(TRAP_THREAD_SELF);
    const box = attacker.allocate();
    const run = other.begin(machMsg({ options: RCV_MSG | 0x100, rcvName: box, timeoutMs: 5 }));
    attacker.callOn(name, thread.thread_suspend, {});
    arena.rig.pass(50_000);
    arena.threads.settle();
    expect(run.done).toBe(false);
    attacker.callOn(name, thread.thread_resume, {});
    arena.threads.settle();
    expect([run.done, run.value.code]).toEqual([true, 0x10004003]);
    expect(arena.fault()).toBeNull();
  });

  it('suspended a hundred thousand times are resumed as often', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const child = attacker.call(task.task_create, { inherit_memory: false }).outs?.child_task.name ?? 0;
    for (let count = 0; count < 100_000; count++) expect(attacker.callOn(child, task.task_suspend, {}).code).toBe(0);
    for (let count = 0; count < 100_000; count++) attacker.callOn(child, task.task_resume, {});
    expect(attacker.callOn(child, task.task_resume, {}).code).toBe(KERN_FAILURE);
    expect(arena.fault()).toBeNull();
  });
});
