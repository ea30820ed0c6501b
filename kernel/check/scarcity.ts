/** What no case can show, since it takes too much of something: full name tables, full quotas, too many threads. */
import { TRAP_TASK_SELF, TRAP_THREAD_SELF } from '../abi/frame.ts';
import { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { consoleInterface, machlab } from '../abi/interfaces/machlab.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { task, TASK_BOOTSTRAP_PORT } from '../abi/interfaces/task.ts';
import { thread } from '../abi/interfaces/thread.ts';
import { vm } from '../abi/interfaces/vm.ts';
import { BOOTSTRAP_ARRAY_MAX, REGION_BYTES_PER_TASK } from '../abi/limits.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_OOL_PORTS, DESCRIPTOR_PORT } from '../abi/message.ts';
import { COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE, RIGHT_PORT_SET } from '../abi/rights.ts';
import type { Batch } from '../trace/batch.ts';
import { Arena, type Program } from './client/arena.ts';

/** Runs programs into the kernel's limits; `witness` sees the events. */
export function scarcity(witness: (events: readonly Batch[]) => void): void {
  const arena = new Arena();
  const program = arena.spawn('many');
  addresses(program);
  spawns(arena.spawn('spawner', true), 'program');
  threads(program);
  tasks(program);
  names(arena.spawn('names'));
  services(arena.spawn('services'));
  memory(arena.spawn('memory'));
  flood(arena.spawn('flood'));
  witness(arena.replica.follow());
}

function threads(program: Program): void {
  while (program.call(task.thread_create, {}).code === 0);
}

function tasks(program: Program): void {
  while (program.call(task.task_create, { inherit_memory: false }).code === 0);
}

function names(program: Program): void {
  const box = program.allocate();
  const source = program.allocate();
  const array = Array.from({ length: 16_384 }, () => source);
  const self = program.trap(TRAP_TASK_SELF);
  let code = 0;
  while (code === 0) {
    program.send({
      to: { name: box, disposition: MAKE_SEND },
      body: [{ type: DESCRIPTOR_OOL_PORTS, names: array, disposition: MAKE_SEND_ONCE, deallocate: false, copy: 1 }],
    });
    const got = program.receive(box);
    code = got.code;
    program.callOn(self, vm.vm_deallocate, { address: got.message?.descriptors?.[0]?.address ?? 0, size: 0x10000 });
  }
  program.callOn(self, machPort.mach_port_allocate, { right: 1 });
  program.callOn(self, machPort.mach_port_allocate_name, { right: 1, name: 0x7fffff03 });
  program.callOn(self, machPort.mach_port_construct, { flags: 0, qlimit: 0, context: 0n });
  program.callOn(self, machPort.mach_port_insert_right, { name: 0x7fffff03, poly: { name: source, disposition: MAKE_SEND_ONCE } });
  program.send({
    to: { name: box, disposition: MAKE_SEND },
    reply: { name: box, disposition: MAKE_SEND_ONCE },
    body: [{ type: DESCRIPTOR_PORT, name: source, disposition: MAKE_SEND_ONCE }],
  });
  program.receive(box);
}

function services(program: Program): void {
  const root = program.call(task.task_get_special_port, { which_port: TASK_BOOTSTRAP_PORT }).outs?.special_port.name ?? 0;
  const port = program.port();
  for (let count = 0; program.callOn(root, bootstrap.bootstrap_check_in, { service_name: `n${count}` }).code === 0; count++);
  program.callOn(root, bootstrap.bootstrap_create_service, { service_name: 'more' });
  program.callOn(root, bootstrap.bootstrap_register, { service_name: 'more', service_port: { name: port, disposition: COPY_SEND } });
  program.callOn(root, bootstrap.bootstrap_look_up_array, { service_names: Array.from({ length: BOOTSTRAP_ARRAY_MAX + 1 }, () => 'x') });
  program.callOn(root, bootstrap.bootstrap_look_up_array, { service_names: ['x'] });
  program.callOn(root, bootstrap.bootstrap_info, {});
  while (program.callOn(root, bootstrap.bootstrap_subset, { requestor_port: { name: port, disposition: COPY_SEND } }).code === 0);
  program.callOn(root, bootstrap.bootstrap_unprivileged, {});
  program.callOn(root, bootstrap.bootstrap_create_server, { command: '', uid: 0, on_demand: true });
}

function memory(program: Program): void {
  program.call(vm.vm_allocate, { address: 0, size: REGION_BYTES_PER_TASK - 0x1000, anywhere: true });
  const box = program.port();
  const bytes = new Uint8Array(0x10000);
  program.send({ to: { name: box, disposition: COPY_SEND }, body: [{ type: DESCRIPTOR_OOL, memory: bytes, deallocate: false, copy: 1 }] });
  program.receive(box);
}

function flood(program: Program): void {
  const box = program.allocate();
  while (program.send({ to: { name: box, disposition: MAKE_SEND_ONCE } }) === 0);
}

/** What a spawner port and a console answer. */
function spawns(program: Program, profile: string): void {
  const ports = program.call(task.mach_ports_lookup, {}).outs?.ports.names ?? [];
  const plain = {
    program: 'p',
    source: new Uint8Array(0),
    arguments: '[]',
    profile,
    memory_mb: 0,
    rights: { names: [], disposition: COPY_SEND },
  };
  for (const port of ports.filter((name) => name !== 0)) {
    program.callOn(port, machlab.machlab_spawn, plain);
    program.callOn(port, machlab.machlab_spawn, { ...plain, arguments: '{' });
    program.callOn(port, machlab.machlab_spawn, { ...plain, profile: 'no such profile' });
    program.callOn(port, machlab.machlab_spawn, { ...plain, memory_mb: 0xffffffff });
    while (program.callOn(port, machlab.machlab_spawn, plain).code === 0);
  }
  const root = program.call(task.task_get_special_port, { which_port: TASK_BOOTSTRAP_PORT }).outs?.special_port.name ?? 0;
  const console = program.callOn(root, bootstrap.bootstrap_look_up, { service_name: 'machlab.console' }).outs?.service_port.name ?? 0;
  for (const stream of [1, 2, 3]) program.callOn(console, consoleInterface.console_write, { stream, text: 'hello' });
}

/** Calls about memory and ports that a case file has no word for. */
function addresses(program: Program): void {
  const self = program.trap(TRAP_TASK_SELF);
  const port = program.port();
  const { address = 0 } = program.call(vm.vm_allocate, { address: 0, size: 8192, anywhere: true }).outs ?? {};
  program.call(vm.vm_region, { address: 0 });
  program.call(vm.vm_region, { address: address + 0x1000000 });
  program.call(vm.vm_allocate, { address: -4096, size: 4096, anywhere: false });
  program.call(vm.vm_deallocate, { address: -4096, size: 4096 });
  program.call(vm.vm_protect, { address, size: 4096, protection: 99 });
  program.call(vm.vm_read, { address, size: 0xf0000000 });
  for (const name of [self, port, program.allocate(RIGHT_PORT_SET), 0x7777]) program.call(machPort.mach_port_kobject, { name });
  program.call(machPort.mach_port_space_info, {});
  const here = program.trap(TRAP_THREAD_SELF);
  for (const ticks of [3, 0xffffffff]) program.callOn(here, thread.thread_compute, { ticks, next: 0 });
}
