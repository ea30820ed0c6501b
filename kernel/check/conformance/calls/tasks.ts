/** Calls about tasks, threads and the host, and the traps for their ports. */
import { TRAP_HOST_SELF, TRAP_REPLY_PORT, TRAP_TASK_SELF, TRAP_THREAD_SELF } from '../../../abi/frame.ts';
import { HOST_BASIC_INFO, host } from '../../../abi/interfaces/host.ts';
import { task, TASK_BASIC_INFO, TASK_INFO_SUSPEND_COUNT } from '../../../abi/interfaces/task.ts';
import { thread, THREAD_BASIC_INFO, THREAD_INFO_RUN_STATE, THREAD_INFO_SUSPEND_COUNT } from '../../../abi/interfaces/thread.ts';
import type { Routine, Values } from '../../../abi/mig.ts';
import { COPY_SEND, MOVE_SEND } from '../../../abi/rights.ts';
import { call, kept, nameTrap, type ProgramWorld } from '../../client/calls.ts';
import type { Act } from '../../client/threads.ts';
import {
  type Args,
  type Caller,
  type CallSpec,
  callOnTask,
  type Outcome,
  type OutField,
  outcomeOf,
  showName,
  showNumber,
} from '../call.ts';
import { BOOLEAN, MASK, NAME, NAMES, SPECIAL, TEXT, THREAD, U32 } from '../values.ts';

const target = { target: NAME };
const count: OutField = { kind: U32, show: showNumber };
const port: OutField = { kind: NAME, show: showName };
const firstPort = ({ ports }: { readonly ports: { readonly names: readonly number[] } }): Record<string, unknown> => ({
  port: ports.names[0] ?? 0,
  old: ports.names[0] ?? 0,
  first: ports.names[0] ?? 0,
  count: ports.names.length,
});

function self(trap: number): CallSpec {
  return {
    args: {},
    bind: 'name',
    *run() {
      return { code: 0, results: { name: yield* nameTrap(trap) } };
    },
  };
}

/** A call on a thread port: the named thread's, or the caller's own. */
function* callOnThread<R extends Routine>(
  { agent }: Caller,
  args: Args,
  routine: R,
  values: Values<R['in'], ProgramWorld>,
  results?: (outs: Values<R['out'], ProgramWorld>) => Readonly<Record<string, unknown>>,
): Act<Outcome> {
  const on = args.has('thread') ? kept(args.number('thread')) : { name: yield* nameTrap(TRAP_THREAD_SELF), disposition: MOVE_SEND };
  return outcomeOf(routine, yield* call(agent, on, routine, values), results);
}

function* callOnHost<R extends Routine>({ agent }: Caller, routine: R, values: Values<R['in'], ProgramWorld>): Act<Outcome> {
  const on = { name: yield* nameTrap(TRAP_HOST_SELF), disposition: MOVE_SEND };
  return outcomeOf(routine, yield* call(agent, on, routine, values));
}

const onThread = { thread: THREAD };

export const taskCalls: Readonly<Record<string, CallSpec>> = {
  task_self: self(TRAP_TASK_SELF),
  thread_self: self(TRAP_THREAD_SELF),
  host_self: self(TRAP_HOST_SELF),
  reply_port: self(TRAP_REPLY_PORT),
  task_create: {
    args: {},
    optional: { ...target, inherit: BOOLEAN },
    bind: 'child',
    run: (caller, args) =>
      callOnTask(caller, args, task.task_create, { inherit_memory: args.flag('inherit') }, ({ child_task }) => ({
        child: child_task.name,
      })),
  },
  task_terminate: { args: {}, optional: target, run: (caller, args) => callOnTask(caller, args, task.task_terminate, {}) },
  task_suspend: { args: {}, optional: target, run: (caller, args) => callOnTask(caller, args, task.task_suspend, {}) },
  task_resume: { args: {}, optional: target, run: (caller, args) => callOnTask(caller, args, task.task_resume, {}) },
  task_set_name: {
    args: { name: TEXT },
    optional: target,
    run: (caller, args) => callOnTask(caller, args, task.task_set_name, { name: args.text('name') }),
  },
  task_info_suspend_count: {
    args: {},
    optional: target,
    outs: { count },
    run: (caller, args) =>
      callOnTask(caller, args, task.task_info, { flavor: TASK_BASIC_INFO }, ({ info }) => ({ count: info[TASK_INFO_SUSPEND_COUNT] })),
  },
  task_info: {
    args: { flavor: U32 },
    optional: target,
    outs: { count },
    run: (caller, args) =>
      callOnTask(caller, args, task.task_info, { flavor: args.number('flavor') }, ({ info }) => ({ count: info.length })),
  },
  task_threads: {
    args: {},
    optional: target,
    outs: { count },
    run: (caller, args) => callOnTask(caller, args, task.task_threads, {}, ({ threads }) => ({ count: threads.names.length })),
  },
  task_get_special_port: {
    args: { which: SPECIAL },
    optional: target,
    outs: { port },
    bind: 'port',
    run: (caller, args) =>
      callOnTask(caller, args, task.task_get_special_port, { which_port: args.number('which') }, ({ special_port }) => ({
        port: special_port.name,
      })),
  },
  task_set_special_port: {
    args: { which: SPECIAL, port: NAME },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, task.task_set_special_port, {
        which_port: args.number('which'),
        special_port: kept(args.number('port')),
      }),
  },
  task_get_notify_port: {
    args: {},
    optional: target,
    bind: 'name',
    run: (caller, args) => callOnTask(caller, args, task.task_get_notify_port, {}),
  },
  mach_ports_register: {
    args: { ports: NAMES },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, task.mach_ports_register, { ports: { names: args.names('ports'), disposition: COPY_SEND } }),
  },
  mach_ports_lookup: {
    args: {},
    optional: target,
    outs: { first: port, count },
    bind: 'first',
    run: (caller, args) => callOnTask(caller, args, task.mach_ports_lookup, {}, firstPort),
  },
  task_set_exception_ports: {
    args: { mask: MASK, port: NAME },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, task.task_set_exception_ports, {
        exception_mask: args.number('mask'),
        new_port: kept(args.number('port')),
      }),
  },
  task_get_exception_ports: {
    args: {},
    optional: { ...target, mask: MASK },
    outs: { port },
    bind: 'port',
    run: (caller, args) =>
      callOnTask(caller, args, task.task_get_exception_ports, { exception_mask: args.number('mask', 0x7fe) }, firstPort),
  },
  task_swap_exception_ports: {
    args: { mask: MASK, port: NAME },
    optional: target,
    outs: { old: port },
    bind: 'old',
    run: (caller, args) =>
      callOnTask(
        caller,
        args,
        task.task_swap_exception_ports,
        { exception_mask: args.number('mask'), new_port: kept(args.number('port')) },
        firstPort,
      ),
  },
  thread_create: {
    args: {},
    optional: target,
    bind: 'thread',
    run: (caller, args) => callOnTask(caller, args, task.thread_create, {}, ({ thread: created }) => ({ thread: created.name })),
  },
  thread_terminate: { args: { thread: THREAD }, run: (caller, args) => callOnThread(caller, args, thread.thread_terminate, {}) },
  thread_suspend: { args: { thread: THREAD }, run: (caller, args) => callOnThread(caller, args, thread.thread_suspend, {}) },
  thread_resume: { args: { thread: THREAD }, run: (caller, args) => callOnThread(caller, args, thread.thread_resume, {}) },
  thread_abort: { args: { thread: THREAD }, run: (caller, args) => callOnThread(caller, args, thread.thread_abort, {}) },
  thread_info: {
    args: { thread: THREAD },
    optional: { flavor: U32 },
    outs: { suspend_count: count, run_state: count },
    run: (caller, args) =>
      callOnThread(caller, args, thread.thread_info, { flavor: args.number('flavor', THREAD_BASIC_INFO) }, ({ info }) => ({
        suspend_count: info[THREAD_INFO_SUSPEND_COUNT],
        run_state: info[THREAD_INFO_RUN_STATE],
      })),
  },
  thread_get_special_port: {
    args: { which: SPECIAL },
    optional: onThread,
    outs: { port },
    bind: 'port',
    run: (caller, args) =>
      callOnThread(caller, args, thread.thread_get_special_port, { which_port: args.number('which') }, ({ special_port }) => ({
        port: special_port.name,
      })),
  },
  thread_set_special_port: {
    args: { which: SPECIAL, port: NAME },
    optional: onThread,
    run: (caller, args) =>
      callOnThread(caller, args, thread.thread_set_special_port, {
        which_port: args.number('which'),
        special_port: kept(args.number('port')),
      }),
  },
  thread_set_exception_ports: {
    args: { mask: MASK, port: NAME },
    optional: onThread,
    run: (caller, args) =>
      callOnThread(caller, args, thread.thread_set_exception_ports, {
        exception_mask: args.number('mask'),
        new_port: kept(args.number('port')),
      }),
  },
  thread_get_exception_ports: {
    args: {},
    optional: { ...onThread, mask: MASK },
    outs: { port },
    bind: 'port',
    run: (caller, args) =>
      callOnThread(caller, args, thread.thread_get_exception_ports, { exception_mask: args.number('mask', 0x7fe) }, firstPort),
  },
  thread_swap_exception_ports: {
    args: { mask: MASK, port: NAME },
    optional: onThread,
    outs: { old: port },
    bind: 'old',
    run: (caller, args) =>
      callOnThread(
        caller,
        args,
        thread.thread_swap_exception_ports,
        { exception_mask: args.number('mask'), new_port: kept(args.number('port')) },
        firstPort,
      ),
  },
  host_get_time: { args: {}, run: (caller) => callOnHost(caller, host.host_get_time, {}) },
  host_page_size: { args: {}, outs: { page_size: count }, run: (caller) => callOnHost(caller, host.host_page_size, {}) },
  host_kernel_version: { args: {}, run: (caller) => callOnHost(caller, host.host_kernel_version, {}) },
  host_info: {
    args: {},
    optional: { flavor: U32 },
    run: (caller, args) => callOnHost(caller, host.host_info, { flavor: args.number('flavor', HOST_BASIC_INFO) }),
  },
};
