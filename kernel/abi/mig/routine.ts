/**
 * Routines: what can be asked of a port, declared once as a value. From a declaration follow, by types, the arguments and
 * results of a client's stub and a server's handler; by the layouts here, the bytes.
 *
 * A request is a message with the routine's id: header, descriptors if any, then inline fields (`field.ts`).
 * The reply's id is the request's plus 100. Its inline part begins with the return code; on success the results follow,
 * on failure nothing does, and the message is a simple one. (MIG conventions; there is no NDR record.)
 */
import type { DescriptorKind, Field, Fields, InlineKind, Kind, PortKind } from './field.ts';

export const REPLY_ID_OFFSET = 100;

export interface Slot<K extends Kind = Kind> {
  readonly name: string;
  readonly kind: K;
  readonly max: number;
  readonly field: Field;
}

/** The fields of one direction, sorted. Offsets count from the start of the inline data. */
export interface Layout {
  /** Id of the message. */
  readonly id: number;
  readonly descriptors: readonly Slot<DescriptorKind>[];
  readonly inline: readonly Slot<InlineKind>[];
  /** Offset of the first inline field: 0, or in a reply 4, behind the return code. */
  readonly start: number;
  /** Every inline field has one size, so the data has exactly `leastBytes`. */
  readonly fixed: boolean;
  /** Bytes of the data with every counted field empty. */
  readonly leastBytes: number;
}

export interface Routine<In extends Fields = Fields, Out extends Fields = Fields> {
  readonly id: number;
  /** Its name and its subsystem's, as Mach spells them. */
  readonly name: string;
  readonly subsystem: string;
  /** A routine without reply (MIG: simpleroutine) is one message and no more. */
  readonly replies: boolean;
  readonly in: In;
  readonly out: Out;
  readonly request: Layout;
  readonly reply: Layout;
}
export type Routines = Readonly<Record<string, Routine>>;

const NO_FIELDS = {} as const;
type Empty = typeof NO_FIELDS;

/** A routine with a reply. */
export function routine<const In extends Fields, const Out extends Fields = Empty>(id: number, ins: In, outs?: Out): Routine<In, Out> {
  const out = outs ?? (NO_FIELDS as Out);
  return {
    id,
    name: '',
    subsystem: '',
    replies: true,
    in: ins,
    out,
    request: layout(id, ins, 0),
    reply: layout(id + REPLY_ID_OFFSET, out, 4),
  };
}

/** A routine without reply. */
export function simpleRoutine<const In extends Fields>(id: number, ins: In): Routine<In, Empty> {
  return { ...routine(id, ins), replies: false };
}

/** The routines of one interface; each learns its name. */
export function subsystem<const R extends Routines>(name: string, routines: R): R {
  const named = Object.entries(routines).map(([routineName, declared]) => [
    routineName,
    { ...declared, name: routineName, subsystem: name },
  ]);
  return Object.fromEntries(named) as R;
}

export function isPortKind(kind: Kind): kind is PortKind {
  return kind === 'send' || kind === 'receive' || kind === 'sendOnce' || kind === 'right';
}

function isDescriptorKind(kind: Kind): kind is DescriptorKind {
  return isPortKind(kind) || kind === 'sends' || kind === 'rights' || kind === 'memory' || kind === 'words';
}

const FIXED_KINDS: ReadonlySet<Kind> = new Set(['u32', 'i32', 'bool', 'name', 'u64', 'int']);

function layout(id: number, fields: Fields, start: number): Layout {
  const slots: Slot[] = Object.entries(fields).map(([name, field]) => ({ name, kind: field.kind, max: field.max, field }));
  const descriptors = slots.filter((slot): slot is Slot<DescriptorKind> => isDescriptorKind(slot.kind));
  const inline = slots.filter((slot): slot is Slot<InlineKind> => !isDescriptorKind(slot.kind));
  const fixed = inline.every(({ kind }) => FIXED_KINDS.has(kind));
  const leastBytes = inline.reduce((sum, { kind }) => sum + (kind === 'u64' || kind === 'int' ? 8 : 4), start);
  return { id, descriptors, inline, start, fixed, leastBytes };
}
