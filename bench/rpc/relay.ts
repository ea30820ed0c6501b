/**
 * The bare relay: three processes and the same kind of sockets as the kernel's, with messages of the same size, and nothing done to them.
 * The middle copies what it has read; client and server write each message by itself, as tasks do.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A trap that sends 64 bytes and waits for 64; on the way back code, size, trailer. */
export const FRAME_BYTES = 108;

const [role = '', threads = '1', warm = '0', calls = '0'] = process.argv.slice(2);

if (role === 'relay') relay();
else if (role === 'server') server(new Socket({ fd: 3 }));
else if (role === 'client') client(new Socket({ fd: 3 }));

function relay(): void {
  const child = (name: string): Duplex => {
    const started = spawn(process.execPath, [fileURLToPath(import.meta.url), name, threads, warm, calls], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    });
    if (name === 'client') started.on('exit', () => process.exit());
    return started.stdio[3] as Duplex;
  };
  const [one, other] = [child('server'), child('client')];
  one.on('data', (chunk: Buffer) => other.write(chunk)).on('error', () => undefined);
  other.on('data', (chunk: Buffer) => one.write(chunk)).on('error', () => undefined);
}

/** Calls back for each whole message. */
function eachMessage(socket: Socket, take: () => void): void {
  let held = 0;
  socket.on('data', (chunk: Buffer) => {
    held += chunk.length;
    for (; held >= FRAME_BYTES; held -= FRAME_BYTES) take();
  });
}

function server(socket: Socket): void {
  const answer = Buffer.alloc(FRAME_BYTES);
  eachMessage(socket, () => socket.write(answer));
  socket.on('end', () => process.exit());
}

function client(socket: Socket): void {
  const request = Buffer.alloc(FRAME_BYTES);
  const outstanding = Number(threads);
  const total = Number(warm) + Number(calls);
  const us: number[] = [];
  const sentMs: number[] = [];
  let sent = 0;
  let got = 0;
  let startedMs = performance.now();
  const send = (): void => {
    sent++;
    sentMs.push(performance.now());
    socket.write(request);
  };
  eachMessage(socket, () => {
    const tookUs = (performance.now() - (sentMs.shift() ?? 0)) * 1000;
    if (++got === Number(warm)) startedMs = performance.now();
    if (got > Number(warm)) us.push(tookUs);
    if (sent < total) send();
    if (got < total) return;
    process.stdout.write(JSON.stringify({ us, tookMs: performance.now() - startedMs }), () => process.exit());
  });
  for (let index = 0; index < outstanding; index++) send();
}
