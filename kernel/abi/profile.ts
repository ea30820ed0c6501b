/**
 * Where Mach systems differ, one value a choice. `recommended` is what machlab does; `classic` answers as Mach 3 and
 * GNU Mach do, `xnu` as Apple's kernel does. The kernel reads its profile and nothing else to decide between them.
 */

import type { CodeName } from './codes.ts';

export interface Profile {
  readonly name: ProfileName;
  /** NULL and DEAD as a name argument: refused (`KERN_INVALID_NAME`), or tolerated without effect. */
  readonly tolerateNullNames: boolean;
  /** `mach_port_deallocate` of a port set destroys it (XNU) or answers `KERN_INVALID_RIGHT`. */
  readonly deallocateDestroysSet: boolean;
  /** User references past the maximum: an error (`KERN_UREFS_OVERFLOW`), or pegged in silence. */
  readonly urefsPeg: boolean;
  /** A port may be a member of several sets at once. */
  readonly multiSet: boolean;
  /** Direct receive from a member of a set is allowed, or answers `MACH_RCV_IN_SET`. */
  readonly receiveFromMember: boolean;
  /** A receiver whose port dies or moves away gets `MACH_RCV_PORT_DIED`, or `MACH_RCV_PORT_CHANGED` as in XNU. */
  readonly waiterSeesPortChanged: boolean;
  /** A second PORT_DESTROYED request fails (XNU) or replaces the first and returns it. */
  readonly portDestroyedOnce: boolean;
  /** Giving up a receive right that comes back by PORT_DESTROYED kills the send right under the same name (GNU). */
  readonly comebackKillsSend: boolean;
  /** A dead name in the reply slot is `MACH_SEND_INVALID_REPLY` (XNU) or arrives as DEAD. */
  readonly deadReplyRefused: boolean;
  /** A DEAD_NAME request with sync ≠ 0 on a name that is dead already fires at once, or is refused (XNU). */
  readonly deadNameFiresAtOnce: boolean;
  /** The largest queue limit. */
  readonly qlimitMax: number;
  /** `mach_port_rename` exists. */
  readonly rename: boolean;
  /** Chosen names must have the shape that the allocator gives (XNU). */
  readonly strictNames: boolean;
  /** The first number that is no right at all: 5, or 6 where an obsolete kind still counts. */
  readonly rightNumber: number;
  /** Dead rights cannot be extracted (XNU). */
  readonly extractDeadRefused: boolean;
  /** At port death the no-senders request is turned into SEND_ONCE after the queue is flushed (XNU) or before. */
  readonly noSendersAfterFlush: boolean;
  /** `pset` in a receive status is the set's name, or just whether there is one (XNU). */
  readonly statusShowsSetName: boolean;
  /** Descriptors are judged one by one as their rights are taken (Mach 3), or all before anything moves (XNU). */
  readonly shapeCheckedLate: boolean;
  /** Registered ports of a task. */
  readonly registeredMax: number;
}

export type ProfileName = 'recommended' | 'classic' | 'xnu';

const recommended: Profile = {
  name: 'recommended',
  tolerateNullNames: false,
  deallocateDestroysSet: false,
  urefsPeg: false,
  multiSet: false,
  receiveFromMember: false,
  waiterSeesPortChanged: false,
  portDestroyedOnce: false,
  comebackKillsSend: false,
  deadReplyRefused: false,
  deadNameFiresAtOnce: true,
  qlimitMax: 1024,
  rename: true,
  strictNames: false,
  rightNumber: 5,
  extractDeadRefused: false,
  noSendersAfterFlush: false,
  statusShowsSetName: true,
  shapeCheckedLate: false,
  registeredMax: 4,
};

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  recommended,
  classic: { ...recommended, name: 'classic', qlimitMax: 16, comebackKillsSend: true, shapeCheckedLate: true },
  xnu: {
    ...recommended,
    name: 'xnu',
    tolerateNullNames: true,
    deallocateDestroysSet: true,
    urefsPeg: true,
    multiSet: true,
    receiveFromMember: true,
    waiterSeesPortChanged: true,
    portDestroyedOnce: true,
    deadReplyRefused: true,
    deadNameFiresAtOnce: false,
    rename: false,
    strictNames: true,
    rightNumber: 6,
    extractDeadRefused: true,
    noSendersAfterFlush: true,
    statusShowsSetName: false,
    registeredMax: 3,
  },
};

/** Codes that no call and no trap of this kernel gives, and why. */
export const CODES_LEFT_OUT: Readonly<Partial<Record<CodeName, string>>> = {
  KERN_NOT_RECEIVER: 'Mach 2’s word for what is KERN_INVALID_RIGHT here; the older interface, a library, gives it',
  KERN_ABORTED: 'an aborted thread learns of it by MACH_SEND_INTERRUPTED or MACH_RCV_INTERRUPTED',
  KERN_INVALID_TASK: 'calls are messages: a port that is no task is MACH_SEND_INVALID_DEST or MIG_BAD_ID; a client’s stub translates',
  KERN_INVALID_HOST: 'calls are messages: as above, for the host port',
  KERN_TERMINATED: 'a task or thread that has ended has no port any more: MACH_SEND_INVALID_DEST',
  KERN_OPERATION_TIMED_OUT: 'time-outs are those of messages',
  MACH_SEND_INVALID_DATA: 'a message comes within its frame, so that there is no buffer that could not be read',
  MACH_RCV_INVALID_DATA: 'a message goes out within its frame, so that there is no buffer that could not be written',
  MIG_REPLY_MISMATCH: 'a client’s stub finds it in what came instead of a reply',
  MIG_REMOTE_ERROR: 'nobody gives it since Mach 2',
  MIG_NO_REPLY: 'a server’s handler says it to its own loop, and it is never sent',
  MIG_EXCEPTION: 'nobody gives it since Mach 2',
  MIG_ARRAY_TOO_LARGE: 'a client’s stub finds it before it sends',
  MIG_SERVER_DIED: 'a client’s stub makes it of a SEND_ONCE notification at its reply port',
  BOOTSTRAP_NO_CHILDREN: 'launchd’s look-up in the contexts below is left out',
};
