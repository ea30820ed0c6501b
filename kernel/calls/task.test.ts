import { describe, expect, it } from 'vitest';
import { codeName } from '../abi/codes.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { EXC_MASK_ALL, task } from '../abi/interfaces/task.ts';
import { thread, THREAD_BASIC_INFO } from '../abi/interfaces/thread.ts';
import { vm } from '../abi/interfaces/vm.ts';
import { RCV_INTERRUPT } from '../abi/message.ts';
import { COPY_SEND, MACH_PORT_DEAD, MACH_PORT_NULL, RIGHT_DEAD_NAME, RIGHT_SEND, TYPE_DEAD_NAME, TYPE_RECEIVE } from '../abi/rights.ts';
import { call } from '../check/client/calls.ts';
import type { Act } from '../check/client/threads.ts';
import { kept, Lab, made, noRight, noRights, once, type Program } from './testing/lab.ts';

const HOST = 2;
const EXCEPTION = 3;
const BOOTSTRAP = 4;

function special(a: Program, which: number): number {
  return a.ask(task.task_get_special_port, { which_port: which }).special_port.name;
}

/** Without the checks after every input, which take long when there are a thousand threads. */
function* threadOnly(a: Program, port: number): Act<number> {
  return (yield* call(a.agent, kept(port), task.thread_create, {})).code;
}

function nameOf(a: Program): string {
  return a.lab.rig.machine.system.tasks.get(a.id)?.name ?? '';
}

describe('task_create', () => {
  it('gives a child in the same process its parent’s ports and none of its names', () => {
    const a = new Lab().program('a');
    const { program: child, port } = a.child();
    expect(child.agent.process).toBe(a.agent.process);
    expect(a.ask(machPort.mach_port_kobject, { name: port })).toEqual({ kind: 2, object: child.id });
    const { names } = child.ask(machPort.mach_port_names, {});
    expect(names.map((name) => child.type(name))).toEqual([TYPE_RECEIVE, TYPE_RECEIVE]);
    expect(child.ask(machPort.mach_port_kobject, { name: special(child, BOOTSTRAP) }).kind).toBe(6);
    expect(child.ask(machPort.mach_port_kobject, { name: special(child, HOST) }).kind).toBe(4);
  });

  it('shares memory until somebody writes, if it is to be inherited', () => {
    const lab = new Lab();
    const a = lab.program('a');
    const { address } = a.ask(vm.vm_allocate, { address: 0, size: 8192, anywhere: true });
    a.says(vm.vm_write, { address, data: Uint8Array.of(1, 2, 3, 4) });
    const port = a.ask(task.task_create, { inherit_memory: true }).child_task.name;
    expect([...(a.call(port, vm.vm_read, { address, size: 4 }).outs?.data ?? [])]).toEqual([1, 2, 3, 4]);
    a.says(vm.vm_write, { address, data: Uint8Array.of(9) });
    expect([...(a.call(port, vm.vm_read, { address, size: 4 }).outs?.data ?? [])]).toEqual([1, 2, 3, 4]);
  });
});

describe('task_terminate', () => {
  it('ends a child: its names, its rights, and its port last', () => {
    const a = new Lab().program('a');
    const { program: child, port } = a.child();
    const given = a.sendable();
    a.tells(port, machPort.mach_port_insert_right, { name: 0x700, poly: made(given) });
    const notify = a.port();
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 72, sync: 0, notify: once(notify) });
    expect(a.tells(port, task.task_terminate, {})).toBe('KERN_SUCCESS');
    expect(a.ids(notify)).toEqual([72]);
    expect(a.type(port)).toBe(TYPE_DEAD_NAME);
    expect(a.tells(port, task.task_terminate, {})).toBe('MACH_SEND_INVALID_DEST');
    expect(a.lab.rig.machine.system.tasks.has(child.id)).toBe(false);
    expect(a.lab.rig.killed).toEqual([]);
  });

  it('has the process killed that was started for the task, the caller’s own too', () => {
    const lab = new Lab();
    const a = lab.program('a');
    expect(() => a.says(task.task_terminate, {})).toThrow('waits');
    expect(lab.rig.killed).toEqual([a.agent.process]);
    lab.check();
    a.exit(0, 9);
    expect(lab.rig.machine.system.processes.size).toBe(0);
  });
});

describe('task_threads, task_info and task_set_name', () => {
  it('tell of a task', () => {
    const a = new Lab().program('a');
    expect(a.ask(task.task_threads, {}).threads.names.length).toBe(1);
    a.ask(task.thread_create, {});
    const { threads } = a.ask(task.task_threads, {});
    expect(threads.names.map((name) => a.ask(machPort.mach_port_kobject, { name }).kind)).toEqual([3, 3]);
    a.threadOf(a.trap(2));
    expect(a.ask(task.task_info, { flavor: 5 }).info.slice(1)).toEqual([3, expect.any(Number), a.id]);
    expect(a.says(task.task_info, { flavor: 1 })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(task.task_set_name, { name: 'painter\0of pages' })).toBe('KERN_SUCCESS');
    expect(nameOf(a)).toBe('painter');
  });

  it('bound the threads of a task', () => {
    const a = new Lab().program('a');
    const port = a.trap(2);
    let code = 'KERN_SUCCESS';
    for (let made = 0; made < 1030 && code === 'KERN_SUCCESS'; made++) code = codeName(a.lab.threads.do(a.agent, threadOnly(a, port)));
    expect([code, a.lab.rig.machine.system.threads.size]).toEqual(['KERN_RESOURCE_SHORTAGE', 1024]);
  });
});

describe('task_suspend and task_resume', () => {
  it('nest, and hold up traps until the last one is taken back', () => {
    const a = new Lab().program('a');
    const { program: child, port } = a.child();
    const own = child.sendable();
    a.tells(port, task.task_suspend, {});
    a.tells(port, task.task_suspend, {});
    expect(a.call(port, task.task_info, { flavor: 5 }).outs?.info[0]).toBe(2);
    const sending = child.sendWaiting(kept(own), 5);
    expect(sending.done).toBe(false);
    a.tells(port, task.task_resume, {});
    child.lab.threads.settle();
    expect(sending.done).toBe(false);
    expect(a.tells(port, task.task_resume, {})).toBe('KERN_SUCCESS');
    child.lab.threads.settle();
    expect(sending.done).toBe(true);
    expect(a.tells(port, task.task_resume, {})).toBe('KERN_FAILURE');
    expect(child.ids(own)).toEqual([5]);
  });
});

describe('special ports', () => {
  it('are set, copied and handed on', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    for (const which of [HOST, EXCEPTION, BOOTSTRAP]) {
      expect(a.says(task.task_set_special_port, { which_port: which, special_port: kept(port) })).toBe('KERN_SUCCESS');
      expect(special(a, which)).toBe(port);
    }
    expect(a.ask(machPort.mach_port_kobject, { name: special(a, 1) }).object).toBe(a.id);
    expect(a.says(task.task_set_special_port, { which_port: 1, special_port: kept(port) })).toBe('KERN_SUCCESS');
    expect(a.trap(2)).toBe(port);
  });

  it('know four slots', () => {
    const a = new Lab().program('a');
    expect(a.says(task.task_get_special_port, { which_port: 99 })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(task.task_set_special_port, { which_port: 0, special_port: noRight() })).toBe('KERN_INVALID_ARGUMENT');
  });

  it('count as senders, and give NULL when they are empty and DEAD when their port has died', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const notify = a.port();
    a.says(task.task_set_special_port, { which_port: BOOTSTRAP, special_port: { name: port, disposition: 17 } });
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 70, sync: 0, notify: once(notify) });
    expect(a.ids(notify)).toEqual([]);
    a.says(task.task_set_special_port, { which_port: BOOTSTRAP, special_port: noRight() });
    expect([a.ids(notify), special(a, BOOTSTRAP)]).toEqual([[70], MACH_PORT_NULL]);
    a.says(machPort.mach_port_insert_right, { name: port, poly: made(port) });
    a.says(task.task_set_special_port, { which_port: BOOTSTRAP, special_port: kept(port) });
    a.says(machPort.mach_port_destroy, { name: port });
    expect(special(a, BOOTSTRAP)).toBe(MACH_PORT_DEAD);
  });
});

describe('mach_ports_register and mach_ports_lookup', () => {
  it('replace the whole array and fill it up with NULL', () => {
    const a = new Lab().program('a');
    const [first, second] = [a.sendable(), a.sendable()];
    const register = (...names: number[]): string => a.says(task.mach_ports_register, { ports: { names, disposition: COPY_SEND } });
    expect(register(first, second)).toBe('KERN_SUCCESS');
    expect(a.ask(task.mach_ports_lookup, {}).ports.names).toEqual([first, second, 0, 0]);
    expect(register(second)).toBe('KERN_SUCCESS');
    expect(a.ask(task.mach_ports_lookup, {}).ports.names).toEqual([second, 0, 0, 0]);
    expect(register(first, first, first, first, first)).toBe('KERN_INVALID_ARGUMENT');
    const { port } = a.child();
    expect(a.call(port, task.mach_ports_lookup, {}).outs?.ports.names).toEqual([second, 0, 0, 0]);
    expect(a.says(task.mach_ports_register, { ports: noRights })).toBe('KERN_SUCCESS');
  });

  it('hold three in XNU', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    const port = a.sendable();
    const names = [port, port, port, port];
    expect(a.says(task.mach_ports_register, { ports: { names, disposition: COPY_SEND } })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.ask(task.mach_ports_lookup, {}).ports.names.length).toBe(3);
  });
});

describe('exception ports', () => {
  it('are set by mask and read back in groups', () => {
    const a = new Lab().program('a');
    const [one, other] = [a.sendable(), a.sendable()];
    a.says(task.task_set_exception_ports, { exception_mask: 0x6, new_port: kept(one) });
    a.says(task.task_set_exception_ports, { exception_mask: 0x8, new_port: kept(other) });
    const { masks, ports } = a.ask(task.task_get_exception_ports, { exception_mask: 0x1e });
    expect([masks, ports.names]).toEqual([
      [0x6, 0x8, 0x10],
      [one, other, 0],
    ]);
    expect(special(a, EXCEPTION)).toBe(one);
    for (const routine of [task.task_get_exception_ports]) expect(a.says(routine, { exception_mask: 1 })).toBe('KERN_INVALID_ARGUMENT');
    for (const routine of [task.task_set_exception_ports, task.task_swap_exception_ports])
      expect(a.says(routine, { exception_mask: 0x1000, new_port: kept(one) })).toBe('KERN_INVALID_ARGUMENT');
  });

  it('come back from a swap without being given up on the way', () => {
    const a = new Lab().program('a');
    const [old, next] = [a.sendable(), a.sendable()];
    const notify = a.port();
    a.says(task.task_set_exception_ports, { exception_mask: EXC_MASK_ALL, new_port: { name: old, disposition: 17 } });
    a.ask(machPort.mach_port_request_notification, { name: old, variant: 70, sync: 0, notify: once(notify) });
    const { masks, ports } = a.ask(task.task_swap_exception_ports, { exception_mask: EXC_MASK_ALL, new_port: kept(next) });
    expect([masks, ports.names, a.ids(notify)]).toEqual([[EXC_MASK_ALL], [old], []]);
    expect(a.refs(old, RIGHT_SEND)).toBe(1);
    expect(a.ask(task.task_get_exception_ports, { exception_mask: EXC_MASK_ALL }).ports.names).toEqual([next]);
  });

  it('of a thread are its own', () => {
    const a = new Lab().program('a');
    const [ofTask, ofThread] = [a.sendable(), a.sendable()];
    const self = a.trap(3);
    a.says(task.task_set_exception_ports, { exception_mask: EXC_MASK_ALL, new_port: kept(ofTask) });
    a.tells(self, thread.thread_set_exception_ports, { exception_mask: EXC_MASK_ALL, new_port: kept(ofThread) });
    const get = { exception_mask: EXC_MASK_ALL };
    expect(a.call(self, thread.thread_get_exception_ports, get).outs?.ports.names).toEqual([ofThread]);
    expect(a.ask(task.task_get_exception_ports, get).ports.names).toEqual([ofTask]);
    const swap = { exception_mask: EXC_MASK_ALL, new_port: noRight() };
    expect(a.call(self, thread.thread_swap_exception_ports, swap).outs?.ports.names).toEqual([ofThread]);
    expect(a.call(self, thread.thread_get_exception_ports, get).outs?.ports.names).toEqual([0]);
    for (const routine of [thread.thread_set_exception_ports, thread.thread_swap_exception_ports])
      expect(a.tells(self, routine, { exception_mask: 0x1000, new_port: noRight() })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.tells(self, thread.thread_get_exception_ports, { exception_mask: 0x1000 })).toBe('KERN_INVALID_ARGUMENT');
  });
});

describe('threads', () => {
  it('are made suspended, and say what they do', () => {
    const a = new Lab().program('a');
    const { thread: right } = a.ask(task.thread_create, {});
    const info = () => a.call(right.name, thread.thread_info, { flavor: THREAD_BASIC_INFO }).outs?.info;
    expect(info()?.slice(0, 2)).toEqual([1, 2]);
    expect(a.tells(right.name, thread.thread_suspend, {})).toBe('KERN_SUCCESS');
    a.tells(right.name, thread.thread_resume, {});
    expect(a.tells(right.name, thread.thread_resume, {})).toBe('KERN_SUCCESS');
    expect(a.tells(right.name, thread.thread_resume, {})).toBe('KERN_FAILURE');
    expect(info()?.slice(0, 2)).toEqual([0, 1]);
    expect(a.tells(right.name, thread.thread_info, { flavor: 99 })).toBe('KERN_INVALID_ARGUMENT');
  });

  it('are interrupted in what they wait for, and end in the middle of it', () => {
    const a = new Lab().program('a');
    const other = a.threadOf(a.trap(2));
    const port = a.port();
    const waiting = other.receiveWaiting(port, RCV_INTERRUPT);
    const name = a.ask(task.task_threads, {}).threads.names[1] ?? 0;
    expect(a.call(name, thread.thread_info, { flavor: THREAD_BASIC_INFO }).outs?.info[1]).toBe(3);
    expect(a.tells(name, thread.thread_abort, {})).toBe('KERN_SUCCESS');
    a.lab.threads.settle();
    expect(codeName(waiting.value.code)).toBe('MACH_RCV_INTERRUPTED');
    expect(a.tells(name, thread.thread_abort, {})).toBe('KERN_SUCCESS');
    const again = other.receiveWaiting(port);
    expect(a.tells(name, thread.thread_terminate, {})).toBe('KERN_SUCCESS');
    expect([again.done, a.type(name)]).toEqual([false, TYPE_DEAD_NAME]);
    expect(a.tells(name, thread.thread_terminate, {})).toBe('MACH_SEND_INVALID_DEST');
  });

  it('give out another port as their own when it is set', () => {
    const a = new Lab().program('a');
    const self = a.trap(3);
    const port = a.sendable();
    const set = (which: number, name: number): string =>
      a.tells(self, thread.thread_set_special_port, { which_port: which, special_port: name === 0 ? noRight() : kept(name) });
    const get = (which: number) => a.call(self, thread.thread_get_special_port, { which_port: which }).outs?.special_port.name;
    expect(get(1)).toBe(self);
    expect(set(1, port)).toBe('KERN_SUCCESS');
    expect([get(1), a.trap(3)]).toEqual([port, port]);
    expect(set(1, 0)).toBe('KERN_SUCCESS');
    expect(a.trap(3)).toBe(self);
    expect(set(3, port)).toBe('KERN_SUCCESS');
    expect(get(3)).toBe(port);
    expect(set(2, port)).toBe('KERN_INVALID_ARGUMENT');
    expect(a.tells(self, thread.thread_get_special_port, { which_port: 2 })).toBe('KERN_INVALID_ARGUMENT');
  });
});

describe('dead names of tasks', () => {
  it('stay as they were when a task is gone', () => {
    const a = new Lab().program('a');
    const { port } = a.child();
    a.tells(port, task.task_terminate, {});
    expect(a.refs(port, RIGHT_DEAD_NAME)).toBe(1);
  });
});
