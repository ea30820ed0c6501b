/** What objects are called in sentences, lists and pictures. */

import {
  PORT_KIND_DEVICE,
  PORT_KIND_NAMES,
  PORT_KIND_ORDINARY,
  PORT_KIND_SET,
  PORT_KIND_TASK,
  PORT_KIND_THREAD,
  RECEIVER_TASK,
  SPECIAL_NOTIFY,
} from '../../abi/events.ts';
import { routineById } from '../../abi/interfaces/index.ts';
import { NOTIFICATION_NAMES } from '../../abi/notify.ts';
import type { PortState } from '../records.ts';
import type { Frozen } from '../state.ts';
import type { Catalogue } from './catalogue.ts';

export type ObjectKind = 'task' | 'thread' | 'port' | 'msg' | 'memory' | 'process' | 'service' | 'context';

/** A message's label by its id, when who asks knows more than the kernel's interfaces do; undefined: nothing known. */
export type MessageLabel = (msghId: number) => string | undefined;

/** Gives names to objects as they are in one state, in one language. */
export class Labels {
  readonly state: Frozen;
  readonly catalogue: Catalogue;
  readonly #message: MessageLabel;

  constructor(state: Frozen, catalogue: Catalogue, message: MessageLabel = () => undefined) {
    this.state = state;
    this.catalogue = catalogue;
    this.#message = message;
  }

  /** A word of the catalogue with its slots filled. */
  word(key: string, slots: Readonly<Record<string, string | number>> = {}): string {
    const text = this.catalogue.words[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, slot: string) => String(slots[slot] ?? ''));
  }

  has(key: string): boolean {
    return this.catalogue.words[key] !== undefined;
  }

  /** Task 0 is the kernel. */
  task(id: number): string {
    if (id === 0) return this.word('kernel');
    const name = this.state.tasks.get(id)?.name ?? '';
    return name === '' ? this.word('task.unknown', { id }) : name;
  }

  /** The task, when the thread is its only one or unknown; else the thread of that task. */
  thread(id: number, task: number): string {
    if (id === 0) return this.task(task);
    for (const thread of this.state.threads.values()) {
      if (thread.task === task && thread.id !== id) return this.word('task.thread', { task: this.task(task), id });
    }
    return this.task(task);
  }

  /** The service it is the port of, what it stands for, or `p7`. */
  port(id: number): string {
    if (id === 0) return this.word('port.none');
    for (const service of this.state.services.values()) if (service.port === id && service.state !== 0) return service.name;
    const port = this.state.ports.get(id);
    if (port === undefined || (port.kind === PORT_KIND_ORDINARY && !this.#isNotifyPort(port))) return this.word('port', { id });
    switch (port.kind) {
      case PORT_KIND_ORDINARY:
        return this.word('port.notify', { task: this.task(port.receiverId) });
      case PORT_KIND_SET:
        return this.word('port.set', { id });
      case PORT_KIND_TASK:
        return this.word('port.task', { task: this.task(port.of) });
      case PORT_KIND_THREAD:
        return this.word('port.thread', { task: this.task(this.state.threads.get(port.of)?.task ?? 0), id: port.of });
      case PORT_KIND_DEVICE:
        return this.word('port.device', { device: this.word(`device.${port.of}`) });
      default:
        return this.word(`port.${PORT_KIND_NAMES[port.kind] ?? ''}`, { id });
    }
  }

  /** By its id of what it asks or tells: a routine of an interface, a notice of the kernel, or just the number. */
  message(msghId: number): string {
    const notice = NOTIFICATION_NAMES[msghId];
    if (notice !== undefined) return this.word('msg.notice', { name: notice });
    const known = routineById(msghId);
    if (known !== undefined) return known.reply ? this.word('msg.reply', { routine: known.routine.name }) : known.routine.name;
    return this.#message(msghId) ?? this.word('msg.id', { id: msghId });
  }

  service(id: number): string {
    return this.state.services.get(id)?.name ?? this.word('service.unknown', { id });
  }

  list(items: readonly string[]): string {
    if (items.length < 2) return items[0] ?? this.word('sandbox.nothing');
    return this.word('list.and', { head: items.slice(0, -1).join(', '), last: items.at(-1)! });
  }

  #isNotifyPort(port: PortState): boolean {
    if (port.receiverKind !== RECEIVER_TASK) return false;
    const slots = this.state.tasks.get(port.receiverId)?.special ?? [];
    return slots.some(({ which, port: name }) => which === SPECIAL_NOTIFY && name === port.receiverName);
  }
}
