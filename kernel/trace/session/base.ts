/**
 * A state as JSON, for sessions whose first events were trimmed. Reading it back checks every member, and that each record is of the
 * shape that the folds make.
 */

import { Line } from '../line.ts';
import type { ContextState, MemoryState, MessageState, PortState, ProcessState, ServiceState } from '../records.ts';
import type { Entry, NameRequest, Region, TaskState, ThreadState } from '../records.tasks.ts';
import type { SchedState, ScheduledState } from '../records.sched.ts';
import { State } from '../state.ts';
import type { Frozen } from '../state.ts';
import { Table } from '../table.ts';
import type { Owned } from '../table.ts';
import { BrokenSession } from './bytes.ts';
import { SECTION_BYTES_MAX } from './format.ts';
import { parseJson } from './json.ts';

export function encodeBase(first: number, state: Frozen): Uint8Array {
  const text = JSON.stringify({ first, state }, (key, value: unknown) => {
    if (key === 'epoch' || key === 'copied') return undefined;
    if (value instanceof Line) return value.toArray();
    return value instanceof Table ? [...value.values()] : value;
  });
  return new TextEncoder().encode(text);
}

/** Throws `BrokenSession` for anything that `encodeBase` does not make. */
export function decodeBase(content: Uint8Array): { readonly first: number; readonly base: Frozen } {
  const { first, state: from } = object(parseJson(content, SECTION_BYTES_MAX));
  const given = object(from);
  const state = new State();
  const { epoch } = state;
  state.profile = int(given['profile']);
  state.mode = int(given['mode']);
  state.pagesCopied = int(given['pagesCopied']);
  state.panicked = bool(given['panicked']);
  state.special = list(given['special'], ints('which', 'port'));
  const table = <T extends Owned>(value: unknown, read: (value: unknown) => Omit<T, 'epoch'>, key: (record: T) => number): Table<T> => {
    const made = Table.empty<T>();
    for (const one of list(value, read)) {
      const record = { ...one, epoch } as unknown as T;
      if (made.get(key(record)) !== undefined) throw unexpected();
      made.set(epoch, key(record), record);
    }
    return made;
  };
  const id = (record: { readonly id: number }): number => record.id;
  const name = (record: { readonly name: number }): number => record.name;
  const request = ints('name', 'kind', 'notify', 'armed');
  const line = (value: unknown): Line => Line.of(epoch, list(value, int));

  const task = (value: unknown): Omit<TaskState, 'epoch'> => {
    const one = object(value);
    return {
      ...ints('id', 'parent', 'process', 'port', 'suspendCount')(one),
      name: string(one['name']),
      ended: orNull(one['ended'], ints('how', 'code', 'at')),
      entries: table<Entry>(one['entries'], ints('name', 'type', 'urefs', 'object'), name),
      requests: table<NameRequest>(one['requests'], request, name),
      accepted: table<NameRequest>(one['accepted'], request, name),
      regions: table<Region>(one['regions'], ints('address', 'sizeBytes', 'memory', 'protection'), (region) => region.address),
      special: list(one['special'], ints('which', 'port')),
    };
  };
  const thread = (value: unknown): Omit<ThreadState, 'epoch'> => {
    const one = object(value);
    return {
      ...ints('id', 'task', 'port', 'suspendCount')(one),
      trap: orNull(one['trap'], ints('trap', 'options', 'at', 'gate')),
      wait: orNull(one['wait'], ints('wait', 'object', 'msg', 'deadlineMs', 'since')),
      special: list(one['special'], ints('which', 'port')),
    };
  };
  const port = (value: unknown): Omit<PortState, 'epoch'> => {
    const one = object(value);
    return {
      ...ints(
        'id',
        'kind',
        'of',
        'receiverKind',
        'receiverId',
        'receiverName',
        'qlimit',
        'mscount',
        'seqno',
        'srights',
        'sorights',
        'contextLow',
        'contextHigh',
        'flags',
        'noSenders',
        'portDestroyed',
      )(one),
      active: bool(one['active']),
      queue: line(one['queue']),
      senders: line(one['senders']),
      receivers: line(one['receivers']),
      members: line(one['members']),
      sets: list(one['sets'], int),
    };
  };
  const message = (value: unknown): Omit<MessageState, 'epoch'> => {
    const one = object(value);
    return {
      ...ints('id', 'senderTask', 'senderThread', 'msghId', 'sizeBytes', 'bits', 'bodyBytes', 'hash', 'createdAt', 'queuedOn')(one),
      rights: list(one['rights'], ints('slot', 'port', 'kind')),
      memory: list(one['memory'], ints('descriptor', 'memory', 'sizeBytes')),
    };
  };
  const service = (value: unknown): Omit<ServiceState, 'epoch'> => {
    const one = object(value);
    return { ...ints('id', 'context', 'state', 'port', 'task', 'crashes', 'dueMs')(one), name: string(one['name']) };
  };
  const process = (value: unknown): Omit<ProcessState, 'epoch'> => {
    const one = object(value);
    return {
      ...ints('id', 'task', 'profile', 'memoryMB', 'pid', 'rssKB', 'cpuMs')(one),
      program: string(one['program']),
      ready: orNull(one['ready'], ints('layers', 'landlockAbi', 'probesTried', 'probesRefused')),
      checked: orNull(one['checked'], ints('seccomp', 'noNewPrivs')),
      killed: bool(one['killed']),
      endWaits: orNull(one['endWaits'], ints('exitCode', 'signal')),
      ended: orNull(one['ended'], ints('exitCode', 'signal', 'at')),
    };
  };

  const scheduled = ints(
    'id',
    'task',
    'atTick',
    'base',
    'trapTicks',
    'state',
    'cpu',
    'place',
    'priority',
    'quantum',
    'quantumLeft',
    'burst',
    'declared',
    'swapped',
    'cpuTicks',
  );
  const sched = (value: unknown): Omit<SchedState, 'epoch'> => {
    const one = object(value);
    return {
      ...ints('switchTicks', 'registerSets', 'clock', 'usPerTick', 'tick', 'policyTask', 'policyPort', 'wants', 'asked')(one),
      label: string(one['label']),
      cpus: list(one['cpus'], (cpu) => ({
        ...ints('thread', 'switchLeft', 'busyTicks', 'switchTicks', 'idleTicks')(cpu),
        loaded: list(object(cpu)['loaded'], int),
      })),
      devices: list(one['devices'], (jobs) => list(jobs, ints('thread', 'task', 'ticks', 'left'))),
    };
  };

  state.tasks = table<TaskState>(given['tasks'], task, id);
  state.threads = table<ThreadState>(given['threads'], thread, id);
  state.ports = table<PortState>(given['ports'], port, id);
  state.messages = table<MessageState>(given['messages'], message, id);
  state.memory = table<MemoryState>(given['memory'], ints('id', 'sizeBytes', 'copyOf'), id);
  state.contexts = table<ContextState>(given['contexts'], ints('id', 'port', 'parent', 'requestor'), id);
  state.services = table<ServiceState>(given['services'], service, id);
  state.processes = table<ProcessState>(given['processes'], process, id);
  state.sched = orNull(given['sched'], (value) => ({ ...sched(value), epoch }));
  state.scheduled = table<ScheduledState>(given['scheduled'], scheduled, id);
  const at = int(first);
  if (at < 0) throw unexpected();
  return { first: at, base: state.freeze() };
}

/** Members that are all whole numbers. */
function ints<const K extends string>(...keys: readonly K[]): (value: unknown) => Record<K, number> {
  return (value) => {
    const one = object(value);
    return Object.fromEntries(keys.map((key) => [key, int(one[key])])) as Record<K, number>;
  };
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected();
  return value as Record<string, unknown>;
}

function list<T>(value: unknown, read: (value: unknown) => T): T[] {
  if (!Array.isArray(value)) throw unexpected();
  return value.map((one) => read(one));
}

function orNull<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}

function int(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unexpected();
  return value;
}

function bool(value: unknown): boolean {
  if (typeof value !== 'boolean') throw unexpected();
  return value;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw unexpected();
  return value;
}

function unexpected(): BrokenSession {
  return new BrokenSession('a state that the session keeps is not what it should be');
}
