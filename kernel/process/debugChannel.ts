import type { Socket } from 'node:net';
import { DEBUG_BODY, DEBUG_CONSOLE, DEBUG_EVENTS, DEBUG_INPUTS, DEBUG_SAYS, INPUT_HEADER_BYTES, type KernelSays } from '../abi/debug.ts';
import { debugHeader } from '../abi/debugFrames.ts';
import type { InputSink } from '../machine/inputs.ts';
import { batchPieces } from '../trace/batch.ts';
import type { Recorder } from '../trace/recorder.ts';

/** Events are sent when a chunk of them is full, or when so long none was: soon enough for eyes, seldom enough to cost little. */
const FLUSH_MS = 16;
/** Inputs from this size on are not copied. */
const PASSED_ON_BYTES = 0x10000;
const INPUTS_BYTES = 0x20000;

/** The kernel process's end of the debug channel: events and inputs gathered, everything else sent in its order with them. */
export class DebugChannel implements InputSink {
  readonly #socket: Socket;
  readonly #recorder: Recorder;
  #acked = 0;
  #timer: NodeJS.Timeout | null = null;
  #inputs = new Uint8Array(INPUTS_BYTES);
  #view = new DataView(this.#inputs.buffer);
  #used = 0;

  constructor(socket: Socket, recorder: Recorder) {
    this.#socket = socket;
    this.#recorder = recorder;
  }

  /** Events, sent or still gathered, that nobody has said to have kept. */
  get unacknowledged(): number {
    return this.#recorder.next - this.#acked;
  }

  /** Bytes that the host has not read. */
  get backlogBytes(): number {
    return this.#socket.writableLength;
  }

  acknowledged(before: number): void {
    this.#acked = Math.max(this.#acked, before);
  }

  input(kind: number, hostUs: number, process: number, bytes: Uint8Array, at: number, end: number): void {
    const sizeBytes = end - at;
    const whole = sizeBytes >= PASSED_ON_BYTES;
    const needed = INPUT_HEADER_BYTES + (whole ? 0 : sizeBytes);
    if (this.#used + needed > INPUTS_BYTES) this.#flushInputs();
    const place = this.#used;
    this.#view.setUint32(place, sizeBytes, true);
    this.#view.setUint32(place + 4, kind, true);
    this.#view.setFloat64(place + 8, hostUs, true);
    this.#view.setUint32(place + 16, process, true);
    this.#used += needed;
    if (!whole) copy(bytes, at, end, this.#inputs, place + INPUT_HEADER_BYTES);
    else this.#flushInputs(at === 0 && end === bytes.length ? bytes : bytes.slice(at, end));
  }

  /** Something was done: what there is to send goes now, or a little later with more. */
  touch(): void {
    if (this.#recorder.full) this.#flush(true);
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush(): void {
    this.#flush(false);
  }

  #flush(fullOnly: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushInputs();
    for (const batch of this.#recorder.take(fullOnly)) this.#send(DEBUG_EVENTS, batchPieces(batch), () => this.#recorder.recycle(batch));
  }

  console(task: number, stream: number, text: string): void {
    const bytes = Buffer.from(text);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(task, 0);
    head.writeUInt32LE(stream, 4);
    this.#send(DEBUG_CONSOLE, [head, bytes]);
  }

  body(msg: number, body: Uint8Array): void {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(msg);
    this.#send(DEBUG_BODY, [head, body]);
  }

  /** Sent after the events and inputs so far. */
  say(what: KernelSays): void {
    this.flush();
    this.#send(DEBUG_SAYS, [Buffer.from(JSON.stringify(what))]);
  }

  /**
   * Sends what is left and closes this side. The host closes its own when it has read all of it, and the socket's 'end' follows. Whoever
   * ends the process before that loses what is still on its way: an acknowledgement that finds nobody breaks the channel at the host.
   */
  end(): void {
    this.flush();
    this.#socket.end();
  }

  #flushInputs(large?: Uint8Array): void {
    if (this.#used === 0) return;
    const inputs = this.#inputs.slice(0, this.#used);
    this.#used = 0;
    this.#send(DEBUG_INPUTS, large === undefined ? [inputs] : [inputs, large]);
  }

  /** `gone`: called when the operating system has taken all of it, and the memory of the parts is free. */
  #send(kind: number, parts: readonly Uint8Array[], gone?: () => void): void {
    let payloadBytes = 0;
    for (const { length } of parts) payloadBytes += length;
    this.#socket.cork();
    this.#socket.write(debugHeader(kind, payloadBytes));
    for (const [index, part] of parts.entries()) this.#socket.write(part, index === parts.length - 1 ? gone : undefined);
    this.#socket.uncork();
  }
}

/** Small copies by hand: a call into native code costs more than a few hundred bytes do. */
function copy(from: Uint8Array, at: number, end: number, to: Uint8Array, place: number): void {
  if (end - at > 128) to.set(from.subarray(at, end), place);
  else for (let index = at, put = place; index < end; index++, put++) to[put] = from[index] as number;
}
