/** What the file service was asked and what it answered, read from the messages in the log. */

import {
  EV_COPYIN,
  EV_MSG_CREATED,
  EVENT_TYPE_MASK,
  EVENT_WORDS,
  SLOT_BODY,
  SLOT_DESTINATION,
  SLOT_REPLY,
} from '../../kernel/abi/events.ts';
import { fileService, openFile, replacement } from '../../kernel/abi/interfaces/file.ts';
import { showMessage } from '../../kernel/abi/mig/display.ts';
import type { Routine } from '../../kernel/abi/mig.ts';
import { REPLY_ID_OFFSET } from '../../kernel/abi/mig.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import { LogEvent } from '../../kernel/trace/event.ts';

export interface FileOperation {
  /** The event of the request's making, and the request. */
  readonly seq: number;
  readonly msg: number;
  readonly routine: string;
  readonly client: number;
  /** Fields of the request by name, as text. */
  readonly fields: Readonly<Record<string, string>>;
  /** The port it was sent to: the service's, or an open file's. */
  on: number;
  /** The path it is about, as far as the log tells; '' when it does not. */
  path: string;
  replySeq: number;
  replyMsg: number;
  /** Undefined until there is an answer. */
  code: number | undefined;
  /** Fields of the answer. */
  answer: Readonly<Record<string, string>>;
  /** The port of the file that this opened; 0 for none. */
  opened: number;
}

const ROUTINES: readonly Routine[] = [fileService, openFile, replacement].flatMap((routines) => Object.values(routines));
const REQUESTS = new Map(ROUTINES.map((routine) => [routine.id, routine.name]));
const REPLIES = new Set(ROUTINES.map((routine) => routine.id + REPLY_ID_OFFSET));

/** Collects operations as events arrive. */
export class FileIndex {
  readonly operations: FileOperation[] = [];
  /** Requests and replies whose rights are still to come, by message. */
  readonly #requests = new Map<number, FileOperation>();
  readonly #replies = new Map<number, LogEvent>();
  /** Requests that wait for an answer, by the port it will come to. */
  readonly #waiting = new Map<number, FileOperation>();
  /** Paths of open files and replacements, by their ports. */
  readonly #paths = new Map<number, string>();
  readonly #answered = new Map<number, FileOperation>();
  #end = 0;

  get end(): number {
    return this.#end;
  }

  add(batch: Batch, to: number): void {
    const stop = Math.min(to, batch.firstSeq + batch.count);
    for (let seq = Math.max(batch.firstSeq, this.#end); seq < stop; seq++) {
      const type = batch.words[(seq - batch.firstSeq) * EVENT_WORDS]! & EVENT_TYPE_MASK;
      if (type === EV_MSG_CREATED) this.#created(new LogEvent(batch, seq));
      else if (type === EV_COPYIN) this.#copiedIn(new LogEvent(batch, seq));
    }
    this.#end = Math.max(this.#end, stop);
  }

  #created(event: LogEvent): void {
    const id = event.field('msghId');
    if (REPLIES.has(id)) {
      this.#replies.set(event.field('msg'), event);
      return;
    }
    const routine = REQUESTS.get(id);
    if (routine === undefined) return;
    const fields = fieldsOf(event);
    const operation: FileOperation = {
      seq: event.seq,
      msg: event.field('msg'),
      routine,
      client: event.field('senderTask'),
      fields,
      on: 0,
      path: fields['path'] ?? fields['from'] ?? '',
      replySeq: 0,
      replyMsg: 0,
      code: undefined,
      answer: {},
      opened: 0,
    };
    this.operations.push(operation);
    this.#requests.set(operation.msg, operation);
  }

  #copiedIn(event: LogEvent): void {
    const msg = event.field('msg');
    const [slot, port] = [event.field('slot'), event.field('port')];
    const request = this.#requests.get(msg);
    if (request !== undefined) {
      if (slot === SLOT_DESTINATION) {
        request.on = port;
        if (request.path === '') request.path = this.#paths.get(port) ?? '';
      } else if (slot === SLOT_REPLY) this.#waiting.set(port, request);
      return;
    }
    const reply = this.#replies.get(msg);
    if (reply !== undefined && slot === SLOT_DESTINATION) this.#reply(reply, port);
    else if (slot === SLOT_BODY) this.#carried(msg, port);
  }

  #reply(reply: LogEvent, port: number): void {
    const request = this.#waiting.get(port);
    if (request === undefined) return;
    this.#waiting.delete(port);
    this.#requests.delete(request.msg);
    const shown = showMessage(reply.field('msghId'), reply.bytes, () => '');
    request.replySeq = reply.seq;
    request.replyMsg = reply.field('msg');
    request.code = shown?.code;
    request.answer = fieldsOf(reply);
    this.#answered.set(request.replyMsg, request);
  }

  /** The first right in an answer's body is the port of what was opened. */
  #carried(msg: number, port: number): void {
    const request = this.#answered.get(msg);
    if (request === undefined) return;
    request.opened = port;
    this.#paths.set(port, request.path);
  }
}

function fieldsOf(event: LogEvent): Record<string, string> {
  const shown = showMessage(event.field('msghId'), event.bytes, () => '');
  return Object.fromEntries((shown?.fields ?? []).map(({ name, text }) => [name, plain(text)]));
}

/** Text fields come as JSON strings. */
function plain(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}
