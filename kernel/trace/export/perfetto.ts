/**
 * A log in the Trace Event Format, which Perfetto and Chrome's tracing page open: a process of it is a task, a thread a thread, and one
 * more process is the kernel. Slices are traps, and within them what the thread waits for; an arrow leads from where a message is made
 * to where it ends; instants are notifications, ends of processes and what happens to the gate.
 *
 * The kernel does one thing at a time, and all events of an admission have the same time. The format orders by time alone, so each is
 * placed a nanosecond after the one before it at least.
 */
import * as E from '../../abi/events.ts';
import { codeName } from '../../abi/codes.ts';
import { TRAP_MACH_MSG, TRAP_NAMES } from '../../abi/frame.ts';
import { routineById } from '../../abi/interfaces/index.ts';
import { RCV_MSG, SEND_MSG } from '../../abi/message.ts';
import { NOTIFICATION_NAMES } from '../../abi/notify.ts';
import type { LogEvent } from '../event.ts';
import type { Replica } from '../replica.ts';
import { ENGLISH } from '../sentences.en.ts';
import { Labels, sentenceOf } from '../sentences.ts';
import type { Catalogue } from '../sentences.ts';
import type { State } from '../state.ts';
import { Timeline } from './timeline.ts';
import { Walk } from './walk.ts';

/** The kernel's process and thread in the trace: a number that no task reaches. */
export const KERNEL = 1_000_000;

const SLICE_GATE = 1;
const SLICE_TRAP = 2;
const SLICE_WAIT = 3;
/** Characters of text in a piece handed out. */
const PIECE = 0x10000;

/** The whole log as one JSON document, in pieces. `title`: what was run, for people. */
export function* perfettoTrace(replica: Replica, title = '', catalogue: Catalogue = ENGLISH): Generator<string, void, undefined> {
  const walk = new Walk(replica);
  const writer = new TraceWriter(walk.state, catalogue, replica.log.event(walk.first)?.hostUs ?? 0);
  const about = { title, firstEvent: walk.first, events: walk.end - walk.first };
  yield `{"displayTimeUnit":"ns","otherData":${JSON.stringify(about)},"traceEvents":[\n`;
  writer.begin();
  for (const event of walk.events()) {
    writer.event(event);
    if (writer.line.length >= PIECE) yield writer.line.take();
  }
  writer.end();
  yield writer.line.take();
  yield '\n]}\n';
}

class TraceWriter {
  readonly line: Timeline;
  readonly #state: State;
  readonly #labels: Labels;
  readonly #catalogue: Catalogue;
  /** Slices open on each thread, the outermost first. */
  readonly #open = new Map<number, number[]>();
  /** Whether a call is open on the kernel's track. */
  #calls = 0;
  /** Messages from which an arrow has begun. */
  readonly #flows = new Set<number>();

  constructor(state: State, catalogue: Catalogue, startUs: number) {
    this.line = new Timeline(startUs);
    this.#state = state;
    this.#catalogue = catalogue;
    this.#labels = new Labels(state, catalogue);
  }

  /** What is there before the first event. */
  begin(): void {
    const { line } = this;
    line.meta('process_name', KERNEL, KERNEL, { name: this.#labels.task(0) });
    line.meta('process_sort_index', KERNEL, KERNEL, { sort_index: -1 });
    line.meta('thread_name', KERNEL, KERNEL, { name: this.#labels.task(0) });
    for (const { id, ended, process } of this.#state.tasks.sorted((task) => task.id)) {
      // The end of a task's process comes before its own, or after.
      if (ended === null || this.#state.processes.get(process)?.ended === null) this.#task(id);
    }
    for (const { id, task, trap, wait } of this.#state.threads.sorted((thread) => thread.id)) {
      this.#thread(id, task);
      if (trap === null) continue;
      if (trap.gate !== 0) this.#push(SLICE_GATE, id, task, this.#gate(trap.gate), trap.at);
      else this.#push(SLICE_TRAP, id, task, trapName(trap.trap, trap.options), trap.at);
      if (wait !== null) this.#push(SLICE_WAIT, id, task, this.#waits(wait.wait, wait.object), wait.since);
    }
  }

  /** The state is the one after the event. */
  event(e: LogEvent): void {
    const { line } = this;
    line.at(e.hostUs);
    if (e.opens) this.#closeCalls();
    switch (e.type) {
      case E.EV_TASK_CREATED:
      case E.EV_TASK_NAMED:
        return this.#task(e.field('task'));
      case E.EV_PROCESS_STARTED:
        return this.#task(this.#state.processes.get(e.field('process'))?.task ?? 0);
      case E.EV_THREAD_CREATED:
        return this.#thread(e.field('thread'), e.field('task'));
      case E.EV_ARRIVED:
        return this.#push(SLICE_GATE, e.field('thread'), e.field('task'), this.#gate(e.field('why')), e.seq);
      case E.EV_TRAP:
        this.#pop(SLICE_GATE, e.field('thread'), e.field('task'), e.seq);
        return this.#push(SLICE_TRAP, e.field('thread'), e.field('task'), trapName(e.field('trap'), e.field('options')), e.seq);
      case E.EV_WAITS:
        return this.#push(SLICE_WAIT, e.field('thread'), e.field('task'), this.#waits(e.field('wait'), e.field('object')), e.seq);
      case E.EV_WAKES:
        return this.#pop(SLICE_WAIT, e.field('thread'), e.field('task'), e.seq, E.WAKE_REASONS[e.field('why')]);
      case E.EV_RETURN:
        return this.#pop(SLICE_TRAP, e.field('thread'), e.field('task'), e.seq, codeName(e.field('code')));
      case E.EV_THREAD_DIED:
        return this.#closeThread(e.field('thread'), e.field('task'), e.seq);
      case E.EV_CALL:
        this.#calls++;
        line.begin(KERNEL, KERNEL, routineById(e.field('msghId'))?.routine.name ?? `${e.field('msghId')}`, e.seq);
        return this.#arrow(e.field('msg'), e.field('msghId'), KERNEL, KERNEL);
      case E.EV_CALL_DONE:
        if (this.#calls === 0) return;
        this.#calls--;
        return line.end(KERNEL, KERNEL, e.seq, codeName(e.field('code')));
      case E.EV_MSG_CREATED:
        return this.#created(e);
      case E.EV_DELIVERED:
      case E.EV_HANDED_BACK:
        return this.#ended(e, e.field('thread'), e.field('task'));
      case E.EV_MSG_SERVED:
      case E.EV_MSG_DESTROYED:
        return this.#ended(e, 0, 0);
      case E.EV_NOTIFIED:
        return this.#instant(e, this.#receiver(e.field('notifyPort')), NOTIFICATION_NAMES[e.field('msghId')] ?? e.name);
      case E.EV_PROCESS_ENDED:
      case E.EV_PROCESS_KILLED:
        return this.#instant(e, this.#state.processes.get(e.field('process'))?.task ?? 0, e.name);
      case E.EV_TASK_DIED:
        return this.#instant(e, e.field('task'), e.name);
      case E.EV_PORT_DIED:
      case E.EV_SERVICE_CRASHED:
      case E.EV_MODE:
      case E.EV_BREAKPOINT_HIT:
      case E.EV_PANIC:
        return this.#instant(e, 0, e.name);
    }
  }

  /** What is still open when the log ends is closed there, and says so. */
  end(): void {
    this.#closeCalls();
    for (const [thread, slices] of this.#open) {
      const task = this.#state.threads.get(thread)?.task ?? 0;
      for (const _ of slices) this.line.end(task, thread, -1, this.#labels.word('slice.open'));
    }
  }

  #task(id: number): void {
    const task = this.#state.tasks.get(id);
    if (task === undefined) return;
    const pid = this.#state.processes.get(task.process)?.pid ?? 0;
    this.line.meta('process_name', id, id, { name: pid === 0 ? task.name : `${task.name} (pid ${pid})` });
    this.line.meta('process_sort_index', id, id, { sort_index: id });
  }

  #thread(id: number, task: number): void {
    this.line.meta('thread_name', task, id, {
      name: `${this.#state.tasks.get(task)?.name ?? ''} ${this.#labels.word('thread', { id })}`.trim(),
    });
  }

  #push(slice: number, thread: number, task: number, name: string, seq: number): void {
    const open = this.#open.get(thread);
    if (open === undefined) this.#open.set(thread, [slice]);
    else open.push(slice);
    this.line.begin(task, thread, name, seq);
  }

  /** Closes the thread's slice of this kind, and what is open within it. */
  #pop(slice: number, thread: number, task: number, seq: number, result?: string): void {
    const open = this.#open.get(thread);
    const at = open?.lastIndexOf(slice) ?? -1;
    if (open === undefined || at < 0) return;
    for (let depth = open.length; depth > at; depth--) this.line.end(task, thread, seq, depth === at + 1 ? result : undefined);
    open.length = at;
  }

  #closeThread(thread: number, task: number, seq: number): void {
    for (const _ of this.#open.get(thread) ?? []) this.line.end(task, thread, seq);
    this.#open.delete(thread);
  }

  #closeCalls(): void {
    for (; this.#calls > 0; this.#calls--) this.line.end(KERNEL, KERNEL, -1);
  }

  #created(e: LogEvent): void {
    const [msg, thread, task] = [e.field('msg'), e.field('senderThread'), e.field('senderTask')];
    this.#flows.add(msg);
    const name = this.#labels.message(e.field('msghId'));
    if ((this.#open.get(thread)?.length ?? 0) > 0) return this.line.flow('s', task, thread, name, msg);
    this.#inKernel(name, e.seq, () => this.line.flow('s', KERNEL, KERNEL, name, msg));
  }

  #ended(e: LogEvent, thread: number, task: number): void {
    const [msg, id] = [e.field('msg'), e.field('msghId')];
    if ((this.#open.get(thread)?.length ?? 0) > 0) return this.#arrow(msg, id, task, thread);
    if (!this.#flows.has(msg)) return;
    const name = e.type === E.EV_MSG_DESTROYED ? this.#labels.word(`why.destroy.${e.field('why')}`) : this.#labels.message(id);
    this.#inKernel(name, e.seq, () => this.#arrow(msg, id, KERNEL, KERNEL));
  }

  /** An arrow ends; none does that has not begun. */
  #arrow(msg: number, msghId: number, task: number, thread: number): void {
    if (this.#flows.delete(msg)) this.line.flow('f', task, thread, this.#labels.message(msghId), msg);
  }

  /** Arrows begin and end at slices: at the call that the kernel performs, or at a short one made for it. */
  #inKernel(name: string, seq: number, act: () => void): void {
    if (this.#calls > 0) return act();
    this.line.begin(KERNEL, KERNEL, name, seq);
    act();
    this.line.end(KERNEL, KERNEL, seq);
  }

  /** On a task's track, or, for task 0, across all of them. */
  #instant(e: LogEvent, task: number, name: string): void {
    this.line.instant(task === 0 ? KERNEL : task, name, e.seq, sentenceOf(e, this.#state, this.#catalogue).text, task === 0 ? 'g' : 'p');
  }

  #receiver(port: number): number {
    const found = this.#state.ports.get(port);
    return found?.receiverKind === E.RECEIVER_TASK ? found.receiverId : 0;
  }

  #gate(why: number): string {
    return this.#labels.word(why === E.ARRIVED_CPU ? 'slice.cpu' : 'slice.gate');
  }

  #waits(wait: number, object: number): string {
    return this.#labels.word(wait === E.WAIT_SEND ? 'slice.send' : 'slice.receive', { port: this.#labels.port(object) });
  }
}

function trapName(trap: number, options: number): string {
  if (trap !== TRAP_MACH_MSG) return TRAP_NAMES[trap] ?? `trap ${trap}`;
  const words = [(options & SEND_MSG) === 0 ? '' : 'send', (options & RCV_MSG) === 0 ? '' : 'receive'];
  return ['mach_msg', ...words].filter((word) => word !== '').join(' ');
}
