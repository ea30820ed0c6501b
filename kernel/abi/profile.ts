/**
 * Where Mach systems differ, one value a choice. `recommended` is what machlab does; `classic` answers as Mach 3 and
 * GNU Mach do, `xnu` as Apple's kernel does. The kernel reads its profile and nothing else to decide between them.
 */

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
