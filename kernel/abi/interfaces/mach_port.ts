/** Calls on a task port about the names in that task's space. Ids: mach/mach_port.defs (XNU); those from 3280 are our own. */
import { NAMES_PER_TASK } from '../limits.ts';
import {
  anyRight,
  bool,
  disposition,
  flags,
  guard,
  i32,
  notificationId,
  portName,
  rightKind,
  routine,
  sendOnceRight,
  subsystem,
  typeBits,
  u32,
  u32s,
  words,
} from '../mig.ts';

/** Flavours of `mach_port_get_attributes`, and the words that each gives. */
export const MACH_PORT_LIMITS_INFO = 1;
export const MACH_PORT_LIMITS_INFO_COUNT = 1;
/** The words of a receive status, in the order of `mach_port_get_receive_status`. */
export const MACH_PORT_RECEIVE_STATUS = 2;
export const MACH_PORT_RECEIVE_STATUS_COUNT = 10;
/** How many names, of any task, carry a dead-name request on the port. */
export const MACH_PORT_DNREQUESTS_SIZE = 3;
export const MACH_PORT_DNREQUESTS_SIZE_COUNT = 1;

/** Flags of `mach_port_construct`. */
export const MPO_CONTEXT_AS_GUARD = 0x01;
export const MPO_QLIMIT = 0x02;
export const MPO_INSERT_SEND_RIGHT = 0x10;
export const MPO_STRICT = 0x20;
export const MPO_IMMOVABLE_RECEIVE = 0x80;
export const MPO_ALL = MPO_CONTEXT_AS_GUARD | MPO_QLIMIT | MPO_INSERT_SEND_RIGHT | MPO_STRICT | MPO_IMMOVABLE_RECEIVE;

/** Flags of `mach_port_guard_with_flags`. */
export const MPG_STRICT = 0x01;
export const MPG_IMMOVABLE_RECEIVE = 0x02;

/** Bits of a receive status' `flags`. */
export const MACH_PORT_STATUS_FLAG_GUARDED = 0x02;
export const MACH_PORT_STATUS_FLAG_STRICT_GUARD = 0x04;
export const MACH_PORT_STATUS_FLAG_GUARD_IMMOVABLE_RECEIVE = 0x40;

/** Words of one row of `mach_port_space_info`: name, type, urefs, kernel's id of the port or set (0: none). */
export const SPACE_INFO_ROW_WORDS = 4;

export const machPort = subsystem('mach_port', {
  mach_port_names: routine(3200, {}, { names: words, types: words }),
  mach_port_type: routine(3201, { name: portName }, { type: typeBits }),
  mach_port_rename: routine(3202, { old_name: portName, new_name: portName }),
  mach_port_allocate_name: routine(3203, { right: rightKind, name: portName }),
  mach_port_allocate: routine(3204, { right: rightKind }, { name: portName }),
  mach_port_destroy: routine(3205, { name: portName }),
  mach_port_deallocate: routine(3206, { name: portName }),
  mach_port_get_refs: routine(3207, { name: portName, right: rightKind }, { refs: u32 }),
  mach_port_mod_refs: routine(3208, { name: portName, right: rightKind, delta: i32 }),
  // `seqno` 0: the head of the queue. Out: its number, size without trailer, id, and the sender's task (the trailer's word).
  mach_port_peek: routine(3209, { name: portName, trailer_type: u32, seqno: u32 }, { seqno: u32, size: u32, id: i32, sender: u32 }),
  mach_port_set_mscount: routine(3210, { name: portName, mscount: u32 }),
  mach_port_get_set_status: routine(3211, { name: portName }, { members: words }),
  mach_port_move_member: routine(3212, { member: portName, after: portName }),
  mach_port_request_notification: routine(
    3213,
    { name: portName, variant: notificationId, sync: u32, notify: sendOnceRight },
    { previous: sendOnceRight },
  ),
  mach_port_insert_right: routine(3214, { name: portName, poly: anyRight }),
  // The right delivered is of the kind that the disposition makes.
  mach_port_extract_right: routine(3215, { name: portName, disposition }, { poly: anyRight }),
  mach_port_set_seqno: routine(3216, { name: portName, seqno: u32 }),
  // `count`: words the caller has room for.
  mach_port_get_attributes: routine(3217, { name: portName, flavor: u32, count: u32 }, { info: u32s(64) }),
  mach_port_set_attributes: routine(3218, { name: portName, flavor: u32, info: u32s(64) }),
  mach_port_space_info: routine(3223, {}, { table: words }),
  mach_port_insert_member: routine(3226, { name: portName, pset: portName }),
  mach_port_extract_member: routine(3227, { name: portName, pset: portName }),
  mach_port_get_context: routine(3228, { name: portName }, { context: guard }),
  mach_port_set_context: routine(3229, { name: portName, context: guard }),
  // What a kernel port stands for: `PORT_KIND_*`, and the task's, thread's or context's id.
  mach_port_kobject: routine(3230, { name: portName }, { kind: u32, object: u32 }),
  mach_port_construct: routine(3231, { flags, qlimit: u32, context: guard }, { name: portName }),
  mach_port_destruct: routine(3232, { name: portName, srdelta: i32, guard }),
  mach_port_guard: routine(3233, { name: portName, guard, strict: bool }),
  mach_port_unguard: routine(3234, { name: portName, guard }),
  mach_port_guard_with_flags: routine(3237, { name: portName, guard, flags }),
  mach_port_swap_guard: routine(3238, { name: portName, old_guard: guard, new_guard: guard }),
  mach_port_set_qlimit: routine(3280, { name: portName, qlimit: u32 }),
  mach_port_get_receive_status: routine(
    3281,
    { name: portName },
    {
      pset: u32,
      seqno: u32,
      mscount: u32,
      qlimit: u32,
      msgcount: u32,
      sorights: u32,
      srights: bool,
      pdrequest: bool,
      nsrequest: bool,
      flags,
    },
  ),
});

/** The largest space_info table there can be. */
export const SPACE_INFO_WORDS_MAX = NAMES_PER_TASK * SPACE_INFO_ROW_WORDS;
