/** Rights, dispositions and names. Values: mach/port.h, mach/message.h. */

/** Kinds of right, as `mach_port_allocate`, `get_refs` and `mod_refs` take them. */
export const RIGHT_SEND = 0;
export const RIGHT_RECEIVE = 1;
export const RIGHT_SEND_ONCE = 2;
export const RIGHT_PORT_SET = 3;
export const RIGHT_DEAD_NAME = 4;
export const RIGHT_NAMES = ['SEND', 'RECEIVE', 'SEND_ONCE', 'PORT_SET', 'DEAD_NAME'] as const;
export type RightName = (typeof RIGHT_NAMES)[number];

/** The type bits of an entry, `1 << (16 + kind)`. */
export const TYPE_NONE = 0;
export const TYPE_SEND = 0x10000;
export const TYPE_RECEIVE = 0x20000;
export const TYPE_SEND_ONCE = 0x40000;
export const TYPE_PORT_SET = 0x80000;
export const TYPE_DEAD_NAME = 0x100000;
export const TYPE_SEND_RECEIVE = TYPE_SEND | TYPE_RECEIVE;
export const TYPE_SEND_RIGHTS = TYPE_SEND | TYPE_SEND_ONCE;
export const TYPE_PORT_RIGHTS = TYPE_SEND_RIGHTS | TYPE_RECEIVE;
export const TYPE_ALL_RIGHTS = 0x1f0000;
/** A notification is requested on this name. */
export const TYPE_DNREQUEST = 0x80000000;
/** A message of this name is cached beyond its port's limit. */
export const TYPE_MAREQUEST = 0x40000000;

/** How a right leaves the sender, and as what it arrives. */
export const PORT_NAME = 15;
export const MOVE_RECEIVE = 16;
export const MOVE_SEND = 17;
export const MOVE_SEND_ONCE = 18;
export const COPY_SEND = 19;
export const MAKE_SEND = 20;
export const MAKE_SEND_ONCE = 21;
/** As received. */
export const PORT_RECEIVE = MOVE_RECEIVE;
export const PORT_SEND = MOVE_SEND;
export const PORT_SEND_ONCE = MOVE_SEND_ONCE;

export const DISPOSITIONS = { PORT_NAME, MOVE_RECEIVE, MOVE_SEND, MOVE_SEND_ONCE, COPY_SEND, MAKE_SEND, MAKE_SEND_ONCE } as const;
export type DispositionName = keyof typeof DISPOSITIONS;
export const DISPOSITION_NAMES: Readonly<Record<number, DispositionName>> = Object.fromEntries(
  Object.entries(DISPOSITIONS).map(([name, value]) => [value, name as DispositionName]),
);

/** The kind of right that a disposition delivers: `PORT_RECEIVE`, `PORT_SEND` or `PORT_SEND_ONCE`; 0 when it delivers none. */
export function deliveredAs(disposition: number): number {
  switch (disposition) {
    case MOVE_RECEIVE:
      return PORT_RECEIVE;
    case MOVE_SEND:
    case COPY_SEND:
    case MAKE_SEND:
      return PORT_SEND;
    case MOVE_SEND_ONCE:
    case MAKE_SEND_ONCE:
      return PORT_SEND_ONCE;
    default:
      return 0;
  }
}

/** The absence of a port, and a right that was dead before it could be named. Neither is ever allocated. */
export const MACH_PORT_NULL = 0;
export const MACH_PORT_DEAD = 0xffffffff;

declare const nameOf: unique symbol;
declare const rightOf: unique symbol;
/** A name in the space of task `T`. Names of different tasks do not mix. */
export type PortName<T extends string = string> = number & { readonly [nameOf]: T };
/** A name that is known to hold a right of kind `K`. */
type Right<K extends string, T extends string> = PortName<T> & { readonly [rightOf]: K };
export type SendRight<T extends string = string> = Right<'SEND', T>;
export type ReceiveRight<T extends string = string> = Right<'RECEIVE', T>;
export type SendOnceRight<T extends string = string> = Right<'SEND_ONCE', T>;
export type PortSetName<T extends string = string> = Right<'PORT_SET', T>;
/** A name in a task's own space, in hexadecimal as students will meet it. */
export function nameText(name: number): string {
  return name === MACH_PORT_NULL ? 'NULL' : name === MACH_PORT_DEAD ? 'DEAD' : `0x${name.toString(16).padStart(4, '0')}`;
}

/** Type bits in Mach's words, e.g. `SEND|RECEIVE`. */
export function typeText(type: number): string {
  const words: string[] = RIGHT_NAMES.filter((_, kind) => (type & (0x10000 << kind)) !== 0);
  if ((type & TYPE_DNREQUEST) !== 0) words.push('DNREQUEST');
  if ((type & TYPE_MAREQUEST) !== 0) words.push('MAREQUEST');
  return words.join('|') || 'NONE';
}
