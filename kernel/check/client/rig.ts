/** A machine and the processes around it, in memory: frames in, frames out, time by hand. */
import { COMMAND_RUN_PROGRAM } from '../../abi/commands.ts';
import {
  FRAME_HEADER_BYTES,
  FRAME_HELLO,
  FRAME_KIND,
  FRAME_LENGTH,
  FRAME_RETURN,
  FRAME_TASK,
  FRAME_THREAD,
  FRAME_TRAP,
} from '../../abi/frame.ts';
import type { Catalogue } from '../../abi/catalogue.ts';
import type { ProfileName } from '../../abi/profile.ts';
import type { Sink } from '../../abi/sink.ts';
import type { InputSink } from '../../machine/inputs.ts';
import { Machine, type StartRequest } from '../../machine/machine.ts';

/** What ended a trap: its code, and the bytes behind it. */
export interface Returned {
  readonly code: number;
  readonly bytes: Uint8Array;
}

export interface RigOptions {
  readonly sink: Sink;
  readonly profile?: ProfileName;
  readonly inputs?: InputSink;
  readonly catalogue?: Catalogue;
  /** Asked after every input; a name it gives is a broken invariant. */
  readonly audit?: (machine: Machine) => string | null;
}

/** A process of the machine, with the task and thread it began with. */
export interface Started {
  readonly process: number;
  readonly task: number;
  readonly thread: number;
}

const ROOM_BYTES = 0x10000;

export class Rig {
  readonly machine: Machine;
  /** Processes the kernel wants killed. */
  readonly killed: number[] = [];
  /** Processes the kernel has asked for and nobody has started yet. */
  readonly starts: StartRequest[] = [];
  /** What tasks wrote to their consoles. */
  readonly printed: { readonly task: number; readonly stream: number; readonly text: string }[] = [];
  /** Host time in microseconds. */
  hostUs = 1000;
  #room = new Uint8Array(ROOM_BYTES);
  #view = new DataView(this.#room.buffer);
  readonly #returns = new Map<number, Returned>();
  /** Of threads that may not run. */
  readonly #kept = new Map<number, Returned>();

  constructor(options: RigOptions) {
    this.machine = new Machine({
      sink: options.sink,
      profile: options.profile ?? 'recommended',
      inputs: options.inputs ?? null,
      catalogue: options.catalogue ?? [],
      hostUs: this.hostUs,
      ...(options.audit === undefined ? {} : { audit: options.audit }),
      outputs: {
        begin: (_, sizeBytes) => this.#begin(sizeBytes),
        end: (process, usedBytes, attached) => this.#end(process, usedBytes, attached),
        start: (request) => this.starts.push(request),
        kill: (process) => this.killed.push(process),
        release: (thread, process) => this.#release(thread, process),
        boot: () => {},
        console: (task, stream, text) => this.printed.push({ task, stream, text }),
      },
    });
  }

  /** A process with one task, ready to trap. `spawner`: it may start others. */
  spawn(name: string, spawner = false): Started {
    const text = JSON.stringify({ name, program: name, arguments: '[]', profile: 'program', memoryMB: 64, spawner });
    this.machine.command(this.hostUs, { command: COMMAND_RUN_PROGRAM, window: 0, argument: 0, argument2: 0, text });
    const request = this.starts.pop();
    if (request === undefined) throw new Error('the kernel did not ask for a process');
    return this.launch(request);
  }

  /** A process that the kernel asked for starts and locks itself. */
  launch(request: StartRequest): Started {
    const { process, task, thread } = request;
    this.machine.started(this.hostUs, process, 1000 + process);
    this.frame(process, frameOf(FRAME_HELLO, task, thread, new Uint8Array(16)));
    return { process, task, thread };
  }

  /** One frame, as it would come over the process's channel. */
  frame(process: number, bytes: Uint8Array): void {
    this.machine.frame(this.hostUs, process, bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
  }

  /** One trap of a thread; `payload` begins with the trap's number. */
  trap(process: number, task: number, thread: number, payload: Uint8Array): void {
    this.frame(process, frameOf(FRAME_TRAP, task, thread, payload));
  }

  /** What ended the trap of a thread, once; undefined while it is in the kernel. */
  returned(thread: number): Returned | undefined {
    const returned = this.#returns.get(thread);
    if (returned !== undefined) this.#returns.delete(thread);
    return returned;
  }

  /** Lets time pass to the next deadline. Returns: whether there was one. */
  passToNext(): boolean {
    const nextUs = this.machine.nextTimerUs();
    if (nextUs < 0) return false;
    this.hostUs = Math.max(this.hostUs, nextUs);
    this.machine.timer(this.hostUs);
    return true;
  }

  /** Lets `us` microseconds pass, waking whoever's time is up on the way. */
  pass(us: number): void {
    const untilUs = this.hostUs + us;
    for (let nextUs = this.machine.nextTimerUs(); nextUs >= 0 && nextUs <= untilUs; nextUs = this.machine.nextTimerUs()) this.passToNext();
    this.hostUs = untilUs;
  }

  #begin(sizeBytes: number): { bytes: Uint8Array; view: DataView; at: number } {
    if (sizeBytes > this.#room.length) {
      this.#room = new Uint8Array(sizeBytes * 2);
      this.#view = new DataView(this.#room.buffer);
    }
    return { bytes: this.#room, view: this.#view, at: 0 };
  }

  #release(thread: number, process: number): void {
    const kept = this.#kept.get(thread);
    this.#kept.delete(thread);
    if (kept !== undefined && process !== 0) this.#returns.set(thread, kept);
  }

  #end(process: number, usedBytes: number, attached: readonly Uint8Array[]): void {
    if (this.#view.getUint32(FRAME_KIND, true) !== FRAME_RETURN) return;
    const lengthBytes = this.#view.getUint32(FRAME_LENGTH, true);
    const bytes = new Uint8Array(lengthBytes - FRAME_HEADER_BYTES - 4);
    bytes.set(this.#room.subarray(FRAME_HEADER_BYTES + 4, usedBytes));
    let at = usedBytes - FRAME_HEADER_BYTES - 4;
    for (const piece of attached) {
      bytes.set(piece, at);
      at += (piece.length + 3) & ~3;
    }
    if (at !== bytes.length) throw new Error(`a frame of ${lengthBytes} bytes has ${at + FRAME_HEADER_BYTES + 4}`);
    const returned = { code: this.#view.getInt32(FRAME_HEADER_BYTES, true), bytes };
    (process < 0 ? this.#kept : this.#returns).set(this.#view.getUint32(FRAME_THREAD, true), returned);
  }
}

/** A frame around a payload. */
export function frameOf(kind: number, task: number, thread: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(FRAME_LENGTH, bytes.length, true);
  view.setUint32(FRAME_KIND, kind, true);
  view.setUint32(FRAME_TASK, task, true);
  view.setUint32(FRAME_THREAD, thread, true);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}
