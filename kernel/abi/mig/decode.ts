/**
 * From a received message to the values of a routine's fields. Any bytes are allowed: what does not fit the declaration is
 * answered with a MIG code, never with an exception.
 *
 * - another id → `MIG_BAD_ID` (request) or `MIG_REPLY_MISMATCH` (reply)
 * - simple instead of complex or the reverse, a wrong number of descriptors, a descriptor of another type or right → `MIG_TYPE_ERROR`
 * - data cut short or too long, a count beyond the field's maximum or the data's end, text that is not UTF-8 → `MIG_BAD_ARGUMENTS`
 */
import { getI32, getInt, getU32, getU64, utf8Text } from '../bytes.ts';
import { KERN_SUCCESS, MIG_BAD_ARGUMENTS, MIG_BAD_ID, MIG_REPLY_MISMATCH, MIG_TYPE_ERROR } from '../codes.ts';
import type { Code } from '../codes.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_OOL_PORTS, DESCRIPTOR_OOL_VOLATILE, DESCRIPTOR_PORT, roundUp4 } from '../message.ts';
import { PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE } from '../rights.ts';
import { STRING_IN_ARRAY_BYTES } from './field.ts';
import type { DescriptorKind, Values, World } from './field.ts';
import type { Layout, Routine, Slot } from './routine.ts';

/** What the decoder looks at in a descriptor; whoever holds messages has more in it. */
export interface ReceivedDescriptor {
  /** `DESCRIPTOR_*`. */
  readonly type: number;
  /** The kind of right as received: `PORT_*`; of memory, nothing that matters. */
  readonly kind: number;
  /** The rights, of a PORT and an OOL_PORTS. */
  readonly rights: ArrayLike<unknown>;
}

/** A message taken apart: the header's id, the descriptors (null: a simple message), the inline data behind them. */
export interface ReceivedBody<D extends ReceivedDescriptor> {
  readonly msghId: number;
  readonly descriptors: readonly D[] | null;
  readonly data: Uint8Array;
}

/**
 * Makes a world's values of descriptors: one table for a world. Each descriptor is opened once, in order, and only when the whole
 * message fits its declaration, so what a refused message carries stays in the message.
 */
export interface Opener<W extends World, D extends ReceivedDescriptor> {
  right(descriptor: D): W['right'];
  rights(descriptor: D): W['rights'];
  memory(descriptor: D): W['memory'];
  words(descriptor: D): W['words'];
}

/** The arguments of a request, or a MIG code. */
export function decodeRequest<R extends Routine, W extends World, D extends ReceivedDescriptor>(
  { request }: R,
  body: ReceivedBody<D>,
  opener: Opener<W, D>,
): Values<R['in'], W> | Code {
  if (body.msghId !== request.id) return MIG_BAD_ID;
  return decode(request, body, opener) as Values<R['in'], W> | Code;
}

export interface Reply<R extends Routine, W extends World> {
  readonly code: Code;
  /** The results, when the code is `KERN_SUCCESS`. */
  readonly outs?: Values<R['out'], W>;
}

/** The return code and the results of a reply. */
export function decodeReply<R extends Routine, W extends World, D extends ReceivedDescriptor>(
  { reply }: R,
  body: ReceivedBody<D>,
  opener: Opener<W, D>,
): Reply<R, W> {
  const { msghId, descriptors, data } = body;
  if (msghId !== reply.id) return { code: MIG_REPLY_MISMATCH };
  const code = data.length < 4 ? MIG_TYPE_ERROR : getI32(data, 0);
  if (code !== KERN_SUCCESS) return { code: descriptors === null && data.length <= 4 ? code : MIG_TYPE_ERROR };
  const outs = decode(reply, body, opener);
  return typeof outs === 'number' ? { code: outs } : { code, outs: outs as Values<R['out'], W> };
}

type Decoded = Record<string, unknown>;

function decode<D extends ReceivedDescriptor>(layout: Layout, body: ReceivedBody<D>, opener: Opener<World, D>): Decoded | Code {
  const { descriptors, data } = body;
  const code = checkDescriptors(layout, descriptors);
  if (code !== KERN_SUCCESS) return code;
  if (layout.fixed ? data.length !== layout.leastBytes : data.length < layout.leastBytes) return MIG_BAD_ARGUMENTS;
  const values: Decoded = {};
  if (decodeInline(layout, data, values) !== data.length) return MIG_BAD_ARGUMENTS;
  if (descriptors === null) return values;
  for (let index = 0; index < descriptors.length; index += 1) {
    const slot = layout.descriptors[index]!;
    values[slot.name] = open(slot.kind, descriptors[index]!, opener);
  }
  return values;
}

function open<D extends ReceivedDescriptor>(kind: DescriptorKind, descriptor: D, opener: Opener<World, D>): unknown {
  switch (kind) {
    case 'memory':
      return opener.memory(descriptor);
    case 'words':
      return opener.words(descriptor);
    case 'sends':
    case 'rights':
      return opener.rights(descriptor);
    default:
      return opener.right(descriptor);
  }
}

/** Decodes the inline fields into `values`; returns where they end, or -1. */
function decodeInline(layout: Layout, data: Uint8Array, values: Decoded): number {
  let at = layout.start;
  for (const slot of layout.inline) {
    const { kind, name } = slot;
    if (kind === 'u64' || kind === 'int') {
      if (at + 8 > data.length) return -1;
      const value = kind === 'u64' ? getU64(data, at) : getInt(data, at);
      if (value === undefined) return -1;
      values[name] = value;
      at += 8;
      continue;
    }
    if (at + 4 > data.length) return -1;
    if (kind === 'u32' || kind === 'name') values[name] = getU32(data, at);
    else if (kind === 'i32') values[name] = getI32(data, at);
    else if (kind === 'bool') values[name] = getI32(data, at) !== 0;
    else {
      at = decodeCounted(slot, data, at, values);
      if (at < 0) return -1;
      continue;
    }
    at += 4;
  }
  return at;
}

function decodeCounted({ name, kind, max }: Slot, data: Uint8Array, start: number, values: Decoded): number {
  const count = getU32(data, start);
  const at = start + 4;
  const room = data.length - at;
  if (count > max) return -1;
  if (kind === 'strings') return decodeStrings(name, count, data, at, values);
  if (kind === 'u32s') {
    if (count * 4 > room) return -1;
    const list: number[] = [];
    for (let i = 0; i < count; i += 1) list.push(getU32(data, at + 4 * i));
    values[name] = list;
    return at + 4 * count;
  }
  if (roundUp4(count) > room) return -1;
  const value = kind === 'string' ? utf8Text(data.subarray(at, at + count)) : data.slice(at, at + count);
  if (value === undefined) return -1;
  values[name] = value;
  return at + roundUp4(count);
}

function decodeStrings(name: string, count: number, data: Uint8Array, start: number, values: Decoded): number {
  const list: string[] = [];
  let at = start;
  for (let i = 0; i < count; i += 1) {
    if (at + 4 > data.length) return -1;
    const length = getU32(data, at);
    if (length > STRING_IN_ARRAY_BYTES || roundUp4(length) > data.length - at - 4) return -1;
    const text = utf8Text(data.subarray(at + 4, at + 4 + length));
    if (text === undefined) return -1;
    list.push(text);
    at += 4 + roundUp4(length);
  }
  values[name] = list;
  return at;
}

function checkDescriptors(layout: Layout, descriptors: readonly ReceivedDescriptor[] | null): Code {
  const wanted = layout.descriptors;
  if (descriptors === null) return wanted.length === 0 ? KERN_SUCCESS : MIG_TYPE_ERROR;
  if (wanted.length === 0 || wanted.length !== descriptors.length) return MIG_TYPE_ERROR;
  let code: Code = KERN_SUCCESS;
  for (let index = 0; index < wanted.length; index += 1) {
    const { kind, max } = wanted[index]!;
    const found = descriptors[index]!;
    if (!fits(kind, found)) return MIG_TYPE_ERROR;
    if (found.type === DESCRIPTOR_OOL_PORTS && found.rights.length > max) code = MIG_BAD_ARGUMENTS;
  }
  return code;
}

function fits(kind: DescriptorKind, { type, kind: right }: ReceivedDescriptor): boolean {
  switch (kind) {
    case 'memory':
    case 'words':
      return type === DESCRIPTOR_OOL || type === DESCRIPTOR_OOL_VOLATILE;
    case 'sends':
      return type === DESCRIPTOR_OOL_PORTS && right === PORT_SEND;
    case 'rights':
      return type === DESCRIPTOR_OOL_PORTS;
    case 'send':
      return type === DESCRIPTOR_PORT && right === PORT_SEND;
    case 'receive':
      return type === DESCRIPTOR_PORT && right === PORT_RECEIVE;
    case 'sendOnce':
      return type === DESCRIPTOR_PORT && right === PORT_SEND_ONCE;
    default:
      return type === DESCRIPTOR_PORT;
  }
}
