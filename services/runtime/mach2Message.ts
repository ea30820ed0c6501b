/** Messages of the older interface, and how they become Mach 3's. */
import { setU32 } from '../../kernel/abi/bytes.ts';
import { RCV_INTERRUPT, RCV_TIMEOUT, SEND_INTERRUPT, SEND_NOTIFY_CACHED, SEND_TIMEOUT } from '../../kernel/abi/message.ts';
import { COPY_SEND, MOVE_RECEIVE, MOVE_SEND_ONCE } from '../../kernel/abi/rights.ts';
import { MSG_OPTIONS } from './mach2Codes.ts';
import type { BodyItem, OutgoingMessage } from './message.ts';

/** A mailbox, by its name. */
export type Mailbox = number;
/** Stands for all mailboxes that were enabled, in `msg_receive`. */
export const PORT_ENABLED: Mailbox = 0;
export const PORT_NULL: Mailbox = 0;

/** A right in a message: to send to a mailbox, or the mailbox itself with everything in it. */
export interface Mach2Right {
  readonly port: Mailbox;
  readonly receive?: boolean;
}

export interface Mach2Message {
  /** Sent: where to. Received: where to answer, or `PORT_NULL`. */
  readonly msg_remote_port: Mailbox;
  /** Sent: where to answer. Received: the mailbox it came to. */
  readonly msg_local_port?: Mailbox;
  readonly msg_id: number;
  readonly data?: Uint8Array;
  readonly rights?: readonly Mach2Right[];
  /** Bytes out of line. */
  readonly memory?: readonly Uint8Array[];
}

export function wordOf(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  setU32(bytes, 0, value);
  return bytes;
}

export function sendOptions(option: number): number {
  return (
    ((option & MSG_OPTIONS.SEND_TIMEOUT) === 0 ? 0 : SEND_TIMEOUT) |
    ((option & MSG_OPTIONS.SEND_NOTIFY) === 0 ? 0 : SEND_NOTIFY_CACHED) |
    ((option & MSG_OPTIONS.SEND_INTERRUPT) === 0 ? 0 : SEND_INTERRUPT)
  );
}

export function rcvOptions(option: number): number {
  return ((option & MSG_OPTIONS.RCV_TIMEOUT) === 0 ? 0 : RCV_TIMEOUT) | ((option & MSG_OPTIONS.RCV_INTERRUPT) === 0 ? 0 : RCV_INTERRUPT);
}

export function outgoing({ msg_remote_port, msg_local_port, msg_id, data, rights, memory }: Mach2Message, once: boolean): OutgoingMessage {
  const ports = (rights ?? []).map(({ port, receive }): BodyItem => ({
    type: 'port',
    name: port,
    disposition: receive === true ? MOVE_RECEIVE : COPY_SEND,
  }));
  const pages = (memory ?? []).map((bytes): BodyItem => ({ type: 'bytes', bytes }));
  const body = [...ports, ...pages];
  const answerTo =
    msg_local_port === undefined || msg_local_port === PORT_NULL ? undefined : { name: msg_local_port, disposition: COPY_SEND };
  return {
    remote: { name: msg_remote_port, disposition: once ? MOVE_SEND_ONCE : COPY_SEND },
    local: answerTo,
    id: msg_id,
    body: body.length === 0 ? null : body,
    ...(data !== undefined && { data }),
  };
}
