import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { DEBUG_ACK, DEBUG_BOOT, DEBUG_COMMAND, DEBUG_PROGRAM, DEBUG_SHUTDOWN, DEBUG_SIGNAL } from '../../kernel/abi/debug.ts';
import type { CommandRequest, KernelSettings, SignalRequest } from '../../kernel/abi/debug.ts';
import { DebugFrames, debugHeader } from '../../kernel/abi/debugFrames.ts';

const KERNEL_FLAGS = [
  '--title=machlab: kernel',
  '--enable-source-maps',
  '--disable-warning=ExperimentalWarning',
  '--disable-sigusr1', // or that signal would start the inspector
  // MB. From the sizes that V8 begins with it would collect young garbage a hundred times a second, and old garbage ten times, under load.
  '--min-semi-space-size=8',
  '--initial-heap-size=64',
];

/** What is kept of the kernel process's last words. */
const STDERR_KEPT = 16_384;

export interface KernelProcessOptions {
  readonly node: string;
  readonly kernel: string;
  readonly onFrame: (kind: number, payload: Uint8Array) => void;
  /** It is reaped, and all it said has been read. */
  readonly onEnd: (code: number | null, signal: string | null, stderr: string) => void;
}

/** The kernel process, from the host's end of the debug channel. */
export class KernelProcess {
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  #stderr = '';

  constructor({ node, kernel, onFrame, onEnd }: KernelProcessOptions) {
    // Detached: an interrupt from the terminal is for the host, which ends the kernel in its own way.
    this.#child = spawn(node, [...KERNEL_FLAGS, kernel], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#channel = this.#child.stdio[3] as Duplex;
    const frames = new DebugFrames(onFrame);
    this.#channel.on('data', (chunk: Buffer) => frames.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)));
    this.#channel.on('error', () => undefined); // 'close' follows
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) onEnd(null, null, error.message);
    });
    this.#child.on('close', (code, signal) => onEnd(code, signal, this.#stderr));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  boot(settings: KernelSettings): void {
    this.#json(DEBUG_BOOT, settings);
  }

  program(name: string, source: Uint8Array): void {
    const bytes = Buffer.from(name);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    this.#send(DEBUG_PROGRAM, length, bytes, source);
  }

  command(request: CommandRequest): void {
    this.#json(DEBUG_COMMAND, request);
  }

  signal(request: SignalRequest): void {
    this.#json(DEBUG_SIGNAL, request);
  }

  acknowledge(before: number): void {
    const payload = Buffer.alloc(8);
    payload.writeDoubleLE(before);
    this.#send(DEBUG_ACK, payload);
  }

  shutdown(): void {
    this.#send(DEBUG_SHUTDOWN);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #json(kind: number, value: unknown): void {
    this.#send(kind, Buffer.from(JSON.stringify(value)));
  }

  #send(kind: number, ...parts: readonly Uint8Array[]): void {
    if (!this.#channel.writable) return;
    const payloadBytes = parts.reduce((sum, part) => sum + part.length, 0);
    this.#channel.cork();
    this.#channel.write(debugHeader(kind, payloadBytes));
    for (const part of parts) this.#channel.write(part);
    this.#channel.uncork();
  }
}
