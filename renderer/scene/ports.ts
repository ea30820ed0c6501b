/** Boxes of ports in the kernel's band, their queues and ghosts, and the brackets of port sets. */

import { PORT_KIND_ORDINARY, PORT_KIND_SET } from '../../kernel/abi/events.ts';
import { NOTIFICATION_NAMES } from '../../kernel/abi/notify.ts';
import type { PortState } from '../../kernel/trace/records.ts';
import { SLOT_BODY } from '../../kernel/abi/events.ts';
import { targetKey } from '../view.ts';
import type { Target } from '../view.ts';
import type { PortSlot } from './band.ts';
import { kindInMessage } from './context.ts';
import type { Context } from './context.ts';
import { COLUMN } from './geometry.ts';
import type { PortBox, Queue, QueueCell, SetBracket } from './items.ts';
import { cutMiddle } from './text.ts';

/** Cells drawn one by one; a longer queue is a bar with its number. */
export const CELLS_MOST = 16;
/** Messages beyond the limit that are drawn outside the row. */
const OVER_MOST = 3;

/** Pixels for a port's title. */
const ROOM = 72;

export function portBoxes(context: Context, holders: ReadonlyMap<number, ReadonlySet<number>>, deadNames: ReadonlySet<number>): PortBox[] {
  const { layout, input } = context;
  const boxes: PortBox[] = [];
  for (const slot of layout.band.slots) {
    const id = slot.occupant(input.cursor);
    if (id === 0) continue;
    const port = context.state.ports.get(id);
    const diedAt = layout.diedAt(id);
    if (port === undefined && (diedAt === undefined || !layout.showsGhost(diedAt, input.cursor))) continue;
    boxes.push(portBox(context, slot, id, port, holders.get(id)?.size ?? 0, deadNames.has(id)));
  }
  return boxes;
}

function portBox(context: Context, slot: PortSlot, id: number, port: PortState | undefined, held: number, named: boolean): PortBox {
  const { detail, measure } = context.input;
  const target: Target = { kind: 'port', id };
  const key = targetKey(target);
  const title = port === undefined ? `p${id}` : context.portTitle(id);
  const active = port?.active === true;
  const ownId = `p${id}`;
  const fits = measure(title, 'port') + measure(ownId, 'small') + 5 <= ROOM;
  const idText = active && title !== ownId && (detail === 4 || (detail === 3 && fits)) ? ownId : '';
  const room = ROOM - (idText === '' ? 0 : measure(idText, 'small') + 5);
  return {
    key,
    target,
    id,
    rect: slot.rect,
    column: slot.column,
    row: slot.row,
    title: detail > 1 ? cutMiddle(title, 'port', room, measure) : '',
    fullTitle: title,
    idText,
    note: active && detail > 1 ? noteOf(context, port, held) : '',
    queue: active && port.kind === PORT_KIND_ORDINARY && detail >= 3 ? queueOf(context, port) : null,
    ghost: active
      ? null
      : {
          text: detail > 1 ? context.say('drawing.died', { seq: context.layout.diedAt(id) ?? '' }) : '',
          gone: !named,
        },
    dim: context.isDim(target),
    changed: context.changed(key),
  };
}

function noteOf(context: Context, port: PortState, held: number): string {
  const { detail, measure } = context.input;
  if (port.kind !== PORT_KIND_ORDINARY) {
    return held === 0 ? '' : cutMiddle(context.say('drawing.heldBy', { n: held }), 'small', ROOM - 16, measure);
  }
  return detail === 4 ? `s${port.seqno} m${port.mscount}` : '';
}

function queueOf(context: Context, port: PortState): Queue {
  const messages = port.queue.toArray();
  const { changes } = context.input;
  const drawn = port.qlimit > CELLS_MOST ? 0 : port.qlimit + OVER_MOST;
  const cells = messages.slice(0, drawn).map((message): QueueCell => {
    const record = context.state.messages.get(message);
    const rights = (record?.rights ?? []).filter(({ slot }) => slot >= SLOT_BODY).map(({ kind }) => kindInMessage(kind));
    return {
      message,
      rights,
      memory: (record?.memory.length ?? 0) > 0,
      notification: record?.senderTask === 0 && NOTIFICATION_NAMES[record.msghId] !== undefined,
      changed: changes.keys.has(targetKey({ kind: 'message', id: message })),
    };
  });
  return { limit: port.qlimit, cells, count: messages.length, full: messages.length >= port.qlimit && port.qlimit > 0 };
}

/** Brackets round the members of sets. Neighbours in a row share one. */
export function setBrackets(context: Context): SetBracket[] {
  if (context.input.detail < 3) return [];
  const brackets: SetBracket[] = [];
  for (const set of context.state.ports.values()) {
    if (set.kind !== PORT_KIND_SET || !set.active) continue;
    const slots = set.members
      .toArray()
      .filter((id) => context.stands(id))
      .map((id) => context.layout.portSlot(id)!)
      .toSorted((a, b) => a.row - b.row || a.column - b.column);
    const target: Target = { kind: 'port', id: set.id };
    let first: PortSlot | undefined;
    let last: PortSlot | undefined;
    const close = (): void => {
      if (first === undefined || last === undefined) return;
      const { x, y, h } = first.rect;
      brackets.push({
        key: `set:${set.id}:${first.index}`,
        target,
        id: set.id,
        goal: { column: first.column, row: first.row },
        rect: { x: x - 6, y: y - 6, w: last.rect.x + last.rect.w - x + 12, h: h + 12 },
        label: brackets.some(({ id }) => id === set.id) ? '' : context.say('drawing.set'),
        dim: context.isDim(target),
        changed: context.changed(targetKey(target)),
      });
    };
    for (const slot of slots) {
      if (last === undefined || slot.row !== last.row || slot.rect.x - last.rect.x > COLUMN) {
        close();
        first = slot;
      }
      last = slot;
    }
    close();
  }
  return brackets;
}
