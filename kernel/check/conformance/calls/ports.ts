/** Calls about ports and sets: their status, limits, members, contexts and guards. */
import { machPort, MACH_PORT_LIMITS_INFO, MACH_PORT_LIMITS_INFO_COUNT } from '../../../abi/interfaces/mach_port.ts';
import { TRAILER_SHIFT } from '../../../abi/message.ts';
import { type CallSpec, callOnTask, type OutField, showName, showNames, showNumber } from '../call.ts';
import { BOOLEAN, CONSTRUCT, GUARD_FLAGS, I32, NAME, NAMES, STATUS, U32, U64 } from '../values.ts';

const target = { target: NAME };
const number: OutField = { kind: U32, show: showNumber };
const yesNo: OutField = { kind: BOOLEAN, show: showNumber };
const sameNames = (actual: unknown, expected: unknown): boolean => {
  const sorted = (list: unknown): string => (list as readonly number[]).toSorted((a, b) => a - b).join();
  return sorted(actual) === sorted(expected);
};

export const portCalls: Readonly<Record<string, CallSpec>> = {
  mach_port_get_receive_status: {
    args: { name: NAME },
    optional: target,
    outs: {
      pset: { kind: NAME, show: showName },
      seqno: number,
      mscount: number,
      qlimit: number,
      msgcount: number,
      sorights: number,
      srights: yesNo,
      pdrequest: yesNo,
      nsrequest: yesNo,
      flags: { kind: STATUS, show: showNumber },
      flags_has: {
        kind: STATUS,
        show: showNumber,
        of: 'flags',
        matches: (actual, expected) => ((actual as number) & (expected as number)) === expected,
      },
    },
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_get_receive_status, { name: args.number('name') }),
  },
  mach_port_peek: {
    args: { name: NAME, seqno: U32 },
    optional: { ...target, trailer: U32 },
    outs: { seqno: number, size: number, id: { kind: I32, show: showNumber } },
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_peek, {
        name: args.number('name'),
        seqno: args.number('seqno'),
        trailer_type: args.number('trailer') << TRAILER_SHIFT,
      }),
  },
  mach_port_set_qlimit: {
    args: { name: NAME, qlimit: U32 },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_set_qlimit, { name: args.number('name'), qlimit: args.number('qlimit') }),
  },
  mach_port_set_mscount: {
    args: { name: NAME, mscount: U32 },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_set_mscount, { name: args.number('name'), mscount: args.number('mscount') }),
  },
  mach_port_set_seqno: {
    args: { name: NAME, seqno: U32 },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_set_seqno, { name: args.number('name'), seqno: args.number('seqno') }),
  },
  mach_port_get_attributes: {
    args: { name: NAME },
    optional: { ...target, flavor: U32, count: U32 },
    outs: { qlimit: number, count: number },
    run: (caller, args) =>
      callOnTask(
        caller,
        args,
        machPort.mach_port_get_attributes,
        {
          name: args.number('name'),
          flavor: args.number('flavor', MACH_PORT_LIMITS_INFO),
          count: args.number('count', MACH_PORT_LIMITS_INFO_COUNT),
        },
        ({ info }) => ({ qlimit: info[0], count: info.length }),
      ),
  },
  mach_port_set_attributes: {
    args: { name: NAME },
    optional: { ...target, flavor: U32, qlimit: U32 },
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_set_attributes, {
        name: args.number('name'),
        flavor: args.number('flavor', MACH_PORT_LIMITS_INFO),
        info: args.has('qlimit') ? [args.number('qlimit')] : [],
      }),
  },
  mach_port_get_set_status: {
    args: { name: NAME },
    optional: target,
    outs: { members: { kind: NAMES, show: showNames, matches: sameNames } },
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_get_set_status, { name: args.number('name') }),
  },
  mach_port_move_member: {
    args: { member: NAME, after: NAME },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_move_member, { member: args.number('member'), after: args.number('after') }),
  },
  mach_port_insert_member: {
    args: { name: NAME, pset: NAME },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_insert_member, { name: args.number('name'), pset: args.number('pset') }),
  },
  mach_port_extract_member: {
    args: { name: NAME, pset: NAME },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_extract_member, { name: args.number('name'), pset: args.number('pset') }),
  },
  mach_port_get_context: {
    args: { name: NAME },
    optional: target,
    outs: { context: { kind: U64, show: showNumber } },
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_get_context, { name: args.number('name') }),
  },
  mach_port_set_context: {
    args: { name: NAME, context: U64 },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_set_context, { name: args.number('name'), context: args.big('context') }),
  },
  mach_port_construct: {
    args: { flags: CONSTRUCT },
    optional: { ...target, context: U64, qlimit: U32 },
    bind: 'name',
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_construct, {
        flags: args.number('flags'),
        qlimit: args.number('qlimit'),
        context: args.big('context'),
      }),
  },
  mach_port_destruct: {
    args: { name: NAME, srdelta: I32, guard: U64 },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_destruct, {
        name: args.number('name'),
        srdelta: args.number('srdelta'),
        guard: args.big('guard'),
      }),
  },
  mach_port_guard: {
    args: { name: NAME, guard: U64, strict: BOOLEAN },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_guard, {
        name: args.number('name'),
        guard: args.big('guard'),
        strict: args.flag('strict'),
      }),
  },
  mach_port_guard_with_flags: {
    args: { name: NAME, guard: U64, flags: GUARD_FLAGS },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_guard_with_flags, {
        name: args.number('name'),
        guard: args.big('guard'),
        flags: args.number('flags'),
      }),
  },
  mach_port_unguard: {
    args: { name: NAME, guard: U64 },
    optional: target,
    run: (caller, args) => callOnTask(caller, args, machPort.mach_port_unguard, { name: args.number('name'), guard: args.big('guard') }),
  },
  mach_port_swap_guard: {
    args: { name: NAME, old: U64, new: U64 },
    optional: target,
    run: (caller, args) =>
      callOnTask(caller, args, machPort.mach_port_swap_guard, {
        name: args.number('name'),
        old_guard: args.big('old'),
        new_guard: args.big('new'),
      }),
  },
};
