import { describe, expect, it } from 'vitest';
import { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { task } from '../abi/interfaces/task.ts';
import { RIGHT_RECEIVE, RIGHT_SEND, TYPE_DEAD_NAME, TYPE_RECEIVE, TYPE_SEND, TYPE_SEND_RECEIVE } from '../abi/rights.ts';
import { kept, Lab, made, noRight, once, type Program } from '../calls/testing/lab.ts';

/** A task's bootstrap port, and the calls on it. */
class Names {
  readonly program: Program;
  readonly port: number;

  constructor(program: Program, port = program.bootstrap()) {
    this.program = program;
    this.port = port;
  }

  checkIn(name: string): number | string {
    const { program, port } = this;
    const { code, outs } = program.call(port, bootstrap.bootstrap_check_in, { service_name: name });
    return outs?.service_port.name ?? program.named(code);
  }

  lookUp(name: string): number | string {
    const { program, port } = this;
    const { code, outs } = program.call(port, bootstrap.bootstrap_look_up, { service_name: name });
    return outs?.service_port.name ?? program.named(code);
  }

  declare(name: string): number | string {
    const { program, port } = this;
    const { code, outs } = program.call(port, bootstrap.bootstrap_create_service, { service_name: name });
    return outs?.service_port.name ?? program.named(code);
  }

  register(name: string, right: number): string {
    const service_port = right === 0 ? noRight() : kept(right);
    return this.program.tells(this.port, bootstrap.bootstrap_register, { service_name: name, service_port });
  }

  subset(requestor: number): Names {
    const { outs } = this.program.call(this.port, bootstrap.bootstrap_subset, { requestor_port: kept(requestor) });
    return new Names(this.program, outs?.subset_port.name ?? 0);
  }

  status(name: string): number | string {
    const { code, outs } = this.program.call(this.port, bootstrap.bootstrap_status, { service_name: name });
    return outs?.service_active ?? this.program.named(code);
  }
}

const drop = (a: Program, name: number, right = RIGHT_RECEIVE): string => a.says(machPort.mach_port_mod_refs, { name, right, delta: -1 });

describe('check-in and look-up', () => {
  it('give a name to whoever comes first, until its receive right is gone', () => {
    const names = new Names(new Lab().program('a'));
    expect(names.lookUp('svc')).toBe('BOOTSTRAP_UNKNOWN_SERVICE');
    const port = names.checkIn('svc') as number;
    expect(names.program.type(port)).toBe(TYPE_RECEIVE);
    expect(names.lookUp('svc')).toBe(port);
    expect(names.program.type(port)).toBe(TYPE_SEND_RECEIVE);
    expect(names.checkIn('svc')).toBe('BOOTSTRAP_SERVICE_ACTIVE');
    drop(names.program, port);
    expect(names.lookUp('svc')).toBe('BOOTSTRAP_UNKNOWN_SERVICE');
    expect(names.checkIn('svc')).not.toBe('BOOTSTRAP_SERVICE_ACTIVE');
  });

  it('give one more reference with each look-up, in any task', () => {
    const a = new Lab().program('a');
    const port = new Names(a).checkIn('svc') as number;
    const { program: b } = a.child();
    const names = new Names(b);
    const send = names.lookUp('svc') as number;
    expect(names.lookUp('svc')).toBe(send);
    expect(b.refs(send, RIGHT_SEND)).toBe(2);
    b.send(kept(send), 9);
    expect(a.ids(port)).toEqual([9]);
  });

  it('look several names up at once', () => {
    const names = new Names(new Lab().program('a'));
    const port = names.checkIn('one');
    const lookUp = (...service_names: string[]) => names.program.call(names.port, bootstrap.bootstrap_look_up_array, { service_names });
    expect(lookUp('one', 'two').outs).toMatchObject({ service_ports: { names: [port, 0] }, all_services_known: false });
    expect(lookUp('one').outs?.all_services_known).toBe(true);
    expect(lookUp().outs?.all_services_known).toBe(true);
    expect(names.program.named(lookUp(...Array<string>(21).fill('one')).code)).toBe('BOOTSTRAP_BAD_COUNT');
  });

  it('find the console', () => {
    const names = new Names(new Lab().program('a'));
    const console = names.lookUp('machlab.console') as number;
    expect(names.program.ask(machPort.mach_port_kobject, { name: console }).kind).toBe(8);
    expect(names.checkIn('machlab.console')).toBe('BOOTSTRAP_SERVICE_ACTIVE');
    expect(names.register('machlab.console', 0)).toBe('BOOTSTRAP_NOT_PRIVILEGED');
  });

  it('let a task that keeps making names run into a limit of its own', () => {
    const a = new Lab().program('a');
    const names = new Names(a);
    const declare = (name: string): number =>
      a.lab.threads.do(a.agent, a.tell(names.port, bootstrap.bootstrap_create_service, { service_name: name })).code;
    let made = 0;
    while (declare(`n${made}`) === 0) made++;
    expect(made).toBe(1024);
    expect(names.declare('one more')).toBe('BOOTSTRAP_NO_MEMORY');
    expect(names.checkIn('one more')).toBe('BOOTSTRAP_NO_MEMORY');
    expect(names.register('one more', a.sendable())).toBe('BOOTSTRAP_NO_MEMORY');
    expect(new Names(a.child().program).checkIn('another’s')).toBeTypeOf('number');
  });
});

describe('registered ports', () => {
  it('go when their port dies, or by NULL', () => {
    const a = new Lab().program('a');
    const names = new Names(a);
    const port = a.sendable();
    expect(names.register('r', port)).toBe('KERN_SUCCESS');
    expect(names.lookUp('r')).toBe(port);
    expect(names.register('r', port)).toBe('BOOTSTRAP_SERVICE_ACTIVE');
    expect(names.register('r', 0)).toBe('KERN_SUCCESS');
    expect(names.lookUp('r')).toBe('BOOTSTRAP_UNKNOWN_SERVICE');
    expect(names.register('r', 0)).toBe('KERN_SUCCESS');
    names.register('r', port);
    a.says(machPort.mach_port_destroy, { name: port });
    expect(names.lookUp('r')).toBe('BOOTSTRAP_UNKNOWN_SERVICE');
    const dead = a.port(4);
    expect(names.register('d', dead)).toBe('KERN_INVALID_CAPABILITY');
  });

  it('keep the port from having no senders', () => {
    const a = new Lab().program('a');
    const names = new Names(a);
    const port = a.sendable();
    const notify = a.port();
    names.register('r', port);
    drop(a, port, RIGHT_SEND);
    a.ask(machPort.mach_port_request_notification, { name: port, variant: 70, sync: 0, notify: once(notify) });
    expect(a.ids(notify)).toEqual([]);
    names.register('r', 0);
    expect(a.ids(notify)).toEqual([70]);
  });

  it('belong to who registered them', () => {
    const a = new Lab().program('a');
    const { program: b } = a.child();
    const [mine, others] = [new Names(a), new Names(b)];
    mine.register('r', a.sendable());
    mine.declare('d');
    expect(others.register('r', b.sendable())).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(others.register('r', 0)).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(others.register('d', 0)).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(mine.register('d', a.sendable())).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(mine.register('d', 0)).toBe('KERN_SUCCESS');
    expect(mine.lookUp('d')).toBe('BOOTSTRAP_UNKNOWN_SERVICE');
  });
});

describe('declared services', () => {
  it('keep messages until somebody checks in', () => {
    const a = new Lab().program('a');
    const names = new Names(a);
    const send = names.declare('d') as number;
    expect(a.type(send)).toBe(TYPE_SEND);
    expect(names.declare('d')).toBe('BOOTSTRAP_NAME_IN_USE');
    expect(names.status('d')).toBe(0);
    a.send(kept(send), 5);
    expect(names.checkIn('d')).toBe(send);
    expect([a.ids(send), names.status('d'), names.status('x')]).toEqual([[5], 1, 'BOOTSTRAP_UNKNOWN_SERVICE']);
  });

  it('come back with queue and senders when their server dies, by a notification to the registry', () => {
    const a = new Lab().program('a');
    const { program: b, port: taskOfB } = a.child();
    const names = new Names(a);
    const send = names.declare('d') as number;
    new Names(b).checkIn('d');
    a.send(kept(send), 6);
    a.tells(taskOfB, task.task_terminate, {});
    expect([a.type(send), names.status('d')]).toEqual([TYPE_SEND, 0]);
    a.send(kept(send), 7);
    expect(a.ids(names.checkIn('d') as number)).toEqual([6, 7]);
  });

  it('come back too when the server gives the receive right up, or loses it in a message', () => {
    const a = new Lab().program('a');
    const names = new Names(a);
    names.declare('d');
    const port = names.checkIn('d') as number;
    a.says(machPort.mach_port_destroy, { name: port });
    expect(names.status('d')).toBe(0);
    const again = names.checkIn('d') as number;
    const other = a.sendable();
    a.send(kept(other), 1, [{ name: again, disposition: 16 }]);
    expect(names.status('d')).toBe(1);
    a.says(machPort.mach_port_destroy, { name: other });
    expect(names.status('d')).toBe(0);
  });

  it('get a new port when the server took care that the old one does not come back', () => {
    const a = new Lab().program('a');
    const names = new Names(a);
    const send = names.declare('d') as number;
    names.checkIn('d');
    const { previous } = a.ask(machPort.mach_port_request_notification, { name: send, variant: 69, sync: 0, notify: noRight(21) });
    drop(a, send);
    expect([a.type(send), names.status('d')]).toEqual([TYPE_DEAD_NAME, 0]);
    expect(names.lookUp('d')).not.toBe(send);
    a.says(machPort.mach_port_deallocate, { name: previous.name });
    expect(names.checkIn('d')).toBeTypeOf('number');
  });

  it('are not fooled by a task that talks to the registry in the kernel’s name', () => {
    const a = new Lab().program('a');
    const names = new Names(a);
    const service = names.declare('d') as number;
    names.checkIn('d');
    const { previous } = a.ask(machPort.mach_port_request_notification, { name: service, variant: 69, sync: 0, notify: noRight(21) });
    expect(a.send({ name: previous.name, disposition: 18 }, 69, [{ name: service, disposition: 16 }]).code).toBe(0);
    expect([a.type(service), names.status('d')]).toEqual([TYPE_DEAD_NAME, 0]);
  });
});

describe('contexts', () => {
  it('fall through to their parents, and keep their own names to themselves', () => {
    const a = new Lab().program('a');
    const root = new Names(a);
    const requestor = a.sendable();
    const sub = root.subset(requestor);
    root.register('top', a.sendable());
    sub.register('own', a.sendable());
    expect([sub.lookUp('top'), sub.lookUp('own')]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(root.lookUp('own')).toBe('BOOTSTRAP_UNKNOWN_SERVICE');
    const hidden = a.sendable();
    sub.register('top', hidden);
    expect([sub.lookUp('top'), root.lookUp('top') === hidden]).toEqual([hidden, false]);
    expect(a.call(sub.port, bootstrap.bootstrap_parent, {}).outs?.parent_port.name).toBe(root.port);
    expect(a.call(root.port, bootstrap.bootstrap_parent, {}).outs?.parent_port.name).toBe(root.port);
  });

  it('end with their requestor, and with the context above', () => {
    const a = new Lab().program('a');
    const root = new Names(a);
    const [outer, inner] = [a.sendable(), a.sendable()];
    const sub = root.subset(outer);
    const below = sub.subset(inner);
    sub.register('one', a.sendable());
    const declared = below.declare('two') as number;
    a.says(machPort.mach_port_destroy, { name: outer });
    expect([a.type(sub.port), a.type(below.port), a.type(declared)]).toEqual([TYPE_DEAD_NAME, TYPE_DEAD_NAME, TYPE_DEAD_NAME]);
    expect(a.lab.rig.machine.registry.contexts.size).toBe(1);
    expect(sub.lookUp('one')).toBe('MACH_SEND_INVALID_DEST');
    a.says(machPort.mach_port_destroy, { name: inner });
  });

  it('may hang on one another’s ports', () => {
    const a = new Lab().program('a');
    const root = new Names(a);
    const requestor = a.sendable();
    let sub = root.subset(requestor);
    for (let count = 0; count < 40; count++) sub = root.subset(sub.port);
    expect(a.lab.rig.machine.registry.contexts.size).toBe(42);
    a.says(machPort.mach_port_destroy, { name: requestor });
    expect(a.lab.rig.machine.registry.contexts.size).toBe(1);
  });

  it('need a live requestor, and go a hundred deep', () => {
    const a = new Lab().program('a');
    const root = new Names(a);
    const says = (port: number, right: { name: number; disposition: number }): string =>
      a.tells(port, bootstrap.bootstrap_subset, { requestor_port: right });
    expect(says(root.port, noRight())).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(says(root.port, kept(a.port(4)))).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    const requestor = a.sendable();
    let sub = root;
    for (let depth = 0; depth < 100; depth++) sub = sub.subset(requestor);
    expect(says(sub.port, kept(requestor))).toBe('BOOTSTRAP_NO_MEMORY');
  });

  it('have an unprivileged door, that always is the same', () => {
    const a = new Lab().program('a');
    const root = new Names(a);
    const door = a.call(root.port, bootstrap.bootstrap_unprivileged, {}).outs?.unprivileged_port.name ?? 0;
    expect(a.call(root.port, bootstrap.bootstrap_unprivileged, {}).outs?.unprivileged_port.name).toBe(door);
    expect(a.call(door, bootstrap.bootstrap_unprivileged, {}).outs?.unprivileged_port.name).toBe(door);
    expect(a.tells(door, bootstrap.bootstrap_parent, {})).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    const server = { command: '', uid: 0, on_demand: false };
    expect(a.tells(door, bootstrap.bootstrap_create_server, server)).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    const names = new Names(a, door);
    names.register('r', a.sendable());
    expect(root.lookUp('r')).toBe(names.lookUp('r'));
  });

  it('list their names', () => {
    const a = new Lab().program('a');
    const root = new Names(a);
    root.checkIn('served');
    root.declare('waiting');
    expect(a.call(root.port, bootstrap.bootstrap_info, {}).outs).toEqual({
      service_names: ['machlab.console', 'served', 'waiting'],
      server_names: ['', 'a', ''],
      service_active: [1, 1, 0],
    });
  });
});

describe('servers', () => {
  it('have services of their own: seen by all, served by who holds the server port', () => {
    const a = new Lab().program('a');
    const root = new Names(a);
    const made = a.call(root.port, bootstrap.bootstrap_create_server, { command: '', uid: 0, on_demand: false });
    const server = new Names(a, made.outs?.server_port.name ?? 0);
    const send = server.declare('s') as number;
    expect(root.lookUp('s')).toBe(send);
    expect(root.checkIn('s')).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(root.register('s', 0)).toBe('BOOTSTRAP_NOT_PRIVILEGED');
    expect(server.checkIn('s')).toBe(send);
    expect(server.checkIn('s')).toBe('BOOTSTRAP_SERVICE_ACTIVE');
  });

  it('are started for who may start programs, with the server port as bootstrap port', () => {
    const lab = new Lab();
    const a = lab.program('a', true);
    const root = new Names(a);
    const create = (command: string, on_demand: boolean): Names => {
      const { outs } = a.call(root.port, bootstrap.bootstrap_create_server, { command, uid: 0, on_demand });
      return new Names(a, outs?.server_port.name ?? 0);
    };
    create('clock', false);
    expect(lab.rig.starts.map(({ program, profile }) => [program, profile])).toEqual([['clock', 'program']]);
    lab.launch();
    const lazy = create('printer', true);
    expect(lab.rig.starts).toEqual([]);
    lazy.declare('print');
    root.lookUp('print');
    const printer = lab.launch();
    expect(new Names(printer).checkIn('print')).toBeTypeOf('number');
    const c = lab.program('c');
    c.call(new Names(c).port, bootstrap.bootstrap_create_server, { command: 'clock', uid: 0, on_demand: false });
    expect(lab.rig.starts).toEqual([]);
  });
});

describe('the registry', () => {
  it('holds nothing any more when all tasks are gone', () => {
    const lab = new Lab();
    const { registry, ipc } = lab.rig.machine;
    const before = [registry.contexts.size, registry.services.size, ipc.ports.size, ipc.messages];
    const a = lab.program('a');
    const names = new Names(a);
    names.checkIn('x');
    names.register('y', a.sendable());
    const sub = names.subset(a.sendable());
    sub.declare('z');
    a.says(machPort.mach_port_insert_right, { name: a.port(), poly: made(a.port()) });
    a.exit();
    expect([registry.contexts.size, registry.services.size, ipc.ports.size, ipc.messages]).toEqual(before);
  });
});
