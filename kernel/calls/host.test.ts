import { describe, expect, it } from 'vitest';
import { host } from '../abi/interfaces/host.ts';
import { consoleInterface, machlab } from '../abi/interfaces/machlab.ts';
import { task } from '../abi/interfaces/task.ts';
import { COPY_SEND } from '../abi/rights.ts';
import { Lab, noRights, type Program } from './testing/lab.ts';

const HOST_SELF = 4;

function registered(a: Program, index: number): number {
  return a.ask(task.mach_ports_lookup, {}).ports.names[index] ?? 0;
}

describe('the host port', () => {
  it('tells what there is, and what time it is', () => {
    const lab = new Lab();
    const a = lab.program('a');
    const port = a.trap(HOST_SELF);
    const { tasks, threads } = lab.rig.machine.system;
    expect(a.call(port, host.host_info, { flavor: 1 }).outs?.info.slice(0, 2)).toEqual([tasks.size, threads.size]);
    expect(a.tells(port, host.host_info, { flavor: 9 })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.call(port, host.host_page_size, {}).outs).toEqual({ page_size: 4096 });
    expect(a.call(port, host.host_kernel_version, {}).outs?.version).toContain('recommended');
    const before = a.call(port, host.host_get_time, {}).outs;
    lab.pass(2500);
    a.trap(HOST_SELF);
    const after = a.call(port, host.host_get_time, {}).outs;
    const microseconds = (time: typeof before): number => (time?.seconds ?? 0) * 1e6 + (time?.microseconds ?? 0);
    expect(microseconds(after) - microseconds(before)).toBe(2_500_000);
  });
});

describe('console_write', () => {
  it('prints in the name of whoever sent it', () => {
    const lab = new Lab();
    const a = lab.program('a');
    const port = registered(a, 0);
    lab.do(a.agent, a.tell(port, consoleInterface.console_write, { stream: 1, text: 'good day, Ωμέγα' }));
    lab.do(a.agent, a.tell(port, consoleInterface.console_write, { stream: 7, text: 'nowhere' }));
    expect(lab.rig.printed).toEqual([{ task: a.id, stream: 1, text: 'good day, Ωμέγα' }]);
  });
});

describe('machlab_spawn', () => {
  const request = { program: 'child', source: new Uint8Array(0), arguments: '[1]', profile: '', memory_mb: 0, rights: noRights };

  it('starts a process for a task at once, with its caller’s profile and the rights it is given', () => {
    const lab = new Lab();
    const a = lab.program('a', true);
    const right = a.sendable();
    const spawner = registered(a, 1);
    const source = new TextEncoder().encode('export {};');
    const rights = { names: [right], disposition: COPY_SEND };
    const { outs } = a.call(spawner, machlab.machlab_spawn, { ...request, source, rights });
    expect(lab.rig.starts[0]).toMatchObject({ name: 'child', program: '', source, arguments: '[1]', profile: 'program', memoryMB: 256 });
    const child = lab.launch();
    expect(a.call(outs?.child_task.name ?? 0, task.task_info, { flavor: 5 }).outs?.info[3]).toBe(child.id);
    expect(registered(child, 0)).toBeGreaterThan(0);
    expect(registered(child, 1)).toBe(0);
  });

  it('lets a program of the catalogue inherit the registered ports', () => {
    const lab = new Lab();
    const a = lab.program('a', true);
    a.call(registered(a, 1), machlab.machlab_spawn, { ...request, profile: 'plug-in', memory_mb: 32 });
    expect(lab.rig.starts[0]).toMatchObject({ program: 'child', profile: 'plug-in', memoryMB: 32 });
    expect(registered(lab.launch(), 1)).toBeGreaterThan(0);
  });

  it('gives nobody more than they have', () => {
    const lab = new Lab();
    const a = lab.program('a', true);
    const spawn = (more: Partial<typeof request>): string => a.tells(registered(a, 1), machlab.machlab_spawn, { ...request, ...more });
    expect([
      spawn({ profile: 'file' }),
      spawn({ memory_mb: 257 }),
      spawn({ profile: 'root' }),
      spawn({ profile: 'constructor' }),
      spawn({ program: '' }),
      spawn({ arguments: '{' }),
    ]).toEqual([
      'KERN_NO_ACCESS',
      'KERN_NO_ACCESS',
      'KERN_INVALID_ARGUMENT',
      'KERN_INVALID_ARGUMENT',
      'KERN_INVALID_ARGUMENT',
      'KERN_INVALID_ARGUMENT',
    ]);
    expect(lab.rig.starts).toEqual([]);
  });
});
