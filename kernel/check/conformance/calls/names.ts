/** Calls about names, references and rights. */
import { machPort } from '../../../abi/interfaces/mach_port.ts';
import { type CallSpec, callOnTask, showName, showNumber, showType } from '../call.ts';
import { ARRIVED_KIND, BOOLEAN, DISPOSITION, I32, NAME, RIGHT, TYPE, U32, VARIANT } from '../values.ts';

const target = { target: NAME };
const atLeast = (actual: unknown, expected: unknown): boolean => (actual as number) > (expected as number);

export const nameCalls: Readonly<Record<string, CallSpec>> = {
  mach_port_names: {
    args: {},
    optional: target,
    outs: {
      count: { kind: U32, show: showNumber },
      count_gt: { kind: U32, show: showNumber, of: 'count', matches: atLeast },
      names_len_equals_types_len: { kind: BOOLEAN, show: showNumber },
    },
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_names, {}, ({ names, types }) => ({
        count: names.length,
        names_len_equals_types_len: names.length === types.length,
      })),
  },
  mach_port_type: {
    args: { name: NAME },
    optional: target,
    outs: { type: { kind: TYPE, show: showType } },
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_type, { name: args.number('name') }),
  },
  mach_port_rename: {
    args: { old: NAME, new: NAME },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_rename, { old_name: args.number('old'), new_name: args.number('new') }),
  },
  mach_port_allocate: {
    args: { right: RIGHT },
    optional: target,
    bind: 'name',
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_allocate, { right: args.number('right') }),
  },
  mach_port_allocate_name: {
    args: { right: RIGHT, name: NAME },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_allocate_name, { right: args.number('right'), name: args.number('name') }),
  },
  mach_port_destroy: {
    args: { name: NAME },
    optional: target,
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_destroy, { name: args.number('name') }),
  },
  mach_port_deallocate: {
    args: { name: NAME },
    optional: target,
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_deallocate, { name: args.number('name') }),
  },
  mach_port_get_refs: {
    args: { name: NAME, right: RIGHT },
    optional: target,
    outs: { refs: { kind: U32, show: showNumber } },
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_get_refs, { name: args.number('name'), right: args.number('right') }),
  },
  mach_port_mod_refs: {
    args: { name: NAME, right: RIGHT, delta: I32 },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_mod_refs, {
        name: args.number('name'),
        right: args.number('right'),
        delta: args.number('delta'),
      }),
  },
  mach_port_insert_right: {
    args: { name: NAME, poly: NAME, disposition: DISPOSITION },
    optional: target,
    run: (caller, args) =>
      callOnTask(
        caller,
        args,
        machPort.mach_port_insert_right,
        { name: args.number('name'), poly: { name: args.number('poly'), disposition: args.number('disposition') } },
        undefined,
        'poly',
      ),
  },
  mach_port_extract_right: {
    args: { name: NAME, disposition: DISPOSITION },
    optional: target,
    outs: { type: { kind: ARRIVED_KIND, show: showNumber }, name: { kind: NAME, show: showName } },
    bind: 'name',
    run: (caller, args) =>
      callOnTask(
        caller,
        args,
        machPort.mach_port_extract_right,
        { name: args.number('name'), disposition: args.number('disposition') },
        ({ poly }) => ({ name: poly.name, type: poly.disposition }),
      ),
  },
  mach_port_request_notification: {
    args: { name: NAME, variant: VARIANT, sync: U32, notify: NAME },
    optional: { ...target, notifyDisposition: DISPOSITION },
    outs: { previous: { kind: NAME, show: showName } },
    bind: 'previous',
    run: (caller, args) =>
      callOnTask(
        caller,
        args,
        machPort.mach_port_request_notification,
        {
          name: args.number('name'),
          variant: args.number('variant'),
          sync: args.number('sync'),
          notify: { name: args.number('notify'), disposition: args.number('notifyDisposition', 21) },
        },
        ({ previous }) => ({ previous: previous.name }),
        'notify',
      ),
  },
};
