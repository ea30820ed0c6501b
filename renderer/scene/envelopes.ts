/** Messages that lie in no queue: in the kernel's hands in the middle of a trap, or parked with a sender that waits for room. */

import { EV_COPYIN, EV_DEQUEUED, SLOT_BODY, SLOT_DESTINATION, WAIT_SEND } from '../../kernel/abi/events.ts';
import type { MessageState } from '../../kernel/trace/records.ts';
import { targetKey } from '../view.ts';
import type { Target } from '../view.ts';
import { kindInMessage } from './context.ts';
import type { Context } from './context.ts';
import { BAND_BOTTOM, BAND_TOP, middle } from './geometry.ts';
import type { Point, Rect } from './geometry.ts';
import type { Chip, Envelope, PortBox, TaskBox } from './items.ts';

/** Envelopes parked one by one at a full port; more are counted by the port's queue and its tables. */
const PARKED_MOST = 2;
/** Events looked back to find by which name a message left its sender: a trap is rarely longer. */
const LOOK_BACK = 400;

export function envelopesOf(context: Context, tasks: readonly TaskBox[], chips: readonly Chip[], ports: readonly PortBox[]): Envelope[] {
  const boxes = new Map(tasks.map((task) => [task.id, task.rect]));
  const portRects = new Map(ports.map((port) => [port.id, port.rect]));
  const parked = new Set<number>();
  const envelopes: Envelope[] = [];
  for (const thread of context.state.threads.values()) {
    const { wait } = thread;
    if (wait === null || wait.wait !== WAIT_SEND || wait.msg === 0) continue;
    parked.add(wait.msg);
    const rect = portRects.get(wait.object);
    const message = context.state.messages.get(wait.msg);
    const place = context.state.ports.get(wait.object)?.senders.toArray().indexOf(thread.id) ?? 0;
    if (rect === undefined || message === undefined || place >= PARKED_MOST || context.input.detail < 3) continue;
    envelopes.push(envelope(context, message, { x: rect.x - 17, y: rect.y + 12 + place * 21 }, true));
  }
  for (const message of context.state.messages.values()) {
    if (message.queuedOn !== 0 || parked.has(message.id)) continue;
    const at = whereIs(context, message, boxes, chips, portRects);
    if (at !== null) envelopes.push(envelope(context, message, at, false));
  }
  return envelopes.sort((a, b) => a.id - b.id);
}

function envelope(context: Context, message: MessageState, at: Point, parked: boolean): Envelope {
  const target: Target = { kind: 'message', id: message.id };
  const key = targetKey(target);
  return {
    key,
    target,
    id: message.id,
    at,
    rights: message.rights.filter(({ slot }) => slot >= SLOT_BODY).map(({ kind }) => kindInMessage(kind)),
    memory: message.memory.length > 0,
    parked,
    label: context.input.detail > 1 ? context.labels.message(message.msghId) : '',
    dim: context.isDim(target),
    changed: context.changed(key),
  };
}

/** Entering: under the name it was sent by. Leaving: over its receiver. From the kernel: at the port it goes to. */
function whereIs(
  context: Context,
  message: MessageState,
  boxes: ReadonlyMap<number, Rect>,
  chips: readonly Chip[],
  ports: ReadonlyMap<number, Rect>,
): Point | null {
  const { log, cursor } = context.input;
  for (let seq = cursor; seq > cursor - LOOK_BACK && seq >= message.createdAt; seq--) {
    const event = log.event(seq);
    if (event === undefined) break;
    if (event.type === EV_DEQUEUED && event.field('msg') === message.id) return atEdge(boxes.get(event.field('task')));
    if (event.type === EV_COPYIN && event.field('msg') === message.id && event.field('slot') === SLOT_DESTINATION) {
      const chip = chips.find(({ task, name }) => task === event.field('task') && name === event.field('name'));
      return atEdge(boxes.get(event.field('task')), chip?.rect) ?? atPort(ports.get(event.field('port')));
    }
  }
  const goal = message.rights.find(({ slot }) => slot === SLOT_DESTINATION);
  return atEdge(boxes.get(message.senderTask)) ?? atPort(goal === undefined ? undefined : ports.get(goal.port));
}

function atEdge(task: Rect | undefined, chip: Rect | undefined = task): Point | null {
  if (task === undefined || chip === undefined) return null;
  return { x: middle(chip).x, y: task.y < BAND_TOP ? BAND_TOP + 2 : BAND_BOTTOM - 2 };
}

function atPort(port: Rect | undefined): Point | null {
  return port === undefined ? null : { x: middle(port).x, y: port.y - 10 };
}
