/**
 * A stretch of a log as a sequence diagram of Mermaid: tasks and the kernel are participants in order of their appearance, a message is
 * an arrow where it is received (dotted when it went to a send-once right, as answers do; with a cross when it was destroyed; open when
 * it is still under way at the end), and what happens to tasks and to the gate are notes. Every line names its event.
 */
import * as E from '../../abi/events.ts';
import { codeName } from '../../abi/codes.ts';
import { PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE } from '../../abi/rights.ts';
import type { LogEvent } from '../event.ts';
import type { Replica } from '../replica.ts';
import { ENGLISH } from '../sentences.en.ts';
import { Labels, sentenceOf } from '../sentences.ts';
import type { Catalogue } from '../sentences.ts';
import type { State } from '../state.ts';
import { Walk } from './walk.ts';

/** Longer texts Mermaid refuses unless it is set up for more. */
export const MERMAID_TEXT_MAX = 50_000;

/** Events that become notes. */
const NOTED: ReadonlySet<number> = new Set([
  E.EV_TASK_DIED,
  E.EV_PROCESS_KILLED,
  E.EV_PROCESS_END_WAITS,
  E.EV_SERVICE_CRASHED,
  E.EV_PORT_DIED,
  E.EV_MODE,
  E.EV_BREAKPOINT_HIT,
  E.EV_PANIC,
  E.EV_CONSOLE,
]);

/** Events from `from` up to but not including `to`. */
export function mermaid(replica: Replica, from?: number, to?: number, catalogue: Catalogue = ENGLISH): string {
  const walk = new Walk(replica, from, to);
  const sequence = new Sequence(walk.state, catalogue);
  for (const event of walk.events()) sequence.event(event);
  sequence.end();
  return sequence.text(`events ${walk.first} to ${walk.end - 1}`);
}

class Sequence {
  readonly #state: State;
  readonly #labels: Labels;
  readonly #catalogue: Catalogue;
  readonly #lines: string[] = [];
  /** Names of the participants by task, in order of appearance. */
  readonly #who = new Map<number, string>();
  /** Rights in the body of a message, as words. */
  readonly #carried = new Map<number, string[]>();
  /** Messages that go to a send-once right, as answers do. */
  readonly #answers = new Set<number>();
  /** Messages that were made or queued in the stretch and are still under way, and where the arrow would lead. */
  readonly #underWay = new Map<number, { readonly sender: number; readonly seq: number; readonly label: string; port: number }>();

  constructor(state: State, catalogue: Catalogue) {
    this.#state = state;
    this.#catalogue = catalogue;
    this.#labels = new Labels(state, catalogue);
    for (const { id, rights } of state.messages.values()) for (const { slot, port, kind } of rights) this.#right(id, slot, port, kind);
  }

  /** The state is the one after the event. */
  event(e: LogEvent): void {
    // A port with nothing in it dies unnoticed, but for the notifications that it gives rise to.
    if (NOTED.has(e.type) && (e.type !== E.EV_PORT_DIED || e.field('messages') > 0)) return this.#note(e);
    switch (e.type) {
      case E.EV_MSG_CREATED:
        this.#underWay.set(e.field('msg'), {
          sender: e.field('senderTask'),
          seq: e.seq,
          label: this.#labels.message(e.field('msghId')),
          port: 0,
        });
        return;
      case E.EV_COPYIN:
        return this.#copyin(e);
      case E.EV_DELIVERED:
        return this.#arrow(e, e.field('task'));
      case E.EV_MSG_SERVED:
        return this.#arrow(e, 0, e.field('code') === 0 ? '' : codeName(e.field('code')));
      case E.EV_HANDED_BACK:
        return this.#arrow(e, e.field('task'), this.#labels.word('way.back'));
      case E.EV_MSG_DESTROYED:
        return this.#arrow(e, this.#receiver(e.field('port')), this.#labels.word(`why.destroy.${e.field('why')}`));
      default:
    }
  }

  /** Messages that are not received within the stretch. */
  end(): void {
    for (const [msg, { sender, seq, label, port }] of this.#underWay) {
      const queued = this.#state.messages.get(msg)?.queuedOn ?? 0;
      const on = queued === 0 ? port : queued;
      const where = queued === 0 ? this.#labels.word('way.open') : this.#labels.word('way.queue', { port: this.#labels.port(on) });
      this.#say(this.#name(sender), '-)', this.#name(this.#receiver(on)), `${label}${this.#rights(msg)}, ${where}`, seq);
    }
  }

  text(comment: string): string {
    const participants = [...this.#who].map(([task, name]) => `  participant ${name} as ${escape(this.#title(task))}\n`);
    return `sequenceDiagram\n  %% ${escape(comment)}\n${participants.join('')}${this.#lines.join('')}`;
  }

  #copyin(e: LogEvent): void {
    const going = this.#underWay.get(e.field('msg'));
    if (e.field('slot') === E.SLOT_DESTINATION && going !== undefined) going.port = e.field('port');
    this.#right(e.field('msg'), e.field('slot'), e.field('port'), e.field('kind'));
  }

  #right(msg: number, slot: number, port: number, kind: number): void {
    if (slot === E.SLOT_DESTINATION && kind === PORT_SEND_ONCE) this.#answers.add(msg);
    if (slot < E.SLOT_BODY) return;
    const word = kind === PORT_RECEIVE ? 'receive' : kind === PORT_SEND ? 'send' : 'once';
    const right = `${this.#labels.word(`right.${word}`)} ${this.#labels.port(port)}`;
    this.#carried.set(msg, [...(this.#carried.get(msg) ?? []), right]);
  }

  /** The end of a message. */
  #arrow(e: LogEvent, to: number, result = ''): void {
    const msg = e.field('msg');
    const text = `${this.#labels.message(e.field('msghId'))}${this.#rights(msg)}${result === '' ? '' : `, ${result}`}`;
    const dotted = this.#answers.delete(msg) || e.type === E.EV_HANDED_BACK;
    const arrow = e.type === E.EV_MSG_DESTROYED ? '-x' : '->>';
    this.#say(this.#name(e.field('senderTask')), dotted ? `-${arrow}` : arrow, this.#name(to), text, e.seq);
    this.#carried.delete(msg);
    this.#underWay.delete(msg);
  }

  #rights(msg: number): string {
    const rights = this.#carried.get(msg);
    return rights === undefined ? '' : ` + ${rights.join(' + ')}`;
  }

  #say(from: string, arrow: string, to: string, text: string, seq: number): void {
    this.#lines.push(`  ${from}${arrow}${to}: ${escape(`${text} #${seq}`)}\n`);
  }

  #note(e: LogEvent): void {
    const task = e.get('task') ?? this.#state.processes.get(e.get('process') ?? 0)?.task ?? 0;
    this.#lines.push(`  Note over ${this.#name(task)}: ${escape(`${sentenceOf(e, this.#state, this.#catalogue).text} #${e.seq}`)}\n`);
  }

  #name(task: number): string {
    let name = this.#who.get(task);
    if (name === undefined) this.#who.set(task, (name = task === 0 ? 'kernel' : `task${task}`));
    return name;
  }

  #title(task: number): string {
    const pid = this.#state.processes.get(this.#state.tasks.get(task)?.process ?? 0)?.pid ?? 0;
    return `${this.#labels.task(task)}${pid === 0 ? '' : ` (${pid})`}`;
  }

  /** Who would get a message to this port; the kernel when nobody else. */
  #receiver(port: number): number {
    const found = this.#state.ports.get(port);
    return found?.receiverKind === E.RECEIVER_TASK ? found.receiverId : 0;
  }
}

/** Characters that mean something to Mermaid go by their numbers, line ends as spaces. */
function escape(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[#;%<>{}]/g, (character) => `#${character.charCodeAt(0)};`);
}
