/**
 * Fields of a routine: what an argument is, on the wire and in a program.
 *
 * Inline kinds stand in the body one after the other, each on a word boundary:
 * `u32 i32 bool name` one word · `u64 int` two · `string bytes` a word of length in bytes, then the bytes, zero-padded to a
 * word · `u32s` a word of count, then the words · `strings` a word of count, then each as a `string`.
 * Descriptor kinds stand before them, in the order of their declaration: `send receive sendOnce right` a PORT descriptor ·
 * `sends rights` OOL_PORTS · `memory` OOL · `words` OOL, a packed array of words.
 */
export type Kind = InlineKind | DescriptorKind;
export type InlineKind = 'u32' | 'i32' | 'u64' | 'int' | 'bool' | 'name' | 'string' | 'bytes' | 'u32s' | 'strings';
export type DescriptorKind = PortKind | 'sends' | 'rights' | 'memory' | 'words';
export type PortKind = 'send' | 'receive' | 'sendOnce' | 'right';

/** How a number is worded when a message is shown. */
export type Show =
  | 'number'
  | 'hex'
  | 'address'
  | 'rightKind'
  | 'disposition'
  | 'typeBits'
  | 'notification'
  | 'code'
  | 'specialPort'
  | 'stream'
  | 'protection';

export interface Field<K extends Kind = Kind> {
  readonly kind: K;
  /** Most bytes of a `string` or `bytes`, most elements of an array; 0 where it does not apply. */
  readonly max: number;
  readonly show: Show;
}
export type Fields = Readonly<Record<string, Field>>;

function field<K extends Kind>(kind: K, max = 0, show: Show = 'number'): Field<K> {
  return { kind, max, show };
}

export const u32 = field('u32');
export const i32 = field('i32');
export const u64 = field('u64');
/** A signed integer that a JavaScript number holds exactly: sizes and offsets. */
export const int = field('int');
export const bool = field('bool');
/** A name as a plain number: no right moves. It is a name in the space of the task that the call is made on. */
export const portName = field('name');
export const rightKind = field('u32', 0, 'rightKind');
export const disposition = field('u32', 0, 'disposition');
export const typeBits = field('u32', 0, 'typeBits');
export const notificationId = field('u32', 0, 'notification');
export const specialPort = field('u32', 0, 'specialPort');
export const protection = field('u32', 0, 'protection');
export const address = field('int', 0, 'address');
export const guard = field('u64', 0, 'hex');
export const flags = field('u32', 0, 'hex');
export const stream = field('u32', 0, 'stream');
export const string = (maxBytes: number): Field<'string'> => field('string', maxBytes);
export const bytes = (maxBytes: number): Field<'bytes'> => field('bytes', maxBytes);
export const u32s = (maxCount: number): Field<'u32s'> => field('u32s', maxCount);
/** Strings of at most `STRING_IN_ARRAY_BYTES` bytes each. */
export const strings = (maxCount: number): Field<'strings'> => field('strings', maxCount);
export const STRING_IN_ARRAY_BYTES = 4096;

export const sendRight = field('send');
export const receiveRight = field('receive');
export const sendOnceRight = field('sendOnce');
/** A right of any kind. */
export const anyRight = field('right');
/** Rights of one kind, out of line. */
export const sendRights = (maxCount: number): Field<'sends'> => field('sends', maxCount);
export const anyRights = (maxCount: number): Field<'rights'> => field('rights', maxCount);
/** Bytes out of line. */
export const memory = field('memory');
/** An array of words out of line, for what may be too long for a body. */
export const words = field('words');

/** The types of plain values: the same whoever sends or receives them. */
export interface PlainTypes {
  u32: number;
  i32: number;
  u64: bigint;
  int: number;
  bool: boolean;
  string: string;
  bytes: Uint8Array;
  u32s: readonly number[];
  strings: readonly string[];
}

/**
 * The types of names, rights and memory: a matter of who holds them. A program gives a name and a disposition and gets a
 * name; the kernel holds references; a window shows labels.
 */
export interface World {
  name: unknown;
  send: unknown;
  receive: unknown;
  sendOnce: unknown;
  right: unknown;
  sends: unknown;
  rights: unknown;
  memory: unknown;
  words: unknown;
}

/** The world of whoever holds rights as references `R` and memory as `M`: the kernel. */
export interface HeldWorld<R, M> {
  name: number;
  send: R;
  receive: R;
  sendOnce: R;
  right: R;
  sends: readonly R[];
  rights: readonly R[];
  memory: M;
  words: ArrayLike<number>;
}

type ValueOfKind<K extends Kind, W extends World> = K extends keyof PlainTypes ? PlainTypes[K] : K extends keyof W ? W[K] : never;
/** The value of one field in a world. */
export type Value<F extends Field, W extends World> = ValueOfKind<F['kind'], W>;
/** The values of a routine's arguments, or of its results, in a world. */
export type Values<Fs extends Fields, W extends World> = { readonly [N in keyof Fs]: Value<Fs[N], W> };
