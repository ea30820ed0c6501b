/**
 * The one filter language, asked of objects: which tasks, ports, rights and messages a text means. Events are judged by
 * `kernel/trace/filter.ts`; terms that only events can fulfil leave objects alone.
 */

import { PORT_KIND_SET, RECEIVER_TASK } from '../../kernel/abi/events.ts';
import { nameText, TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_RECEIVE, TYPE_SEND, TYPE_SEND_ONCE } from '../../kernel/abi/rights.ts';
import { isFilter, parseFilter } from '../../kernel/trace/filter.ts';
import type { Filter } from '../../kernel/trace/filter.ts';
import { numberTest, parseTerms } from '../../kernel/trace/filter/parse.ts';
import type { Term, Word } from '../../kernel/trace/filter/parse.ts';
import type { Catalogue, Labels } from '../../kernel/trace/sentences.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { Target } from '../view.ts';

/** What a text asks for; null when it asks for nothing or cannot be understood. */
export interface CompiledFilter {
  readonly events: Filter | null;
  readonly terms: readonly Term[];
  /** What is wrong with the text, in a sentence; null for nothing. */
  readonly problem: string | null;
}

const NOTHING: CompiledFilter = { events: null, terms: [], problem: null };

export function compileFilter(text: string, catalogue: Catalogue): CompiledFilter {
  if (text.trim() === '') return NOTHING;
  const events = parseFilter(text, catalogue);
  if (!isFilter(events)) return { ...NOTHING, problem: events.message };
  const terms = parseTerms(text);
  return { events, terms: 'message' in terms ? [] : terms, problem: null };
}

/** What an object is connected with: the things that terms ask about. */
interface Facts {
  readonly labels: readonly string[];
  readonly tasks: readonly number[];
  readonly ports: readonly number[];
  readonly messages: readonly number[];
  readonly names: readonly number[];
  readonly types: readonly number[];
}

const NO_FACTS: Facts = { labels: [], tasks: [], ports: [], messages: [], names: [], types: [] };

/** Whether an object of the state fits every term. */
export function fitsTerms(terms: readonly Term[], target: Target, state: Frozen, labels: Labels): boolean {
  const facts = factsOf(target, state, labels);
  return terms.every(({ key, values, not }) => {
    const test = TERMS[key];
    return test === undefined || values.some((value) => test(value, facts, state, labels)) !== not;
  });
}

function factsOf(target: Target, state: Frozen, labels: Labels): Facts {
  switch (target.kind) {
    case 'task': {
      const entries = [...(state.tasks.get(target.id)?.entries.values() ?? [])];
      const words = [labels.task(target.id), String(state.processes.get(state.tasks.get(target.id)?.process ?? 0)?.pid ?? '')];
      return {
        labels: words,
        tasks: [target.id],
        ports: entries.map(({ object }) => object),
        messages: [],
        names: entries.map(({ name }) => name >>> 0),
        types: entries.map(({ type }) => type),
      };
    }
    case 'port': {
      const port = state.ports.get(target.id);
      const receiver = port?.receiverKind === RECEIVER_TASK ? [port.receiverId] : [];
      return {
        ...NO_FACTS,
        labels: [labels.port(target.id), `p${target.id}`],
        tasks: receiver,
        ports: [target.id],
        messages: port?.queue.toArray() ?? [],
      };
    }
    case 'right': {
      const entry = state.tasks.get(target.task)?.entries.get(target.name);
      const object = entry?.object ?? 0;
      return {
        ...NO_FACTS,
        labels: [nameText(target.name), labels.port(object)],
        tasks: [target.task],
        ports: [object],
        names: [target.name],
        types: [entry?.type ?? 0],
      };
    }
    case 'message': {
      const msg = state.messages.get(target.id);
      if (msg === undefined) return NO_FACTS;
      return {
        ...NO_FACTS,
        labels: [labels.message(msg.msghId), `m${msg.id}`],
        tasks: [msg.senderTask],
        ports: [msg.queuedOn],
        messages: [msg.id],
      };
    }
    case 'thread': {
      const task = state.threads.get(target.id)?.task ?? 0;
      return { ...NO_FACTS, labels: [labels.task(task)], tasks: [task] };
    }
    case 'process': {
      const process = state.processes.get(target.id);
      return {
        ...NO_FACTS,
        labels: [process?.program ?? '', String(process?.pid ?? ''), labels.task(process?.task ?? 0)],
        tasks: [process?.task ?? 0],
      };
    }
    case 'event':
      return NO_FACTS;
  }
}

type TermTest = (value: Word, facts: Facts, state: Frozen, labels: Labels) => boolean;

const TERMS: Readonly<Record<string, TermTest>> = {
  '': ({ text }, { labels }) => labels.some((label) => includes(label, text)),
  task: (value, { tasks }, _, labels) => tasks.some((id) => isObject(value, id, '', labels.task(id))),
  port: (value, { ports }, _, labels) => ports.some((id) => id !== 0 && isObject(value, id, 'p', labels.port(id))),
  msg: (value, { messages }, state, labels) =>
    messages.some((id) => isObject(value, id, 'm', labels.message(state.messages.get(id)?.msghId ?? -1))),
  id: ({ text }, { messages }, state) => messages.some((id) => numberTest(text)?.(state.messages.get(id)?.msghId ?? Number.NaN) === true),
  name: ({ text }, { names }) => names.some((name) => numberTest(text)?.(name) === true),
  right: ({ text }, { types }) => types.some((type) => (type & (BITS[text.toLowerCase()] ?? 0)) !== 0),
  pid: ({ text }, { tasks }, state) =>
    tasks.some((id) => numberTest(text)?.(state.processes.get(state.tasks.get(id)?.process ?? 0)?.pid ?? Number.NaN) === true),
  queue: ({ text }, { ports }, state) => ports.some((id) => queueIs(text, id, state)),
};

const BITS: Readonly<Record<string, number>> = {
  send: TYPE_SEND,
  receive: TYPE_RECEIVE,
  recv: TYPE_RECEIVE,
  once: TYPE_SEND_ONCE,
  'send-once': TYPE_SEND_ONCE,
  set: TYPE_PORT_SET,
  dead: TYPE_DEAD_NAME,
};

const includes = (label: string, text: string): boolean => label.toLowerCase().includes(text.toLowerCase());

/** By number, or by a part of what it is called. */
function isObject({ text, quoted }: Word, id: number, prefix: string, label: string): boolean {
  const short = new RegExp(`^(?:${prefix})?(\\d+)$`).exec(text);
  return short !== null && !quoted ? Number(short[1]) === id : includes(label, text);
}

function queueIs(text: string, id: number, state: Frozen): boolean {
  const port = state.ports.get(id);
  if (port === undefined || port.kind === PORT_KIND_SET) return false;
  if (text === 'full') return port.queue.length >= port.qlimit;
  if (text === 'empty') return port.queue.length === 0;
  return numberTest(text)?.(port.queue.length) === true;
}
