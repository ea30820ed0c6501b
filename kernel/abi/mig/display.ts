/**
 * The fields of a message in words, for windows and the command line. It never refuses: what is cut off or does not fit is left out,
 * and said so.
 */
import { getI32, getInt, getU32, getU64, utf8Text } from '../bytes.ts';
import { codeName } from '../codes.ts';
import { fileErrorName } from '../fileErrors.ts';
import { routineById } from '../interfaces/index.ts';
import { roundUp4 } from '../message.ts';
import { NOTIFICATION_NAMES } from '../notify.ts';
import { DISPOSITION_NAMES, RIGHT_NAMES, nameText, typeText } from '../rights.ts';
import type { Kind, Show } from './field.ts';
import type { Layout, Routine, Slot } from './routine.ts';

/** One field as it is shown. */
export interface ShownField {
  readonly name: string;
  readonly kind: Kind;
  /** Of an inline field; a descriptor's text is its label's. */
  readonly text: string;
  /** The number of its descriptor in the message, when it has one. */
  readonly descriptor?: number;
}

export interface ShownMessage {
  readonly routine: Routine;
  readonly reply: boolean;
  /** A reply's return code. */
  readonly code?: number;
  readonly fields: readonly ShownField[];
  /** The data ended before the fields did: it was cut short by its sender, or no more of it is kept. */
  readonly cut: boolean;
}

/**
 * What a message says, when its id is a known one.
 * `data`: its inline data, or the beginning of it. `label`: the text for descriptor `i`, such as `send right to port 7`.
 */
export function showMessage(msghId: number, data: Uint8Array, label: (descriptor: number) => string): ShownMessage | undefined {
  const known = routineById(msghId);
  if (known === undefined) return undefined;
  const { routine, reply } = known;
  const layout = reply ? routine.reply : routine.request;
  if (!reply) return { routine, reply, ...showFields(layout, data, label) };
  if (data.length < 4) return { routine, reply, fields: [], cut: true };
  const code = getI32(data, 0);
  return code === 0 ? { routine, reply, code, ...showFields(layout, data, label) } : { routine, reply, code, fields: [], cut: false };
}

/** A return code of the kernel, of MIG, of bootstrap or of the file service, by its name. */
export function anyCodeName(code: number): string {
  return fileErrorName(code) ?? codeName(code);
}

function showFields(layout: Layout, data: Uint8Array, label: (descriptor: number) => string): { fields: ShownField[]; cut: boolean } {
  const fields: ShownField[] = layout.descriptors.map(({ name, kind }, descriptor) => ({
    name,
    kind,
    text: label(descriptor),
    descriptor,
  }));
  const reader: Reader = { data, at: layout.start };
  for (const slot of layout.inline) {
    const text = showInline(slot, reader);
    if (text === undefined) return { fields, cut: true };
    fields.push({ name: slot.name, kind: slot.kind, text });
  }
  return { fields, cut: reader.at < data.length };
}

interface Reader {
  readonly data: Uint8Array;
  at: number;
}

/** The offset of the next `sizeBytes` bytes, or undefined when they are not there. Fields begin on words. */
function take(reader: Reader, sizeBytes: number): number | undefined {
  const { at } = reader;
  if (sizeBytes > reader.data.length - at) return undefined;
  reader.at += roundUp4(sizeBytes);
  return at;
}

function showInline({ kind, field }: Slot, reader: Reader): string | undefined {
  const at = take(reader, kind === 'u64' || kind === 'int' ? 8 : 4);
  if (at === undefined) return undefined;
  const { data } = reader;
  switch (kind) {
    case 'u64':
      return `0x${getU64(data, at).toString(16)}`;
    case 'int':
      return showNumber(field.show, getInt(data, at) ?? Number.NaN);
    case 'i32':
      return String(getI32(data, at));
    case 'bool':
      return getU32(data, at) === 0 ? 'false' : 'true';
    case 'name':
      return nameText(getU32(data, at));
    case 'string':
      return showText(reader, getU32(data, at));
    case 'bytes':
      return showBytes(reader, getU32(data, at));
    case 'u32s':
      return showList(reader, getU32(data, at), () => {
        const word = take(reader, 4);
        return word === undefined ? undefined : String(getU32(data, word));
      });
    case 'strings':
      return showList(reader, getU32(data, at), () => {
        const length = take(reader, 4);
        return length === undefined ? undefined : showText(reader, getU32(data, length));
      });
    default:
      return showNumber(field.show, getU32(data, at));
  }
}

function showText(reader: Reader, length: number): string | undefined {
  const at = take(reader, length);
  if (at === undefined) return undefined;
  const text = utf8Text(reader.data.subarray(at, at + length));
  return text === undefined ? `${length} bytes that are no text` : JSON.stringify(text);
}

/** Paths travel as bytes; what reads as text is shown as text. */
function showBytes(reader: Reader, length: number): string | undefined {
  const at = take(reader, length);
  if (at === undefined) return undefined;
  const found = reader.data.subarray(at, at + length);
  const text = found.some((byte) => byte < 0x20 || byte === 0x7f) ? undefined : utf8Text(found);
  return text === undefined || length > 256 ? `${length} bytes` : JSON.stringify(text);
}

const SHOWN_ELEMENTS = 16;

function showList(reader: Reader, count: number, element: () => string | undefined): string | undefined {
  const texts: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const text = element();
    if (text === undefined) return undefined;
    if (index < SHOWN_ELEMENTS) texts.push(text);
  }
  const rest = count - texts.length;
  return `[${texts.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}]`;
}

const SPECIAL_PORTS: Readonly<Record<number, string>> = { 1: 'KERNEL', 2: 'HOST', 3: 'EXCEPTION', 4: 'BOOTSTRAP' };
const STREAMS: Readonly<Record<number, string>> = { 1: 'out', 2: 'error' };

function showNumber(show: Show, value: number): string {
  switch (show) {
    case 'rightKind':
      return RIGHT_NAMES[value] ?? String(value);
    case 'disposition':
      return DISPOSITION_NAMES[value] ?? String(value);
    case 'typeBits':
      return typeText(value);
    case 'notification':
      return NOTIFICATION_NAMES[value] ?? String(value);
    case 'code':
      return anyCodeName(value | 0);
    case 'specialPort':
      return SPECIAL_PORTS[value] ?? String(value);
    case 'stream':
      return STREAMS[value] ?? String(value);
    case 'protection':
      return `${(value & 1) === 0 ? '-' : 'r'}${(value & 2) === 0 ? '-' : 'w'}${(value & 4) === 0 ? '-' : 'x'}`;
    case 'hex':
    case 'address':
      return `0x${value.toString(16)}`;
    default:
      return String(value);
  }
}
