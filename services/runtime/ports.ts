/**
 * Rights as a program holds them: names, told apart by type. A name is known to be a send, receive or send-once right, and to be a name
 * in one task's space; where a call wants another kind, or another task's name, the program does not compile.
 */
import { COPY_SEND, MACH_PORT_NULL, MAKE_SEND, MAKE_SEND_ONCE, MOVE_RECEIVE, MOVE_SEND, MOVE_SEND_ONCE } from '../../kernel/abi/rights.ts';
import type * as abi from '../../kernel/abi/rights.ts';

export { MACH_PORT_DEAD, MACH_PORT_NULL } from '../../kernel/abi/rights.ts';

/** The space of the running program's own task, in the types of names. */
export type Own = 'self';
/** A name in the program's own space, or in that of another task. */
export type PortName<T extends string = Own> = abi.PortName<T>;
export type SendRight = abi.SendRight<Own>;
export type ReceiveRight = abi.ReceiveRight<Own>;
export type SendOnceRight = abi.SendOnceRight<Own>;
export type PortSetName = abi.PortSetName<Own>;

declare const taskOf: unique symbol;
/** A send right to the kernel port of the task with space `T`: calls on it are about names of that space. */
export type TaskPort<T extends string = Own> = SendRight & { readonly [taskOf]: T };

declare const given: unique symbol;
/** A right on its way into a message: a name, and how the right leaves. `K`: the kind of right that arrives. */
export interface Given<K extends 'SEND' | 'RECEIVE' | 'SEND_ONCE'> {
  readonly name: number;
  readonly disposition: number;
  readonly [given]: K;
}

function give<K extends 'SEND' | 'RECEIVE' | 'SEND_ONCE'>(name: number, disposition: number): Given<K> {
  return { name, disposition } as Given<K>;
}

export const copySend = (right: SendRight): Given<'SEND'> => give(right, COPY_SEND);
export const moveSend = (right: SendRight): Given<'SEND'> => give(right, MOVE_SEND);
export const makeSend = (right: ReceiveRight): Given<'SEND'> => give(right, MAKE_SEND);
export const makeSendOnce = (right: ReceiveRight): Given<'SEND_ONCE'> => give(right, MAKE_SEND_ONCE);
export const moveSendOnce = (right: SendOnceRight): Given<'SEND_ONCE'> => give(right, MOVE_SEND_ONCE);
export const moveReceive = (right: ReceiveRight): Given<'RECEIVE'> => give(right, MOVE_RECEIVE);
/** No right at all, where a call takes one or none. */
export const noSend: Given<'SEND'> = give(MACH_PORT_NULL, COPY_SEND);
export const noSendOnce: Given<'SEND_ONCE'> = give(MACH_PORT_NULL, MAKE_SEND_ONCE);

/** A region of the task's memory to send; with `deallocate` it leaves the sender. */
export interface RegionArgument {
  readonly address: number;
  readonly sizeBytes: number;
  readonly deallocate?: boolean;
}

/** Send rights to send in an array: copied, unless said otherwise. */
export type SendsArgument = readonly SendRight[] | { readonly names: readonly number[]; readonly disposition: number };

/**
 * What a program gives: a plain send right means COPY_SEND, a receive right MOVE_RECEIVE, a send-once right MOVE_SEND_ONCE.
 * `T`: the space that plain names are names of.
 */
export interface GivenWorld<T extends string = string> {
  name: PortName<T>;
  send: SendRight | Given<'SEND'>;
  receive: Given<'RECEIVE'>;
  sendOnce: Given<'SEND_ONCE'>;
  right: Given<'SEND'> | Given<'RECEIVE'> | Given<'SEND_ONCE'>;
  sends: SendsArgument;
  rights: { readonly names: readonly number[]; readonly disposition: number };
  memory: Uint8Array | RegionArgument;
  words: ArrayLike<number>;
}

/** What a program gets: names of its own space, and the bytes of memory. A right that died on the way is `MACH_PORT_DEAD`. */
export interface GotWorld<T extends string = string> {
  name: PortName<T>;
  send: SendRight;
  receive: ReceiveRight;
  sendOnce: SendOnceRight;
  right: SendRight | ReceiveRight | SendOnceRight;
  sends: readonly SendRight[];
  rights: readonly (SendRight | ReceiveRight | SendOnceRight)[];
  memory: Uint8Array;
  words: readonly number[];
}

/** A receive right or a port set: what messages can be received from. */
export type Receivable = ReceiveRight | PortSetName;
