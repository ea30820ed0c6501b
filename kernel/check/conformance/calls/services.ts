/** Calls on bootstrap ports, and on a task's memory. */
import { bootstrap } from '../../../abi/interfaces/bootstrap.ts';
import { machPort } from '../../../abi/interfaces/mach_port.ts';
import { task, TASK_BOOTSTRAP_PORT } from '../../../abi/interfaces/task.ts';
import { vm } from '../../../abi/interfaces/vm.ts';
import type { Routine, Values } from '../../../abi/mig.ts';
import { COPY_SEND, MAKE_SEND, MOVE_SEND, TYPE_RECEIVE, TYPE_SEND_RECEIVE } from '../../../abi/rights.ts';
import { call, kept, ownTask, type ProgramWorld } from '../../client/calls.ts';
import type { PortValue } from '../../client/message.ts';
import type { Act } from '../../client/threads.ts';
import { type Args, type Caller, type CallSpec, callOnTask, type Outcome, outcomeOf, showName, showNumber } from '../call.ts';
import { BOOLEAN, DISPOSITION, NAME, TEXT, U32 } from '../values.ts';

/** A call on the context named, or on the caller's bootstrap port: fetched for the call and given up with it. */
function* callOnContext<R extends Routine>(
  caller: Caller,
  args: Args,
  routine: R,
  values: Values<R['in'], ProgramWorld>,
  results?: (outs: Values<R['out'], ProgramWorld>) => Readonly<Record<string, unknown>>,
): Act<Outcome> {
  const on = args.has('bp') ? kept(args.number('bp')) : yield* bootstrapPort(caller);
  const { unsupported: _, ...outcome } = outcomeOf(routine, yield* call(caller.agent, on, routine, values), results);
  return outcome;
}

function* own(caller: Caller): Act<PortValue> {
  return caller.taskPort === 0 ? yield* ownTask() : kept(caller.taskPort);
}

function* bootstrapPort(caller: Caller): Act<PortValue> {
  const { outs } = yield* call(caller.agent, yield* own(caller), task.task_get_special_port, { which_port: TASK_BOOTSTRAP_PORT });
  return { name: outs?.special_port.name ?? 0, disposition: MOVE_SEND };
}

/** A send right to the port named: a copy, or one made where there is only the receive right. */
function* sendTo(caller: Caller, name: number): Act<PortValue> {
  const { outs } = yield* call(caller.agent, yield* own(caller), machPort.mach_port_type, { name });
  const receiveOnly = outs !== undefined && (outs.type & TYPE_SEND_RECEIVE) === TYPE_RECEIVE;
  return { name, disposition: receiveOnly ? MAKE_SEND : COPY_SEND };
}

const context = { bp: NAME };
const port = { kind: NAME, show: showName };
const count = { kind: U32, show: showNumber };

export const serviceCalls: Readonly<Record<string, CallSpec>> = {
  bootstrap_check_in: {
    args: { name: TEXT },
    optional: context,
    bind: 'port',
    run: (caller, args) =>
      callOnContext(caller, args, bootstrap.bootstrap_check_in, { service_name: args.text('name') }, ({ service_port }) => ({
        port: service_port.name,
      })),
  },
  bootstrap_register: {
    args: { name: TEXT, port: NAME },
    optional: { ...context, disposition: DISPOSITION },
    run: (caller, args) =>
      callOnContext(caller, args, bootstrap.bootstrap_register, {
        service_name: args.text('name'),
        service_port: { name: args.number('port'), disposition: args.number('disposition', COPY_SEND) },
      }),
  },
  bootstrap_look_up: {
    args: { name: TEXT },
    optional: context,
    outs: { port },
    bind: 'port',
    run: (caller, args) =>
      callOnContext(caller, args, bootstrap.bootstrap_look_up, { service_name: args.text('name') }, ({ service_port }) => ({
        port: service_port.name,
      })),
  },
  bootstrap_create_service: {
    args: { name: TEXT },
    optional: context,
    bind: 'port',
    run: (caller, args) =>
      callOnContext(caller, args, bootstrap.bootstrap_create_service, { service_name: args.text('name') }, ({ service_port }) => ({
        port: service_port.name,
      })),
  },
  bootstrap_subset: {
    args: { requestor: NAME },
    optional: { ...context, name: TEXT },
    bind: 'port',
    *run(caller, args) {
      const requestor_port = yield* sendTo(caller, args.number('requestor'));
      return yield* callOnContext(caller, args, bootstrap.bootstrap_subset, { requestor_port }, ({ subset_port }) => ({
        port: subset_port.name,
      }));
    },
  },
  bootstrap_parent: {
    args: {},
    optional: context,
    outs: { port },
    bind: 'port',
    run: (caller, args) => callOnContext(caller, args, bootstrap.bootstrap_parent, {}, ({ parent_port }) => ({ port: parent_port.name })),
  },
  bootstrap_unprivileged: {
    args: {},
    optional: context,
    outs: { port },
    bind: 'port',
    run: (caller, args) =>
      callOnContext(caller, args, bootstrap.bootstrap_unprivileged, {}, ({ unprivileged_port }) => ({ port: unprivileged_port.name })),
  },
  bootstrap_create_server: {
    args: { command: TEXT },
    optional: { ...context, uid: U32, on_demand: BOOLEAN },
    bind: 'port',
    run: (caller, args) =>
      callOnContext(
        caller,
        args,
        bootstrap.bootstrap_create_server,
        { command: args.text('command'), uid: args.number('uid'), on_demand: args.flag('on_demand') },
        ({ server_port }) => ({ port: server_port.name }),
      ),
  },
  bootstrap_status: {
    args: { name: TEXT },
    optional: context,
    outs: { status: count },
    run: (caller, args) =>
      callOnContext(caller, args, bootstrap.bootstrap_status, { service_name: args.text('name') }, ({ service_active }) => ({
        status: service_active,
      })),
  },
  bootstrap_info: {
    args: {},
    optional: context,
    outs: { count },
    run: (caller, args) =>
      callOnContext(caller, args, bootstrap.bootstrap_info, {}, ({ service_names }) => ({ count: service_names.length })),
  },
  vm_allocate: {
    args: { size: U32 },
    optional: { target: NAME, address: U32, anywhere: BOOLEAN },
    bind: 'address',
    run: (caller, args) =>
      callOnTask(caller, args, vm.vm_allocate, {
        address: args.number('address'),
        size: args.number('size'),
        anywhere: !args.has('anywhere') || args.flag('anywhere'),
      }),
  },
  vm_deallocate: {
    args: { address: NAME, size: U32 },
    optional: { target: NAME },
    run: (caller, args) => callOnTask(caller, args, vm.vm_deallocate, { address: args.number('address'), size: args.number('size') }),
  },
  vm_protect: {
    args: { address: NAME, size: U32, protection: U32 },
    optional: { target: NAME },
    run: (caller, args) =>
      callOnTask(caller, args, vm.vm_protect, {
        address: args.number('address'),
        size: args.number('size'),
        protection: args.number('protection'),
      }),
  },
  vm_read: {
    args: { address: NAME, size: U32 },
    optional: { target: NAME },
    outs: { size: count },
    run: (caller, args) =>
      callOnTask(caller, args, vm.vm_read, { address: args.number('address'), size: args.number('size') }, ({ data }) => ({
        size: data.length,
      })),
  },
  vm_write: {
    args: { address: NAME, text: TEXT },
    optional: { target: NAME },
    run: (caller, args) =>
      callOnTask(caller, args, vm.vm_write, { address: args.number('address'), data: new TextEncoder().encode(args.text('text')) }),
  },
};
