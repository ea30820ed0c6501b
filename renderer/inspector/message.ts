/** All that the log has on one message: how it was sent, what travelled in it, how it was received. */

import {
  EV_COPYIN,
  EV_COPYOUT,
  EV_DELIVERED,
  EV_DEQUEUED,
  EV_HANDED_BACK,
  EV_MSG_CREATED,
  EV_MSG_DESTROYED,
  EV_MSG_SERVED,
  EV_OOL_ATTACHED,
  EV_QUEUED,
  EV_RECEIVER,
  EVENT_TYPE_MASK,
  RECEIVER_TASK,
  SLOT_BODY,
  SLOT_DESTINATION,
  SLOT_REPLY,
} from '../../kernel/abi/events.ts';
import {
  BITS_COMPLEX,
  BITS_LOCAL_SHIFT,
  HEADER_BYTES,
  MSGH_BITS,
  MSGH_ID,
  MSGH_LOCAL,
  MSGH_REMOTE,
  MSGH_SEQNO,
  MSGH_SIZE,
} from '../../kernel/abi/message.ts';
import type { LogEvent } from '../../kernel/trace/event.ts';
import type { Log } from '../../kernel/trace/log.ts';
import { endsMessage } from '../../kernel/trace/replica.ts';
import { nextWhere, previousWhere } from '../../kernel/trace/scan.ts';

/** A right that the message carried: where it came from and where it went. */
export interface Carried {
  readonly slot: number;
  readonly port: number;
  readonly kind: number;
  /** The disposition that the sender gave; 0 for a right of the kernel's making. */
  readonly disposition: number;
  readonly fromTask: number;
  readonly fromName: number;
  /** 0 until it has arrived. */
  readonly toTask: number;
  readonly toName: number;
}

export interface MessageStory {
  readonly id: number;
  readonly created: LogEvent;
  readonly queued: LogEvent | undefined;
  readonly dequeued: LogEvent | undefined;
  readonly ended: LogEvent | undefined;
  readonly carried: readonly Carried[];
  readonly memory: readonly { readonly descriptor: number; readonly sizeBytes: number }[];
  /** The receiver's name for the port it came to; 0 when unknown. */
  readonly localName: number;
  /** The first of its inline data. */
  readonly data: Uint8Array;
  /** How many bytes that data has in full. */
  readonly dataBytes: number;
}

/** What is known of a message up to event `at`; undefined when its making is not kept or still to come. */
export function messageStory(log: Log, at: number, id: number): MessageStory | undefined {
  const start = previousWhere(log, at, log.first, (words, w) => (words[w]! & EVENT_TYPE_MASK) === EV_MSG_CREATED && words[w + 1] === id);
  const created = start === undefined ? undefined : log.event(start);
  if (start === undefined || created === undefined) return undefined;
  const carried = new Map<number, Carried>();
  const memory: { descriptor: number; sizeBytes: number }[] = [];
  let queued: LogEvent | undefined;
  let dequeued: LogEvent | undefined;
  let ended: LogEvent | undefined;
  const about = (words: Int32Array, w: number): boolean => ABOUT.has(words[w]! & EVENT_TYPE_MASK) && words[w + 1] === id;
  for (
    let seq = nextWhere(log, start + 1, at + 1, about);
    seq !== undefined && ended === undefined;
    seq = nextWhere(log, seq + 1, at + 1, about)
  ) {
    const event = log.event(seq)!;
    if (event.type === EV_COPYIN) copyIn(carried, event);
    else if (event.type === EV_COPYOUT) copyOut(carried, event);
    else if (event.type === EV_QUEUED) queued = event;
    else if (event.type === EV_DEQUEUED) dequeued = event;
    else if (event.type === EV_OOL_ATTACHED) memory.push({ descriptor: event.field('descriptor'), sizeBytes: event.field('sizeBytes') });
    else if (endsMessage(event.type)) ended = event;
  }
  const rights = [...carried.values()].toSorted((a, b) => a.slot - b.slot);
  const dataBytes = created.field('bodyBytes');
  return {
    id,
    created,
    queued,
    dequeued,
    ended,
    carried: rights,
    memory,
    localName: localName(log, rights, ended),
    data: created.bytes,
    dataBytes,
  };
}

const ABOUT = new Set([
  EV_COPYIN,
  EV_COPYOUT,
  EV_QUEUED,
  EV_DEQUEUED,
  EV_OOL_ATTACHED,
  EV_DELIVERED,
  EV_HANDED_BACK,
  EV_MSG_DESTROYED,
  EV_MSG_SERVED,
]);

function copyIn(carried: Map<number, Carried>, event: LogEvent): void {
  carried.set(event.field('slot'), {
    slot: event.field('slot'),
    port: event.field('port'),
    kind: event.field('kind'),
    disposition: event.field('disposition'),
    fromTask: event.field('task'),
    fromName: event.field('name'),
    toTask: 0,
    toName: 0,
  });
}

function copyOut(carried: Map<number, Carried>, event: LogEvent): void {
  const was = carried.get(event.field('slot'));
  if (was !== undefined) carried.set(was.slot, { ...was, toTask: event.field('task'), toName: event.field('name') });
}

/** The receiver's name for the destination: the one under which it held the receive right then. */
function localName(log: Log, carried: readonly Carried[], ended: LogEvent | undefined): number {
  const destination = carried.find(({ slot }) => slot === SLOT_DESTINATION);
  if (ended === undefined || destination === undefined || ended.type !== EV_DELIVERED) return 0;
  const seq = previousWhere(
    log,
    ended.seq,
    log.first,
    (words, w) => (words[w]! & EVENT_TYPE_MASK) === EV_RECEIVER && words[w + 1] === destination.port,
  );
  const event = seq === undefined ? undefined : log.event(seq);
  return event !== undefined && event.field('newKind') === RECEIVER_TASK ? event.field('newName') : 0;
}

export type Side = 'sent' | 'received';

/** A field of the header, with the bytes it has. */
export interface HeaderField {
  readonly name: 'msgh_bits' | 'msgh_size' | 'msgh_remote_port' | 'msgh_local_port' | 'msgh_voucher_port' | 'msgh_id' | 'msgh_seqno';
  readonly value: number;
  readonly at: number;
  /** It is a port name of this task. */
  readonly task?: number;
}

/** The header as its sender gave it, or as its receiver got it: destination and reply port swap their places. */
export function headerOf(story: MessageStory, side: Side): HeaderField[] {
  const { created, ended, dequeued, carried } = story;
  const destination = carried.find(({ slot }) => slot === SLOT_DESTINATION);
  const reply = carried.find(({ slot }) => slot === SLOT_REPLY);
  const size: HeaderField = { name: 'msgh_size', value: created.field('sizeBytes'), at: MSGH_SIZE };
  const id: HeaderField = { name: 'msgh_id', value: created.field('msghId'), at: MSGH_ID };
  if (side === 'sent') {
    return [
      { name: 'msgh_bits', value: created.field('bits'), at: MSGH_BITS },
      size,
      named('msgh_remote_port', destination?.fromName ?? 0, MSGH_REMOTE, destination?.fromTask),
      named('msgh_local_port', reply?.fromName ?? 0, MSGH_LOCAL, reply?.fromTask),
      { name: 'msgh_voucher_port', value: 0, at: MSGH_SEQNO },
      id,
    ];
  }
  const complex = (created.field('bits') & BITS_COMPLEX) === 0 ? 0 : BITS_COMPLEX;
  const bits = (complex | (reply?.kind ?? 0) | ((destination?.kind ?? 0) << BITS_LOCAL_SHIFT)) >>> 0;
  return [
    { name: 'msgh_bits', value: bits, at: MSGH_BITS },
    size,
    named('msgh_remote_port', reply?.toName ?? 0, MSGH_REMOTE, reply?.toTask),
    named('msgh_local_port', story.localName, MSGH_LOCAL, ended?.get('task')),
    { name: 'msgh_seqno', value: dequeued?.field('seqno') ?? 0, at: MSGH_SEQNO },
    id,
  ];
}

function named(name: HeaderField['name'], value: number, at: number, task: number | undefined): HeaderField {
  return { name, value: value >>> 0, at, ...(task === undefined || task === 0 ? {} : { task }) };
}

/** The header's bytes, little-endian. */
export function headerBytes(fields: readonly HeaderField[]): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  for (const { at, value } of fields) view.setUint32(at, value >>> 0, true);
  return bytes;
}

/** Rights in the body, not those of the header. */
export function bodyRights(story: MessageStory): readonly Carried[] {
  return story.carried.filter(({ slot }) => slot >= SLOT_BODY);
}
