/** What all builders of a scene share for one moment. */

import type { PortState, ServiceState } from '../../kernel/trace/records.ts';
import type { TaskState, ThreadState } from '../../kernel/trace/records.tasks.ts';
import { Labels } from '../../kernel/trace/sentences.ts';
import type { Catalogue } from '../../kernel/trace/sentences.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import {
  PORT_KIND_NAMES,
  PORT_KIND_ORDINARY,
  PORT_KIND_SET,
  PORT_KIND_TASK,
  RECEIVER_TASK,
  SPECIAL_NOTIFY,
} from '../../kernel/abi/events.ts';
import { TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_RECEIVE, TYPE_SEND, TYPE_SEND_ONCE } from '../../kernel/abi/rights.ts';
import { PORT_RECEIVE, PORT_SEND } from '../../kernel/abi/rights.ts';
import { targetKey } from '../view.ts';
import type { DetailLevel, LogReader, Say, Target, ViewFilter } from '../view.ts';
import { isTagPort } from './births.ts';
import type { Changes } from './changes.ts';
import type { RightKind } from './items.ts';
import type { Layout } from './layout.ts';
import type { Measure } from './text.ts';

export interface SceneInput {
  readonly state: Frozen;
  readonly log: LogReader;
  readonly cursor: number;
  readonly detail: DetailLevel;
  readonly changes: Changes;
  readonly filter: ViewFilter | null;
  /** Keys of what is in focus; null: everything. */
  readonly inFocus: ReadonlySet<string> | null;
  readonly say: Say;
  readonly catalogue: Catalogue;
  readonly measure: Measure;
}

export class Context {
  readonly input: SceneInput;
  readonly layout: Layout;
  readonly labels: Labels;
  readonly threadsOf = new Map<number, ThreadState[]>();
  readonly serviceOfPort = new Map<number, ServiceState>();
  readonly tasks: readonly TaskState[];

  constructor(input: SceneInput, layout: Layout) {
    this.input = input;
    this.layout = layout;
    this.labels = new Labels(input.state, input.catalogue);
    this.tasks = input.state.tasks.sorted(({ id }) => id);
    for (const thread of input.state.threads.values()) {
      const list = this.threadsOf.get(thread.task);
      if (list === undefined) this.threadsOf.set(thread.task, [thread]);
      else list.push(thread);
    }
    for (const list of this.threadsOf.values()) list.sort((a, b) => a.id - b.id);
    for (const service of input.state.services.values()) if (service.state !== 0) this.serviceOfPort.set(service.port, service);
  }

  get state(): Frozen {
    return this.input.state;
  }

  say(key: string, values?: Readonly<Record<string, string | number>>): string {
    return this.input.say(key, values);
  }

  changed(key: string): boolean {
    return this.input.changes.keys.has(key);
  }

  isDim(target: Target): boolean {
    const { filter, inFocus } = this.input;
    return (filter !== null && !filter.matches(target)) || (inFocus !== null && !inFocus.has(targetKey(target)));
  }

  /** The title of a port's box, short: its service, what it stands for, or `p7`. */
  portTitle(id: number): string {
    const service = this.serviceOfPort.get(id);
    // Our own services' family name says nothing in the picture.
    if (service !== undefined) return service.name.replace(/^machlab\./, '');
    const port = this.state.ports.get(id);
    if (port !== undefined && this.isNotifyPort(port)) return this.say('drawing.notify');
    if (this.layout.isReplyPort(id)) return this.say('drawing.reply');
    if (port === undefined || port.kind === PORT_KIND_ORDINARY || port.kind === PORT_KIND_SET) return `p${id}`;
    const key = `drawing.port.${PORT_KIND_NAMES[port.kind] ?? ''}`;
    return this.say(key, port.kind === PORT_KIND_TASK ? { task: this.labels.task(port.of) } : { id: port.of });
  }

  isNotifyPort(port: PortState): boolean {
    if (port.kind !== PORT_KIND_ORDINARY || port.receiverKind !== RECEIVER_TASK) return false;
    const slots = this.state.tasks.get(port.receiverId)?.special ?? [];
    return slots.some(({ which, port: name }) => which === SPECIAL_NOTIFY && name === port.receiverName);
  }

  /** Whether rights of the task to that port are drawn as a tag at its title. */
  isTag(port: number, task: number): boolean {
    const record = this.state.ports.get(port);
    return record !== undefined && isTagPort(record.kind, record.of, task, (thread) => this.state.threads.get(thread)?.task ?? 0);
  }

  /** Whether the port stands in the band as a box at this moment. */
  stands(port: number): boolean {
    return this.layout.portSlot(port)?.occupant(this.input.cursor) === port;
  }
}

export function kindOfType(type: number): RightKind {
  if ((type & TYPE_RECEIVE) !== 0) return 'receive';
  if ((type & TYPE_PORT_SET) !== 0) return 'set';
  if ((type & TYPE_DEAD_NAME) !== 0) return 'dead';
  return (type & TYPE_SEND_ONCE) !== 0 ? 'once' : 'send';
}

export function isBoth(type: number): boolean {
  return (type & TYPE_RECEIVE) !== 0 && (type & TYPE_SEND) !== 0;
}

/** The kind of a right in a message, where it is written as received. */
export function kindInMessage(kind: number): RightKind {
  return kind === PORT_RECEIVE ? 'receive' : kind === PORT_SEND ? 'send' : 'once';
}
