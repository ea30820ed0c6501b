/**
 * The older interface, Mach 2's, in which textbooks show Mach: mailboxes made by `port_allocate`, three message calls, a queue of
 * fixed length, and a Notify mailbox that every task is born with. It is a library on Mach 3's calls, as later kernels kept it.
 *
 * What it smooths over: there are no references and no dead names. Whoever has a mailbox may send to it; `port_deallocate` gives up
 * everything at once; when a mailbox ends, its name vanishes from every task, and the Notify mailbox gets `NOTIFY_PORT_DELETED`. A
 * message that could not be sent is gone with what it carried.
 */
import {
  KERN_INVALID_ARGUMENT,
  KERN_INVALID_RIGHT,
  KERN_NOT_RECEIVER,
  KERN_SUCCESS,
  MACH_RCV_TIMED_OUT,
  MACH_SEND_WILL_NOTIFY,
} from '../../kernel/abi/codes.ts';
import type { Code } from '../../kernel/abi/codes.ts';
import { getU32 } from '../../kernel/abi/bytes.ts';
import { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
import { task } from '../../kernel/abi/interfaces/task.ts';
import { RCV_MSG, SEND_MSG } from '../../kernel/abi/message.ts';
import * as notify from '../../kernel/abi/notify.ts';
import { MACH_PORT_DEAD, MACH_PORT_NULL, PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE } from '../../kernel/abi/rights.ts';
import { destroyMessage } from './destroy.ts';
import { PORT_ENABLED, PORT_NULL, outgoing, rcvOptions, sendOptions, wordOf } from './mach2Message.ts';
import type { Mach2Message, Mach2Right, Mailbox } from './mach2Message.ts';
import { MSG_CODES, MSG_OPTIONS, NOTIFY_PORT_DELETED, NOTIFY_RECEIVE_RIGHTS, msgCode } from './mach2Codes.ts';
import type { MsgCode } from './mach2Codes.ts';

import type { ReceivedMessage } from './receivedMessage.ts';
import { allocatePort, allocateSet } from './own.ts';
import { makeSend, makeSendOnce } from './ports.ts';
import type { PortName, PortSetName, ReceiveRight } from './ports.ts';
import type { Self } from './self.ts';

export interface Mach2Options {
  /** How many messages a new mailbox holds: 5 as in the kernels, 8 as in textbooks. */
  readonly backlog?: number;
}

export interface PortStatus {
  /** Messages waiting; −1 for whoever is not the receiver. */
  readonly num_msgs: number;
  readonly backlog: number;
  readonly receiver: boolean;
  readonly owner: boolean;
}

const BACKLOG_KERNEL = 5;
const BACKLOG_MAX = 16;

export class Mach2 {
  readonly #self: Self;
  readonly #backlog: number;
  /** Names whose end is to be told. */
  readonly #watched = new Set<Mailbox>();
  /** Names that can be sent to once, as answers of Mach 3 programs are. */
  readonly #once = new Set<Mailbox>();
  #notify: Promise<ReceiveRight> | undefined;
  #enabled: Promise<PortSetName> | undefined;

  constructor(self: Self, { backlog = BACKLOG_KERNEL }: Mach2Options = {}) {
    this.#self = self;
    this.#backlog = backlog;
  }

  /** The Kernel mailbox: what is sent there asks the kernel for something. */
  async task_self(): Promise<Mailbox> {
    return this.#self.taskPort();
  }

  /** The Notify mailbox: the kernel tells there what happens. */
  task_notify(): Promise<ReceiveRight> {
    return (this.#notify ??= this.#findNotify());
  }

  /** A mailbox for answers, the thread's own. */
  async thread_reply(): Promise<Mailbox> {
    return this.port_allocate();
  }

  /** Makes a mailbox; its maker owns it and receives from it, and can send to it. *Throws* a `MachError` when there is no room. */
  async port_allocate(): Promise<Mailbox> {
    const port = await allocatePort(this.#self);
    const own = await this.#self.taskPort();
    await this.#self.ask(own, machPort.mach_port_insert_right, { name: port, poly: makeSend(port) });
    if (this.#backlog !== BACKLOG_KERNEL) await this.#self.ask(own, machPort.mach_port_set_qlimit, { name: port, qlimit: this.#backlog });
    return port;
  }

  /** Gives a mailbox up: whoever receives from it ends it, for everybody. */
  async port_deallocate(port: Mailbox): Promise<Code> {
    this.#watched.delete(port);
    return (await this.#self.call(await this.#self.taskPort(), machPort.mach_port_destroy, { name: port as PortName })).code;
  }

  /** Says how many messages a mailbox holds before its senders have to wait: 1 to 16. */
  async port_set_backlog(port: Mailbox, backlog: number): Promise<Code> {
    if (!Number.isInteger(backlog) || backlog < 1 || backlog > BACKLOG_MAX) return KERN_INVALID_ARGUMENT;
    const { code } = await this.#self.call(await this.#self.taskPort(), machPort.mach_port_set_qlimit, {
      name: port as PortName,
      qlimit: backlog,
    });
    return code === KERN_INVALID_RIGHT ? KERN_NOT_RECEIVER : code;
  }

  async port_status(port: Mailbox): Promise<{ readonly code: Code; readonly status?: PortStatus }> {
    const { code, outs } = await this.#self.call(await this.#self.taskPort(), machPort.mach_port_get_receive_status, {
      name: port as PortName,
    });
    if (code === KERN_INVALID_RIGHT) return { code: KERN_SUCCESS, status: { num_msgs: -1, backlog: 0, receiver: false, owner: false } };
    if (outs === undefined) return { code };
    return { code, status: { num_msgs: outs.msgcount, backlog: outs.qlimit, receiver: true, owner: true } };
  }

  /** Another mailbox that gets this one, with its queue, when it would end. */
  async port_set_backup(port: Mailbox, backup: Mailbox): Promise<Code> {
    const args = { name: port as PortName, variant: notify.REQUEST_PORT_DESTROYED, sync: 0, notify: makeSendOnce(backup as ReceiveRight) };
    return (await this.#self.call(await this.#self.taskPort(), machPort.mach_port_request_notification, args)).code;
  }

  /** The mailbox is one of those that `msg_receive(PORT_ENABLED)` takes messages from. */
  async port_enable(port: Mailbox): Promise<Code> {
    const set = await (this.#enabled ??= allocateSet(this.#self));
    return this.port_set_add(set, port);
  }

  async port_disable(port: Mailbox): Promise<Code> {
    return this.port_set_remove(port);
  }

  /** Makes a set of mailboxes to receive from together. */
  async port_set_allocate(): Promise<Mailbox> {
    return allocateSet(this.#self);
  }

  async port_set_deallocate(set: Mailbox): Promise<Code> {
    return (await this.#self.call(await this.#self.taskPort(), machPort.mach_port_destroy, { name: set as PortName })).code;
  }

  async port_set_add(set: Mailbox, port: Mailbox): Promise<Code> {
    const args = { member: port as PortName, after: set as PortName };
    return (await this.#self.call(await this.#self.taskPort(), machPort.mach_port_move_member, args)).code;
  }

  async port_set_remove(port: Mailbox): Promise<Code> {
    return this.port_set_add(MACH_PORT_NULL, port);
  }

  async port_set_status(set: Mailbox): Promise<{ readonly code: Code; readonly members?: readonly Mailbox[] }> {
    const { code, outs } = await this.#self.call(await this.#self.taskPort(), machPort.mach_port_get_set_status, { name: set as PortName });
    return outs === undefined ? { code } : { code, members: outs.members };
  }

  /**
   * Sends a message. When the mailbox is full: waits, for ever or with SEND_TIMEOUT for so many milliseconds (0: not at all); or with
   * SEND_NOTIFY leaves the message with the kernel (`SEND_WILL_NOTIFY`), which says when it was taken; one such message at a time.
   */
  async msg_send(message: Mach2Message, option = 0, timeoutMs = 0): Promise<MsgCode> {
    const { code, message: handedBack } = await this.#self.mach_msg({
      options: SEND_MSG | sendOptions(option),
      send: outgoing(message, this.#once.delete(message.msg_remote_port)),
      timeoutMs,
      notify: (option & MSG_OPTIONS.SEND_NOTIFY) === 0 ? 0 : await this.task_notify(),
    });
    const gone = code === KERN_SUCCESS || code === MACH_SEND_WILL_NOTIFY;
    if (!gone && handedBack !== undefined) await this.#destroy(handedBack);
    if (gone) for (const { port, receive } of message.rights ?? []) if (receive === true) await this.#watch(port);
    return msgCode(code);
  }

  /** Receives a message from a mailbox, a set, or all that are enabled. */
  async msg_receive(from: Mailbox, option = 0, timeoutMs = 0): Promise<{ readonly code: MsgCode; readonly message?: Mach2Message }> {
    const rcvName = from === PORT_ENABLED ? await (this.#enabled ??= allocateSet(this.#self)) : from;
    for (;;) {
      const { code, message } = await this.#self.mach_msg({ options: RCV_MSG | rcvOptions(option), rcvName, timeoutMs });
      if (code !== KERN_SUCCESS || message === undefined) return { code: msgCode(code === KERN_SUCCESS ? MACH_RCV_TIMED_OUT : code) };
      const shown = await this.#show(message);
      if (shown !== undefined) return { code: MSG_CODES.RCV_SUCCESS, message: shown };
    }
  }

  /** Sends a message and receives the answer on its local port. */
  async msg_rpc(
    message: Mach2Message,
    option = 0,
    sendTimeoutMs = 0,
    rcvTimeoutMs = 0,
  ): Promise<{ readonly code: MsgCode; readonly message?: Mach2Message }> {
    const code = await this.msg_send(message, option, sendTimeoutMs);
    if (code !== MSG_CODES.SEND_SUCCESS) return { code };
    return this.msg_receive(message.msg_local_port ?? PORT_NULL, option, rcvTimeoutMs);
  }

  async #findNotify(): Promise<ReceiveRight> {
    const { name } = await this.#self.ask(await this.#self.taskPort(), task.task_get_notify_port, {});
    return name as ReceiveRight;
  }

  /** A received message in the older form, or undefined when it is nothing that a program of that time would have got. */
  async #show(message: ReceivedMessage): Promise<Mach2Message | undefined> {
    const { remote, remoteKind, local, msghId, descriptors, data, trailer } = message;
    const fromKernel =
      remoteKind === 0 && msghId >= notify.NOTIFY_PORT_DELETED && msghId <= notify.NOTIFY_DEAD_NAME && trailer.sizeBytes > 0;
    if (fromKernel && local === (await this.task_notify())) return this.#showNotification(message);
    if (remoteKind === PORT_SEND) await this.#watch(remote);
    if (remoteKind === PORT_SEND_ONCE) this.#once.add(remote);
    const rights: Mach2Right[] = [];
    const memory: Uint8Array[] = [];
    for (const item of descriptors ?? []) {
      for (const port of item.rights) {
        rights.push(item.kind === PORT_RECEIVE ? { port, receive: true } : { port });
        await (item.kind === PORT_RECEIVE ? this.#own(port) : this.#watch(port));
      }
      if (item.rights.length === 0) memory.push(item.memory);
    }
    return {
      msg_remote_port: remote === MACH_PORT_DEAD ? PORT_NULL : remote,
      msg_local_port: local,
      msg_id: msghId,
      data,
      ...(rights.length > 0 && { rights }),
      ...(memory.length > 0 && { memory }),
    };
  }

  async #showNotification({ msghId, local, descriptors, data }: ReceivedMessage): Promise<Mach2Message | undefined> {
    const plain = { msg_remote_port: PORT_NULL, msg_local_port: local, msg_id: msghId };
    switch (msghId) {
      case notify.NOTIFY_DEAD_NAME: {
        const name = getU32(data, 0);
        this.#watched.delete(name);
        await this.#self.call(await this.#self.taskPort(), machPort.mach_port_destroy, { name: name as PortName });
        return { ...plain, msg_id: NOTIFY_PORT_DELETED, data: wordOf(name) };
      }
      case notify.NOTIFY_MSG_ACCEPTED:
        return { ...plain, data };
      case notify.NOTIFY_PORT_DESTROYED: {
        const port = descriptors?.[0]?.rights[0] ?? MACH_PORT_NULL;
        await this.#own(port);
        return { ...plain, msg_id: NOTIFY_RECEIVE_RIGHTS, rights: [{ port, receive: true }] };
      }
      default:
        // A name that the program gave up itself, a send-once right that went: Mach 2 knew neither.
        return undefined;
    }
  }

  /** Whoever receives from a mailbox can send to it. */
  async #own(port: Mailbox): Promise<void> {
    await this.#self.call(await this.#self.taskPort(), machPort.mach_port_insert_right, {
      name: port as PortName,
      poly: makeSend(port as ReceiveRight),
    });
  }

  /** The end of a mailbox that somebody else receives from is told to the Notify mailbox. */
  async #watch(port: Mailbox): Promise<void> {
    if (port === MACH_PORT_NULL || port === MACH_PORT_DEAD || this.#watched.has(port)) return;
    const args = { name: port as PortName, variant: notify.REQUEST_DEAD_NAME, sync: 1, notify: makeSendOnce(await this.task_notify()) };
    const { code } = await this.#self.call(await this.#self.taskPort(), machPort.mach_port_request_notification, args);
    if (code === KERN_SUCCESS) this.#watched.add(port);
  }

  async #destroy(message: ReceivedMessage): Promise<void> {
    const taskPort = await this.#self.taskPort();
    await this.#self.threads.run((thread) => destroyMessage(thread, taskPort, message, true));
  }
}
