/** Random calls, as steps of a case. */
import { PORT_KIND_TASK, PORT_KIND_THREAD } from '../../abi/events.ts';
import {
  TYPE_ALL_RIGHTS,
  TYPE_DEAD_NAME,
  TYPE_PORT_SET,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
  TYPE_SEND_RECEIVE,
} from '../../abi/rights.ts';
import type { TaskHandle } from '../client/world.ts';
import type { Json } from '../conformance/json.ts';
import type { Chooser, Ref } from './chooser.ts';
import { receive, send } from './messages.ts';

/** What a generator of steps knows beside the kernel's state. */
export interface Making {
  readonly chooser: Chooser;
  readonly task: TaskHandle;
  /** Regions of the task, by their labels. */
  readonly regions: readonly string[];
  /** Threads with a label. */
  readonly threads: readonly string[];
  /** Nobody sends to it: a receive there lets time pass. */
  readonly quiet: Ref;
}

type Maker = (making: Making) => Json | null;

/** How often each kind of step is tried. */
export const WEIGHTS = {
  send: 26,
  receive: 22,
  allocate: 8,
  insert: 6,
  extract: 5,
  references: 8,
  deallocate: 6,
  destroy: 2,
  members: 5,
  limits: 3,
  request: 9,
  guards: 2,
  names: 2,
  look: 5,
  task: 3,
  thread: 4,
  slots: 2,
  services: 4,
  memory: 3,
  give: 3,
  time: 2,
} as const;

/** Kinds of step that leave something behind in the registry. */
export const LASTING = 'services';

function call(name: string, args: Json, more: Json = {}): Json {
  return { call: name, args, ...more };
}

/** The task that a call is made on, mostly the caller's own. */
function target(making: Making): { readonly of: TaskHandle; readonly args: Json } {
  const { chooser, task } = making;
  if (!chooser.random.oneIn(12)) return { of: task, args: {} };
  const found = chooser.entry(task, TYPE_SEND);
  if (found === null || found.object?.kind !== PORT_KIND_TASK) return { of: task, args: {} };
  const other = chooser.tasks().find(({ id }) => id === found.object?.of);
  return other === undefined ? { of: task, args: {} } : { of: other, args: { target: chooser.ref(task, found.name) } };
}

function bound(chooser: Chooser, prefix: string): { readonly bind: string } {
  return { bind: `${prefix}${chooser.fresh()}` };
}

const RIGHTS = ['SEND', 'RECEIVE', 'SEND_ONCE', 'PORT_SET', 'DEAD_NAME'];

export const MAKERS: Readonly<Record<keyof typeof WEIGHTS, Maker>> = {
  send: ({ chooser, task, regions }) => send(chooser, task, regions),
  receive: ({ chooser, task }) => receive(chooser, task),
  allocate: (making) => {
    const { chooser } = making;
    const { args, of } = target(making);
    const right = chooser.random.weighted({ RECEIVE: 12, PORT_SET: 3, DEAD_NAME: 1, SEND: 1 });
    if (!chooser.random.oneIn(12))
      return call('mach_port_allocate', { ...args, right }, args['target'] === undefined ? bound(chooser, 'p') : {});
    return call('mach_port_allocate_name', {
      ...args,
      right,
      name: chooser.random.oneIn(2) ? chooser.name(of, TYPE_ALL_RIGHTS) : 4096 + chooser.random.below(40) * 4,
    });
  },
  insert: (making) => {
    const { chooser, task } = making;
    if (!chooser.random.oneIn(3)) {
      const name = chooser.name(task, TYPE_RECEIVE);
      return call('mach_port_insert_right', { name, poly: name, disposition: 'MAKE_SEND' });
    }
    const { args, of } = target(making);
    const { name: poly, disposition } = chooser.right(task, true);
    const name = chooser.random.oneIn(2) ? 8192 + chooser.random.below(40) * 4 : chooser.name(of, TYPE_ALL_RIGHTS);
    return call('mach_port_insert_right', { ...args, name, poly, disposition });
  },
  extract: (making) => {
    const { chooser } = making;
    const { args, of } = target(making);
    return call('mach_port_extract_right', { ...args, ...chooser.right(of, args['target'] !== undefined) }, bound(chooser, 'x'));
  },
  references: (making) => {
    const { chooser } = making;
    const { args, of } = target(making);
    const { random } = chooser;
    const right = random.weighted({ SEND: 6, RECEIVE: 1, SEND_ONCE: 2, PORT_SET: 1, DEAD_NAME: 4 });
    const mask = 0x10000 << RIGHTS.indexOf(right);
    const delta = random.oneIn(20) ? random.pick([65534, 65535, -65535, 70000, -70000]) : random.below(4) - 2;
    return call('mach_port_mod_refs', { ...args, name: chooser.name(of, mask), right, delta });
  },
  deallocate: (making) => {
    const { args, of } = target(making);
    return call('mach_port_deallocate', { ...args, name: making.chooser.name(of, TYPE_SEND | TYPE_SEND_ONCE | TYPE_DEAD_NAME) });
  },
  destroy: (making) => {
    const { args, of } = target(making);
    return call('mach_port_destroy', { ...args, name: making.chooser.name(of, TYPE_ALL_RIGHTS) });
  },
  members: ({ chooser, task }) => {
    const member = chooser.name(task, TYPE_RECEIVE);
    const set = chooser.name(task, TYPE_PORT_SET);
    switch (chooser.random.below(4)) {
      case 0:
        return call('mach_port_insert_member', { name: member, pset: set });
      case 1:
        return call('mach_port_extract_member', { name: member, pset: set });
      case 2:
        return call('mach_port_get_set_status', { name: set });
      default:
        return call('mach_port_move_member', { member, after: chooser.random.oneIn(4) ? 'NULL' : set });
    }
  },
  limits: ({ chooser, task }) => {
    const name = chooser.name(task, TYPE_RECEIVE);
    switch (chooser.random.below(4)) {
      case 0:
        return call('mach_port_set_seqno', { name, seqno: chooser.random.pick([0, 7, 0xffffffff]) });
      case 1:
        return call('mach_port_set_mscount', { name, mscount: chooser.random.pick([0, 3, 0xffffffff]) });
      default:
        return call('mach_port_set_qlimit', { name, qlimit: chooser.random.oneIn(20) ? 5000 : chooser.random.below(8) });
    }
  },
  request: (making) => {
    const { chooser, task } = making;
    const variant = chooser.random.weighted({ DEAD_NAME: 6, NO_SENDERS: 4, PORT_DESTROYED: 3, SEND_POSSIBLE: 3 });
    const mask =
      variant === 'DEAD_NAME'
        ? TYPE_SEND_RECEIVE | TYPE_SEND_ONCE | TYPE_DEAD_NAME
        : variant === 'SEND_POSSIBLE'
          ? TYPE_SEND | TYPE_SEND_ONCE
          : TYPE_RECEIVE;
    const sync = chooser.random.oneIn(3) ? 1 : 0;
    const name = chooser.name(task, mask);
    if (chooser.random.oneIn(6))
      return call('mach_port_request_notification', { name, variant, sync, notify: 'NULL' }, bound(chooser, 'o'));
    const once = chooser.random.oneIn(5) ? chooser.entry(task, TYPE_SEND_ONCE) : null;
    const notify = once === null ? chooser.name(task, TYPE_RECEIVE) : chooser.ref(task, once.name);
    const notifyDisposition = once === null ? 'MAKE_SEND_ONCE' : 'MOVE_SEND_ONCE';
    return call('mach_port_request_notification', { name, variant, sync, notify, notifyDisposition }, bound(chooser, 'o'));
  },
  guards: ({ chooser, task }) => {
    const name = chooser.name(task, TYPE_RECEIVE);
    const guard = chooser.random.below(3);
    switch (chooser.random.below(6)) {
      case 0:
        return call('mach_port_guard', { name, guard, strict: chooser.random.oneIn(2) });
      case 1:
        return call('mach_port_unguard', { name, guard });
      case 2:
        return call('mach_port_guard_with_flags', { name, guard, flags: chooser.random.pick([[], ['IMMOVABLE_RECEIVE'], ['STRICT']]) });
      case 3:
        return call('mach_port_destruct', { name, srdelta: -chooser.random.below(3), guard });
      case 4:
        return call('mach_port_set_context', { name, context: guard });
      default:
        return call(
          'mach_port_construct',
          {
            flags: chooser.random.pick([[], ['INSERT_SEND_RIGHT'], ['CONTEXT_AS_GUARD'], ['QLIMIT', 'IMMOVABLE_RECEIVE']]),
            context: guard,
            qlimit: 3,
          },
          bound(chooser, 'p'),
        );
    }
  },
  names: ({ chooser, task }) =>
    call('mach_port_rename', {
      old: chooser.name(task, TYPE_ALL_RIGHTS),
      new: chooser.random.oneIn(4) ? chooser.name(task, TYPE_ALL_RIGHTS) : 12288 + chooser.random.below(60) * 4,
    }),
  look: (making) => {
    const { chooser } = making;
    const { args, of } = target(making);
    const name = chooser.name(of, TYPE_ALL_RIGHTS);
    switch (chooser.random.below(6)) {
      case 0:
        return call('mach_port_names', args);
      case 1:
        return call('mach_port_get_refs', { ...args, name, right: chooser.random.pick(RIGHTS) });
      case 2:
        return call('mach_port_get_receive_status', { ...args, name });
      case 3:
        return call('mach_port_peek', { ...args, name, seqno: chooser.random.below(3) });
      case 4:
        return call('mach_port_get_context', { ...args, name });
      default:
        return call('mach_port_type', { ...args, name });
    }
  },
  task: (making) => {
    const { chooser, task } = making;
    const { random } = chooser;
    if (chooser.tasks().length < 4 && !random.oneIn(3)) return call('task_create', { inherit: false }, bound(chooser, 'T'));
    const name = random.weighted({
      task_self: 3,
      host_self: 2,
      task_terminate: 1,
      task_suspend: 2,
      task_resume: 4,
      task_threads: 2,
      task_set_name: 1,
    });
    if (name === 'task_self' || name === 'host_self') return call(name, {}, bound(chooser, 's'));
    const { args } = target(making);
    if (name === 'task_terminate' && args['target'] === undefined && !random.oneIn(8)) return null;
    if (name === 'task_suspend' && task.label === 'A' && args['target'] === undefined) return null;
    return call(name, name === 'task_set_name' ? { ...args, name: 'renamed' } : args);
  },
  thread: (making) => {
    const { chooser, threads, task } = making;
    const { random } = chooser;
    if (threads.length < 6 && random.oneIn(4)) return { setup: 'thread', ...bound(chooser, 'H') };
    if (random.oneIn(8)) return call('thread_self', {}, bound(chooser, 's'));
    const name = random.weighted({ thread_suspend: 3, thread_resume: 6, thread_abort: 8, thread_terminate: 1, thread_info: 2 });
    if (threads.length > 0 && !random.oneIn(5)) return call(name, { thread: random.pick(threads) });
    const found = chooser.entry(task, TYPE_SEND);
    return found?.object?.kind === PORT_KIND_THREAD ? call(name, { thread: chooser.ref(task, found.name) }) : null;
  },
  slots: (making) => {
    const { chooser, task } = making;
    const port = chooser.name(task, TYPE_SEND);
    switch (chooser.random.below(6)) {
      case 0:
        return call('mach_ports_register', { ports: [port, chooser.name(task, TYPE_SEND)].slice(chooser.random.below(3)) });
      case 1:
        return call('mach_ports_lookup', {});
      case 2:
        return call('task_set_exception_ports', { mask: 'ALL', port });
      case 3:
        return call('task_swap_exception_ports', { mask: 6, port });
      case 4:
        return call('thread_set_exception_ports', { mask: 4, port });
      default:
        return call(
          'task_get_special_port',
          { which: chooser.random.pick(['KERNEL', 'HOST', 'BOOTSTRAP', 'EXCEPTION']) },
          bound(chooser, 's'),
        );
    }
  },
  services: ({ chooser, task }) => {
    const name = `s${chooser.random.below(6)}`;
    switch (chooser.random.below(6)) {
      case 0:
        return call('bootstrap_check_in', { name }, bound(chooser, 'b'));
      case 1:
        return call('bootstrap_register', { name, ...portArgument(chooser, task) });
      case 2:
        return call('bootstrap_create_service', { name }, bound(chooser, 'b'));
      case 3:
        return call('bootstrap_subset', { requestor: chooser.name(task, TYPE_SEND_RECEIVE) }, bound(chooser, 'b'));
      case 4:
        return call('bootstrap_status', { name });
      default:
        return call('bootstrap_look_up', { name }, bound(chooser, 'b'));
    }
  },
  memory: ({ chooser, regions }) => {
    const { random } = chooser;
    if (regions.length < 3 || random.oneIn(4))
      return { setup: 'region', pages: 1 + random.below(3), fill: 'pattern', ...bound(chooser, 'r') };
    const address = `$${random.pick(regions)}`;
    switch (random.below(3)) {
      case 0:
        return call('vm_write', { address, text: 'w'.repeat(1 + random.below(5000)) });
      case 1:
        return call('vm_deallocate', { address, size: 4096 });
      default:
        return call('vm_read', { address, size: 1 + random.below(4096) });
    }
  },
  give: ({ chooser, task }) => {
    const others = chooser.tasks().filter((other) => other !== task && chooser.runs(other));
    if (others.length === 0) return null;
    return {
      setup: 'give_right',
      from: task.label,
      ...chooser.right(task, false),
      to: chooser.random.pick(others).label,
      ...bound(chooser, 'g'),
    };
  },
  time: ({ chooser, quiet }) =>
    call('mach_msg', { options: ['RCV_MSG', 'RCV_TIMEOUT'], rcv_name: quiet, timeout: 1 + chooser.random.below(12) }),
};

function portArgument(chooser: Chooser, task: TaskHandle): Json {
  if (chooser.random.oneIn(4)) return { port: 'NULL' };
  const { name, disposition } = chooser.right(task, false);
  return { port: name, disposition };
}
