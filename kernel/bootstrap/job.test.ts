import { describe, expect, it } from 'vitest';
import type { Catalogue, RestartRule } from '../abi/catalogue.ts';
import { COMMAND_ENABLE, COMMAND_PASS_TIME, COMMAND_PAUSE } from '../abi/commands.ts';
import { SERVICE_ACTIVE, SERVICE_DISABLED, SERVICE_INACTIVE, SERVICE_STARTING } from '../abi/events.ts';
import { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { task } from '../abi/interfaces/task.ts';
import { RIGHT_RECEIVE, TYPE_DEAD_NAME, TYPE_SEND } from '../abi/rights.ts';
import { kept, Lab, type Program } from '../calls/testing/lab.ts';
import type { Service } from './service.ts';

const RESTART: RestartRule = { crashes: 3, withinMs: 10_000, backoffMs: [100, 1000], keepPort: true };

function catalogue(restart: Partial<RestartRule> = {}): Catalogue {
  return [
    {
      name: 'file service',
      program: 'file',
      profile: 'file',
      memoryMB: 128,
      names: ['file', 'file.admin'],
      restart: { ...RESTART, ...restart },
    },
  ];
}

function lookUp(a: Program, name = 'file'): number {
  return a.call(a.bootstrap(), bootstrap.bootstrap_look_up, { service_name: name }).outs?.service_port.name ?? 0;
}
const lookUpSays = (a: Program): string => a.tells(a.bootstrap(), bootstrap.bootstrap_look_up, { service_name: 'file' });
function checkIn(a: Program, name = 'file'): number {
  return a.call(a.bootstrap(), bootstrap.bootstrap_check_in, { service_name: name }).outs?.service_port.name ?? 0;
}
const checkInSays = (a: Program, name = 'file'): string => a.tells(a.bootstrap(), bootstrap.bootstrap_check_in, { service_name: name });
const status = (a: Program) => a.call(a.bootstrap(), bootstrap.bootstrap_status, { service_name: 'file' }).outs?.service_active;

function stateOf(lab: Lab, name = 'file'): number {
  return [...lab.rig.machine.registry.services.values()].find((service) => service.name === name)?.state ?? 0;
}

describe('a service of the catalogue', () => {
  it('is started by its first look-up, with a console and the root’s names, and gets what waits for it', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    expect([stateOf(lab), status(a), lab.rig.starts]).toEqual([SERVICE_INACTIVE, 2, []]);
    const send = lookUp(a);
    a.send(kept(send), 5);
    expect(lab.rig.starts.map(({ name, program, profile, memoryMB, source }) => [name, program, profile, memoryMB, source.length])).toEqual(
      [['file service', 'file', 'file', 128, 0]],
    );
    lookUp(a, 'file.admin');
    expect([stateOf(lab), lab.rig.starts.length]).toEqual([SERVICE_STARTING, 1]);
    const server = lab.launch();
    const { names } = server.ask(task.mach_ports_lookup, {}).ports;
    expect(names.map((name) => (name === 0 ? 0 : server.ask(machPort.mach_port_kobject, { name }).kind))).toEqual([8, 0, 0, 0]);
    expect([server.ids(checkIn(server)), stateOf(lab), stateOf(lab, 'file.admin')]).toEqual([[5], SERVICE_ACTIVE, SERVICE_STARTING]);
  });

  it('is started by a message too, once it has had its day', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    const send = lookUp(a);
    const server = lab.launch();
    checkIn(server);
    server.exit(0);
    expect([stateOf(lab), lab.rig.starts]).toEqual([SERVICE_INACTIVE, []]);
    a.send(kept(send), 6);
    const next = lab.launch();
    expect(next.ids(checkIn(next))).toEqual([6]);
  });

  it('may be served by the task started for it, and nobody else', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    expect(checkInSays(a)).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    lookUp(a);
    const server = lab.launch();
    expect(checkInSays(a)).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(a.tells(a.bootstrap(), bootstrap.bootstrap_register, { service_name: 'file', service_port: kept(a.sendable()) })).toBe(
      'BOOTSTRAP_NOT_PRIVILEGED',
    );
    const { program: child } = server.child();
    expect([checkInSays(child), checkInSays(server), checkInSays(a)]).toEqual([
      'KERN_SUCCESS',
      'BOOTSTRAP_SERVICE_ACTIVE',
      'BOOTSTRAP_NOT_PRIVILEGED',
    ]);
  });

  it('is started again after a crash, later each time, with the messages that nobody had read', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    const send = lookUp(a);
    const first = lab.launch();
    checkIn(first);
    a.send(kept(send), 7);
    first.exit(0, 11);
    expect([a.type(send), stateOf(lab), lab.rig.starts]).toEqual([TYPE_SEND, SERVICE_INACTIVE, []]);
    lookUp(a);
    lab.pass(99);
    expect(lab.rig.starts).toEqual([]);
    lab.pass(1);
    const second = lab.launch();
    expect(second.ids(checkIn(second))).toEqual([7]);
    second.exit(3);
    lab.pass(999);
    expect(lab.rig.starts).toEqual([]);
    lab.pass(1);
    expect(lab.rig.starts.length).toBe(1);
  });

  it('waits for its time while the gate is closed, and is started when somebody lets that time come', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const { machine } = lab.rig;
    const command = (command: number, argument2 = 0): void => {
      machine.command(lab.rig.hostUs, { command, window: 1, argument: 0, argument2, text: '' });
      lab.check();
    };
    const file = (): Service => [...machine.registry.services.values()].find(({ name }) => name === 'file')!;
    lookUp(lab.program('a'));
    expect(file().dueMs).toBe(-1);
    lab.launch().exit(1);
    const dueMs = machine.system.nowMs + 100;
    expect(machine.registrySnapshot().services.map((service) => [service.name, service.dueMs])).toEqual([
      ['machlab.console', -1],
      ['file', dueMs],
      ['file.admin', dueMs],
    ]);
    command(COMMAND_PAUSE);
    lab.pass(5000);
    expect(lab.rig.starts).toEqual([]);
    command(COMMAND_PASS_TIME, 999); // there is no such service
    expect(lab.rig.starts).toEqual([]);
    command(COMMAND_PASS_TIME, file().id);
    expect([lab.rig.starts.length, machine.system.nowMs, file().dueMs]).toEqual([1, dueMs, -1]);
    command(COMMAND_PASS_TIME, file().id); // it is not waited for any more
    expect(machine.system.nowMs).toBe(dueMs);
  });

  it('is disabled after too many crashes in too short a time, and its queue is lost', () => {
    const lab = new Lab({ catalogue: catalogue({ backoffMs: [10] }) });
    const a = lab.program('a');
    const send = lookUp(a);
    const notify = a.port();
    a.send(kept(send), 1, [], { name: notify, disposition: 21 });
    for (let crash = 0; crash < 3; crash++) {
      checkIn(lab.launch());
      lab.check();
      lab.rig.machine.exited(lab.rig.hostUs, lab.rig.machine.system.nextProcess - 1, -1, 9, '');
      lab.check();
      lab.pass(10);
    }
    expect([stateOf(lab), stateOf(lab, 'file.admin'), lab.rig.starts]).toEqual([SERVICE_DISABLED, SERVICE_DISABLED, []]);
    expect([a.type(send), a.ids(notify)]).toEqual([TYPE_DEAD_NAME, [71]]);
    expect([lookUpSays(a), status(a)]).toEqual(['BOOTSTRAP_UNKNOWN_SERVICE', 0]);
  });

  it('may be started again when somebody says so, with a new port and its past forgotten', () => {
    const lab = new Lab({ catalogue: catalogue({ backoffMs: [10] }) });
    const a = lab.program('a');
    const { machine, hostUs } = lab.rig;
    const enable = (): void => {
      machine.command(hostUs, { command: COMMAND_ENABLE, window: 1, argument: 0, argument2: 0, text: '' });
      lab.check();
    };
    lookUp(a);
    for (let crash = 0; crash < 3; crash++) {
      lab.launch().exit(1);
      lab.pass(10);
    }
    expect([stateOf(lab), lookUpSays(a)]).toEqual([SERVICE_DISABLED, 'BOOTSTRAP_UNKNOWN_SERVICE']);
    enable();
    expect([stateOf(lab), stateOf(lab, 'file.admin'), lab.rig.starts]).toEqual([SERVICE_INACTIVE, SERVICE_INACTIVE, []]);
    const send = lookUp(a);
    a.send(kept(send), 9);
    lab.launch().exit(1); // one crash is not the fourth
    lab.pass(10);
    const server = lab.launch();
    expect(server.ids(checkIn(server))).toEqual([9]);
    enable(); // there is nothing to do
    expect(stateOf(lab)).toBe(SERVICE_ACTIVE);
  });

  it('may crash now and then for ever', () => {
    const lab = new Lab({ catalogue: catalogue({ backoffMs: [10] }) });
    const a = lab.program('a');
    lookUp(a);
    for (let crash = 0; crash < 5; crash++) {
      lab.launch().exit(1);
      lab.pass(6000);
    }
    expect([stateOf(lab), lab.rig.starts.length]).toEqual([SERVICE_STARTING, 1]);
  });

  it('counts as crashed when it ends without having checked in, whatever its code', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    lookUp(a);
    lab.launch().exit(0);
    expect([stateOf(lab), lab.rig.starts.length]).toEqual([SERVICE_INACTIVE, 0]);
    lab.pass(100);
    expect(lab.rig.starts.length).toBe(1);
  });

  it('is not started over and over when it leaves at once what it was started for', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    a.send(kept(lookUp(a)), 1);
    const server = lab.launch();
    checkIn(server);
    server.exit(0);
    expect(lab.rig.starts).toEqual([]);
    lab.pass(100);
    expect(lab.rig.starts.length).toBe(1);
  });

  it('gets a new port with each instance if its port is not to be kept', () => {
    const lab = new Lab({ catalogue: catalogue({ keepPort: false }) });
    const a = lab.program('a');
    const send = lookUp(a);
    const server = lab.launch();
    checkIn(server);
    a.send(kept(send), 1);
    server.exit(0, 9);
    expect([a.type(send), stateOf(lab)]).toEqual([TYPE_DEAD_NAME, SERVICE_INACTIVE]);
    lab.pass(100);
    const next = lookUp(a);
    a.send(kept(next), 2);
    const again = lab.launch();
    expect(again.ids(checkIn(again))).toEqual([2]);
  });

  it('stays down while the kernel is paused, and comes up when time goes on', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    lookUp(a);
    lab.launch().exit(1);
    const { machine } = lab.rig;
    const command = (number: number): void =>
      machine.command(lab.rig.hostUs, { command: number, window: 0, argument: 0, argument2: 0, text: '' });
    command(1);
    lab.pass(5000);
    expect([machine.nextTimerUs(), lab.rig.starts]).toEqual([-1, []]);
    command(2);
    lab.pass(100);
    expect(lab.rig.starts.length).toBe(1);
  });

  it('is up again for its next look-up when its server gave up its receive right and lives on', () => {
    const lab = new Lab({ catalogue: catalogue() });
    const a = lab.program('a');
    const send = lookUp(a);
    const server = lab.launch();
    const port = checkIn(server);
    server.says(machPort.mach_port_mod_refs, { name: port, right: RIGHT_RECEIVE, delta: -1 });
    expect(stateOf(lab)).toBe(SERVICE_INACTIVE);
    a.send(kept(send), 3);
    expect(lab.rig.starts).toEqual([]);
    expect(server.ids(checkIn(server))).toEqual([3]);
  });
});
