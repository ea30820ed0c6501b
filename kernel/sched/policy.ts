/** Who decides: a task that the kernel asks by messages, or nobody, and then the kernel's own rule holds. */
import {
  DECIDED_ANSWERED,
  DECIDED_FALLBACK,
  EV_MSG_SERVED,
  EV_SCHED_ASKED,
  EV_SCHED_DECIDED,
  EV_SCHED_POLICY,
  PORT_KIND_DECISION,
  SLOT_DESTINATION,
  SLOT_REPLY,
} from '../abi/events.ts';
import { HAPPENED_TIMER, SCHED_LIST_MAX, SCHED_WORDS, schedPolicy } from '../abi/interfaces/sched.ts';
import { decodeReply, encodeRequest, type HeldWorld, type Opener } from '../abi/mig.ts';
import { NOTIFY_SEND_ONCE } from '../abi/notify.ts';
import { PORT_SEND, PORT_SEND_ONCE } from '../abi/rights.ts';
import type { Ipc } from '../ipc/context.ts';
import { portDie } from '../ipc/death.ts';
import { bodyDrop, destinationDrop, replyDrop } from '../ipc/destroy.ts';
import { type Descriptor, kernelMessage, kernelPuts, type Message, messageEnd } from '../ipc/message.ts';
import { kernelHolds, type Port, portCreate, sendReleased } from '../ipc/port.ts';
import { enqueue } from '../ipc/queue.ts';

type Nothing = HeldWorld<null, null>;
const nothing: Opener<Nothing, Descriptor> = { right: () => null, rights: () => [], memory: () => null, words: () => [] };
const encoder = new TextEncoder();

export class Policy {
  readonly #ipc: Ipc;
  /** Where it is asked; null: the kernel decides by itself. The kernel holds a send right. */
  port: Port | null = null;
  /** The task that receives there. */
  task = 0;
  wants = 0;
  label = '';
  /** The question that it has yet to answer: a message; 0: none. And since when, in virtual microseconds. */
  asked = 0;
  askedUs = 0;
  /** The tick at which it wants to be asked again; -1: none. */
  timerAt = -1;
  /** What it has not been told yet: four words each. */
  #happened: number[] = [];
  /** Where the answers come: one for each policy, so that the answer of one that was dropped reaches nobody. */
  #answers: Port | null = null;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** Purpose: a policy decides from now on; null: none. Rights: takes over a send right that the kernel holds, and gives up the old one. */
  set(port: Port | null, task: number, wants: number, label: string, why: number): void {
    const ipc = this.#ipc;
    const { port: old, asked } = this;
    if (asked !== 0) this.#decided(DECIDED_FALLBACK, 0);
    ipc.sink.emitBytes(
      EV_SCHED_POLICY,
      encoder.encode(`${this.label}\0${label}`),
      this.task,
      task,
      old === null ? 0 : old.id,
      port === null ? 0 : port.id,
      this.wants,
      wants,
      why,
    );
    const answers = this.#answers;
    this.port = port;
    this.task = task;
    this.wants = wants;
    this.label = label;
    this.timerAt = -1;
    this.#happened = [];
    this.#answers = port === null ? null : portCreate(ipc, PORT_KIND_DECISION, 0);
    if (answers !== null) portDie(ipc, answers);
    if (old === null) return;
    kernelHolds(ipc, old, -1, 0);
    sendReleased(ipc, old);
  }

  /** Purpose: something happened that the policy may want to hear of. */
  happened(kind: number, thread: number, a: number, b: number): void {
    if ((this.wants & (1 << kind)) !== 0 || (kind === HAPPENED_TIMER && this.port !== null)) this.#happened.push(kind, thread, a, b);
  }

  /** There is something to ask about. */
  get curious(): boolean {
    return this.#happened.length > 0;
  }

  /** Purpose: ask the policy. Needs: there is one, and something to ask about. `running`: what is told besides. */
  ask(tick: number, nowUs: number, running: readonly number[]): void {
    const ipc = this.#ipc;
    const room = SCHED_LIST_MAX - running.length;
    const told = this.#happened.length <= room ? this.#happened : this.#happened.slice(0, room);
    this.#happened = told === this.#happened ? [] : this.#happened.slice(room);
    const happened = [...told, ...running];
    const { msghId, data } = encodeRequest<typeof schedPolicy.policy_decide, Nothing>(schedPolicy.policy_decide, { tick, happened });
    const message = kernelMessage(ipc, msghId, data);
    kernelPuts(ipc, message, SLOT_DESTINATION, this.port as Port, PORT_SEND, 1, 0, 0);
    kernelPuts(ipc, message, SLOT_REPLY, this.#answers as Port, PORT_SEND_ONCE, 0, 1, 0);
    this.asked = message.id;
    this.askedUs = nowUs;
    ipc.sink.emit(EV_SCHED_ASKED, message.id, happened.length / SCHED_WORDS);
    enqueue(ipc, this.port as Port, message, true);
  }

  /**
   * Purpose: take what came to the port for answers. Rights: the message is consumed.
   * Returns: the decisions; null when it was no answer, or nobody had asked.
   */
  answer(message: Message): readonly number[] | null {
    const ipc = this.#ipc;
    const port = message.destination as Port;
    const waits = this.asked !== 0 && port === this.#answers;
    const reply =
      message.descriptors !== null || message.msghId === NOTIFY_SEND_ONCE
        ? undefined
        : decodeReply<typeof schedPolicy.policy_decide, Nothing, Descriptor>(schedPolicy.policy_decide, message, nothing);
    destinationDrop(ipc, message, true);
    replyDrop(ipc, message);
    bodyDrop(ipc, message);
    messageEnd(ipc, message, EV_MSG_SERVED, port.id, 0);
    if (!waits) return null;
    const decisions = reply?.outs?.decisions ?? null;
    if (decisions !== null) this.#decided(DECIDED_ANSWERED, decisions.length / SCHED_WORDS);
    return decisions;
  }

  /** It was asked by this port, and has not answered yet. */
  expects(message: Message): boolean {
    return this.asked !== 0 && message.destination === this.#answers;
  }

  #decided(how: number, count: number): void {
    this.#ipc.sink.emit(EV_SCHED_DECIDED, this.asked, how, Math.floor(count));
    this.asked = 0;
  }
}
