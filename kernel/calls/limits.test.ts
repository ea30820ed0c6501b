import { describe, expect, it } from 'vitest';
import { codeName } from '../abi/codes.ts';
import { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { machlab } from '../abi/interfaces/machlab.ts';
import { task } from '../abi/interfaces/task.ts';
import { thread } from '../abi/interfaces/thread.ts';
import { vm } from '../abi/interfaces/vm.ts';
import { DESCRIPTOR_OOL_PORTS, RCV_MSG, SEND_MSG } from '../abi/message.ts';
import { NAMES_PER_TASK, OOL_PORTS_MAX, TASKS_MAX } from '../abi/limits.ts';
import { MAKE_SEND_ONCE, RIGHT_RECEIVE, TYPE_DEAD_NAME } from '../abi/rights.ts';
import { call, machMsg } from '../check/client/calls.ts';
import { layOut } from '../check/client/message.ts';
import type { Act } from '../check/client/threads.ts';
import { kept, Lab, made, noRights, once, type Program } from './testing/lab.ts';

/** Sends itself as many send-once rights as one message carries, each of which becomes a name. */
function* moreNames(a: Program, port: number, count: number): Act<number> {
  const names = Array<number>(count).fill(port);
  const body = [{ type: DESCRIPTOR_OOL_PORTS, names, disposition: MAKE_SEND_ONCE, deallocate: false, copy: 1 } as const];
  const message = layOut({ remote: made(port), local: { name: 0, disposition: 0 }, id: 1, body, data: new Uint8Array(0) });
  return (yield* machMsg({ options: SEND_MSG | RCV_MSG, message, rcvName: port })).code;
}

describe('a task that takes all it can get', () => {
  it('runs out of names, and nobody else does', () => {
    const lab = new Lab({ unchecked: true });
    const { ports } = lab.rig.machine.ipc;
    const before = ports.size;
    const a = lab.program('a');
    const port = a.port();
    const other = a.sendable();
    const own = a.trap(2);
    const names = (): number => lab.rig.machine.system.tasks.get(a.id)?.space.names ?? 0;
    while (names() < NAMES_PER_TASK) {
      const count = Math.min(OOL_PORTS_MAX, NAMES_PER_TASK - names());
      expect(lab.threads.do(a.agent, moreNames(a, port, count))).toBe(0);
    }
    const says = (act: Act<{ readonly code: number }>): string => codeName(lab.threads.do(a.agent, act).code);
    const on = kept(own);
    expect([
      says(call(a.agent, on, machPort.mach_port_allocate, { right: RIGHT_RECEIVE })),
      says(call(a.agent, on, machPort.mach_port_allocate_name, { right: RIGHT_RECEIVE, name: 0x700 })),
      says(call(a.agent, on, machPort.mach_port_construct, { flags: 0, qlimit: 0, context: 0n })),
      says(call(a.agent, on, machPort.mach_port_insert_right, { name: 0x700, poly: once(other) })),
    ]).toEqual(['KERN_NO_SPACE', 'KERN_NO_SPACE', 'KERN_NO_SPACE', 'KERN_NO_SPACE']);
    expect(says(call(a.agent, on, machPort.mach_port_extract_right, { name: other, disposition: MAKE_SEND_ONCE }))).toBe(
      'MACH_RCV_BODY_ERROR|MACH_MSG_IPC_SPACE',
    );
    const b = lab.program('b');
    expect(b.port()).toBeGreaterThan(0);
    a.exit();
    b.exit();
    expect(ports.size).toBe(before);
  }, 60_000);

  it('makes no more tasks than there may be', () => {
    const lab = new Lab();
    const a = lab.program('a', true);
    const own = a.trap(2);
    const spawner = a.ask(task.mach_ports_lookup, {}).ports.names[1] ?? 0;
    const create = (): number => lab.threads.do(a.agent, call(a.agent, kept(own), task.task_create, { inherit_memory: false })).code;
    for (let code = 0; code === 0;) code = create();
    expect([lab.rig.machine.system.tasks.size, codeName(create())]).toEqual([TASKS_MAX, 'KERN_RESOURCE_SHORTAGE']);
    const request = { program: 'x', source: new Uint8Array(0), arguments: 'null', profile: '', memory_mb: 0, rights: noRights };
    const { code } = lab.threads.do(a.agent, call(a.agent, kept(spawner), machlab.machlab_spawn, request));
    expect(codeName(code)).toBe('KERN_RESOURCE_SHORTAGE');
    a.exit();
    expect(lab.rig.machine.system.tasks.size).toBe(1);
  }, 60_000);

  it('finds no room for a large region between many small ones', () => {
    const lab = new Lab({ unchecked: true });
    const a = lab.program('a');
    const own = a.trap(2);
    const allocate = (address: number, size: number, anywhere: boolean): number =>
      lab.threads.do(a.agent, call(a.agent, kept(own), vm.vm_allocate, { address, size, anywhere })).code;
    for (let address = 0x10000; address < 0xf000_0000; address += 0x10000) allocate(address, 1, false);
    expect(codeName(allocate(0, 0x10000, true))).toBe('KERN_NO_SPACE');
    expect(codeName(allocate(0, 0xf000, true))).toBe('KERN_SUCCESS');
    expect(lab.rig.machine.ipc.memories).toBe(0xf000);
    a.exit();
    expect(lab.rig.machine.ipc.memories).toBe(0);
  }, 60_000);

  it('makes no more bootstrap contexts than there may be', () => {
    const lab = new Lab();
    const a = lab.program('a');
    const port = a.bootstrap();
    const requestor = a.sendable();
    const says = (act: Act<{ readonly code: number }>): string => codeName(lab.threads.do(a.agent, act).code);
    const subset = (): string => says(call(a.agent, kept(port), bootstrap.bootstrap_subset, { requestor_port: kept(requestor) }));
    while (subset() === 'KERN_SUCCESS');
    const server = { command: '', uid: 0, on_demand: true };
    expect([
      subset(),
      says(call(a.agent, kept(port), bootstrap.bootstrap_unprivileged, {})),
      says(call(a.agent, kept(port), bootstrap.bootstrap_create_server, server)),
    ]).toEqual(['BOOTSTRAP_NO_MEMORY', 'BOOTSTRAP_NO_MEMORY', 'BOOTSTRAP_NO_MEMORY']);
    a.exit();
    expect(lab.rig.machine.registry.contexts.size).toBe(1);
  }, 60_000);
});

describe('a thread that ends itself', () => {
  it('gets no answer, and leaves the others alone', () => {
    const a = new Lab().program('a');
    const other = a.threadOf(a.trap(2));
    const self = other.trap(3);
    expect(() => other.tells(self, thread.thread_terminate, {})).toThrow('waits');
    expect(a.type(self)).toBe(TYPE_DEAD_NAME);
  });
});
