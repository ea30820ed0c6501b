/** A recorded run, once more: the kernel's core alone, on the inputs as they came, its events held against those of the record. */
import { EVENT_BYTES_OFFSET, EVENT_SHAPES, EVENT_TYPE_MASK, EVENT_WORDS } from '../kernel/abi/events.ts';
import {
  type BootInput,
  INPUT_BAD_FRAME,
  INPUT_BOOT,
  INPUT_CHECKED,
  INPUT_COMMAND,
  INPUT_EXITED,
  INPUT_FRAME,
  INPUT_MEASURED,
  INPUT_STARTED,
  INPUT_TIMER,
  unpack,
} from '../kernel/machine/inputs.ts';
import { Machine, type Outputs } from '../kernel/machine/machine.ts';
import { Outbox } from '../kernel/machine/outbox.ts';
import type { Batch } from '../kernel/trace/batch.ts';
import { BrokenLog } from '../kernel/trace/broken.ts';
import { LogEvent } from '../kernel/trace/event.ts';
import { bytesOf, fold } from '../kernel/trace/fold.ts';
import type { Log } from '../kernel/trace/log.ts';
import { Recorder } from '../kernel/trace/recorder.ts';
import { Replica } from '../kernel/trace/replica.ts';
import { sentenceOf } from '../kernel/trace/sentences.ts';
import type { InputRecord } from '../kernel/trace/session.ts';
import { reasonOf, UserError } from './userError.ts';

export interface Replay {
  /** Inputs that the kernel was given: all of them when there is no difference. */
  readonly inputs: number;
  /** Events that are the same, from the first on: all that the session has when there is no difference. */
  readonly events: number;
  /** The first event that is not; null: none. */
  readonly difference: Difference | null;
  /** Events that the inputs lead to beyond the last of the record: the kernel was ended, or the file cut, before they were kept. */
  readonly beyond: number;
}

export interface Difference {
  readonly seq: number;
  /** What the record has there, and what the kernel does now: the event's sentence, its type and fields; empty when there is none. */
  readonly recorded: string;
  readonly now: string;
}

/** What a session has of a run. */
interface Recorded {
  readonly inputs: Iterable<InputRecord> | AsyncIterable<InputRecord>;
  readonly log: Log;
  /** Why it is not whole; null or left out: it is. Inputs and events of a file that was cut need not reach equally far. */
  readonly problem?: string | null;
}

/** Throws a `UserError` when the session has no inputs to run on, or inputs that no kernel was ever given. */
export async function replay({ inputs, log, problem = null }: Recorded): Promise<Replay> {
  const recorder = new Recorder();
  let machine: Machine | null = null;
  let given = 0;
  let events = 0;
  for await (const input of inputs) {
    given++;
    try {
      if (machine === null) machine = machineFrom(input, recorder);
      else give(machine, input);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`input ${given} of the session is none that a kernel is given: ${reasonOf(error)}`);
    }
    for (const batch of recorder.take()) {
      const difference = firstDifference(log, batch);
      if (difference !== null) return { inputs: given, events: difference.seq, difference, beyond: 0 };
      events = batch.firstSeq + batch.count;
    }
  }
  if (machine === null) throw new UserError('the session keeps no inputs of the kernel, so it cannot be run again');
  const missing =
    problem === null && events < log.end ? { seq: events, recorded: describe(log, log.chunk(events), events), now: '' } : null;
  return { inputs: given, events: Math.min(events, log.end), difference: missing, beyond: Math.max(0, events - log.end) };
}

const PROCESS_BYTES = 4;

function machineFrom({ kind, payload, hostUs }: InputRecord, sink: Recorder): Machine {
  if (kind !== INPUT_BOOT) throw new UserError('the inputs of the session do not begin with the kernel’s boot');
  const { profile, catalogue } = JSON.parse(new TextDecoder().decode(payload.subarray(PROCESS_BYTES))) as BootInput;
  const outbox = new Outbox();
  const outputs: Outputs = {
    begin: (process, sizeBytes) => outbox.begin(process, sizeBytes),
    end(process, usedBytes, attached) {
      outbox.end(process, usedBytes, attached);
      outbox.take(process);
    },
    start: () => undefined,
    kill: () => undefined,
    release: (thread, process) => {
      outbox.release(thread, process);
      outbox.take(process);
    },
    boot: () => undefined,
    console: () => undefined,
  };
  return new Machine({ sink, outputs, profile, catalogue, hostUs });
}

function give(machine: Machine, { kind, hostUs, payload }: InputRecord): void {
  const process = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  // A frame of its own, as it was: the kernel keeps parts of large ones.
  const bytes = payload.slice(PROCESS_BYTES);
  const words = (count: number): readonly number[] => unpack(bytes, count).words;
  switch (kind) {
    case INPUT_FRAME:
      return machine.frame(hostUs, process, bytes, new DataView(bytes.buffer), 0, bytes.length);
    case INPUT_STARTED:
      return machine.started(hostUs, process, words(1)[0] ?? 0);
    case INPUT_CHECKED: {
      const [seccomp = 0, noNewPrivs = 0] = words(2);
      return machine.checked(hostUs, process, seccomp, noNewPrivs);
    }
    case INPUT_MEASURED: {
      const [rssKB = 0, cpuMs = 0] = words(2);
      return machine.measured(hostUs, process, rssKB, cpuMs);
    }
    case INPUT_EXITED: {
      const {
        words: [code = 0, signal = 0],
        text,
      } = unpack(bytes, 2);
      return machine.exited(hostUs, process, code, signal, text);
    }
    case INPUT_TIMER:
      return machine.timer(hostUs);
    case INPUT_COMMAND: {
      const {
        words: [command = 0, window = 0, argument = 0, argument2 = 0],
        text,
      } = unpack(bytes, 4);
      return machine.command(hostUs, { command, window, argument, argument2, text });
    }
    case INPUT_BAD_FRAME:
      return machine.badFrame(hostUs, process);
    default:
      throw new UserError(`the session has an input of kind ${kind}: it is of a newer machlab`);
  }
}

/** The first event of a batch that the record has another way, be it by a byte; null: there is none. */
function firstDifference(log: Log, batch: Batch): Difference | null {
  for (let index = 0; index < batch.count; index++) {
    const seq = batch.firstSeq + index;
    if (seq >= log.end) return null;
    // What was trimmed cannot be compared.
    if (seq < log.first) continue;
    const chunk = log.chunk(seq);
    if (chunk === undefined || !same(chunk, batch, seq))
      return { seq, recorded: describe(log, chunk, seq), now: describe(log, batch, seq) };
  }
  return null;
}

function same(a: Batch, b: Batch, seq: number): boolean {
  const [atA, atB] = [(seq - a.firstSeq) * EVENT_WORDS, (seq - b.firstSeq) * EVENT_WORDS];
  const withBytes = EVENT_SHAPES[(a.words[atA] ?? 0) & EVENT_TYPE_MASK]?.bytes === true;
  for (let word = 0; word < EVENT_WORDS; word++) {
    if (withBytes && word === EVENT_BYTES_OFFSET) continue;
    if (a.words[atA + word] !== b.words[atB + word]) return false;
  }
  for (const time of [0, 1]) if (a.times[(seq - a.firstSeq) * 2 + time] !== b.times[(seq - b.firstSeq) * 2 + time]) return false;
  const [bytesA, bytesB] = [bytesOf(a.words, atA, a.bytes), bytesOf(b.words, atB, b.bytes)];
  return bytesA.length === bytesB.length && bytesA.every((byte, at) => byte === bytesB[at]);
}

/** The state before the event is the same in both runs: it is the record's. */
function describe(log: Log, chunk: Batch | undefined, seq: number): string {
  if (chunk === undefined) return '';
  const event = new LogEvent(chunk, seq);
  const fields = Object.entries(event.fields()).map(([field, value]) => `${field}=${value}`);
  return `${sentence(log, chunk, event)} (${[event.name, ...fields].join(' ')})`;
}

function sentence(log: Log, chunk: Batch, event: LogEvent): string {
  const { state } = seeking(log, event.seq - 1);
  try {
    fold(state, event.words, event.at, event.seq, bytesOf(event.words, event.at, chunk.bytes));
    return sentenceOf(event, state).text;
  } catch (error) {
    if (error instanceof BrokenLog) return error.message;
    throw error;
  }
}

function seeking(log: Log, seq: number): Replica {
  const replica = new Replica(log);
  replica.seek(seq);
  return replica;
}
