/** What must always hold, and what is said when it does not. */

/** The invariants, by a short name each. They hold whenever the kernel is not in the middle of an input. */
export const INVARIANTS = {
  'one receive right': 'a live port has exactly one receive right: in one space, in one message, or with the kernel; a dead one has none',
  'send rights counted': 'a port counts one send right for each space, message slot and kernel slot that holds one',
  'send-once rights counted': 'a port counts one send-once right for each name, message slot and request that holds one',
  'queue counted': 'a port counts the messages of its queue, in the order of their arrival, all of them for it',
  'one name a port': 'a space has one name at most for a port by SEND and RECEIVE, and its index agrees with its table',
  'user references': 'a name has between one and the largest number of references; a right that cannot be counted has one',
  'legal entry': 'a name stands for a legal combination of rights',
  'requests on names': 'a request stands on a name with a right; one that waits for room is known to its port',
  'dead names are dead': 'no name of a live right points to a dead port, and no dead name has a request',
  receiver: 'a port knows the space, the name or the message that has its receive right',
  sets: 'a set and its members know each other and lie in one space; a port is in one set at most unless the profile allows more',
  'no cycle': 'no receive right is inside a message that only itself can reach',
  'no lost wake-up': 'nobody waits to send where there is room, nor to receive where there is a message',
  waiters: 'a waiting thread stands in the line of exactly what it waits for',
  names: 'NULL and DEAD are no names, a name stands where its number says, and free places are free',
  'dead ports are empty': 'a dead port has no queue, no line, no request, no set, and is remembered only while something refers to it',
  'nothing of the dead': 'no name, message slot or line belongs to a task or thread that is gone',
  suspension: 'suspend counts are not negative, and a suspended thread executes no step',
  'memory held': 'a memory object counts the regions and messages that hold it; regions lie in order, apart, and within their quota',
  quotas: 'a task is charged for exactly the messages it pays for',
  'nothing pending': 'between two inputs no work is left over',
  'kernel ports': 'a kernel port that is alive stands for a live object and is received by the kernel',
  services: 'a registered service has a live port, or waits for its server with the kernel',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Broken {
  readonly invariant: Invariant;
  readonly detail: string;
}

/** Ends a check at the first thing found. */
export class Breach extends Error {
  readonly broken: Broken;

  constructor(broken: Broken) {
    super(`${broken.invariant}: ${broken.detail}`);
    this.broken = broken;
  }
}

export function breach(invariant: Invariant, detail: string): never {
  throw new Breach({ invariant, detail });
}

/** One line that names an invariant and what broke it. */
export function brokenText({ invariant, detail }: Broken): string {
  return `invariant broken: ${invariant} (${INVARIANTS[invariant]}): ${detail}`;
}
