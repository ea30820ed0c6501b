/** The log thread: it has the kernel process, keeps the log, and tells the main thread what it wants to know. */
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { DEBUG_BODY, DEBUG_CONSOLE, DEBUG_EVENTS, DEBUG_INPUTS, DEBUG_SAYS, type KernelSays } from '../../kernel/abi/debug.ts';
import { EV_PANIC } from '../../kernel/abi/events.ts';
import { decodeBatch } from '../../kernel/trace/batch.ts';
import { Log } from '../../kernel/trace/log.ts';
import { Bodies } from './bodies.ts';
import { BodyFiles } from './bodyFiles.ts';
import { inputsOf } from './inputs.ts';
import { KernelProcess } from './kernelProcess.ts';
import type { FromLog, LogOptions, ToLog } from './messages.ts';
import { Narrator } from './narrator.ts';
import { SessionFile } from './sessionFile.ts';
import { Watched } from './watched.ts';

const { node, kernel, settings, trace, autosave, about, windows, narrate } = workerData as LogOptions;
/** A session that has grown beyond it is not written any further: it would be of no use to anybody. */
const AUTOSAVE_BYTES_MAX = 0x20000000;

const main = parentPort;
if (main === null) throw new Error('this module is for a thread');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const post = (message: FromLog): void => main.postMessage(message);

const log = new Log();
const bodies = new Bodies();
const session = trace === null ? null : new SessionFile(trace, about, autosave ? AUTOSAVE_BYTES_MAX : Infinity);
const bodyFiles = trace !== null && autosave ? new BodyFiles(dirname(trace)) : null;
const narrator = narrate ? new Narrator() : null;
const watched = windows ? new Watched(log, bodies, about, post) : null;
let panic = '';

const kernelProcess = new KernelProcess({
  node,
  kernel,
  onFrame(kind, payload) {
    switch (kind) {
      case DEBUG_EVENTS:
        return events(payload);
      case DEBUG_INPUTS:
        return inputs(payload);
      case DEBUG_CONSOLE:
        return printed(payload);
      case DEBUG_BODY:
        return body(payload);
      case DEBUG_SAYS:
        return says(JSON.parse(Buffer.from(payload).toString()) as KernelSays);
      default:
        throw new Error(`the kernel process sent a debug frame of kind ${kind}`);
    }
  },
  onEnd(code, signal, stderr) {
    void finish(code, signal, stderr);
  },
});
kernelProcess.boot(settings);
// What is recorded waits for what happens, not the other way round. On Linux this is for the thread alone; who is started before is not
// concerned.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
post({ from: 'pid', pid: kernelProcess.pid });

function events(payload: Uint8Array): void {
  const batch = decodeBatch(payload);
  if (batch === null) throw new Error('the kernel process sent a batch of events that is none');
  log.append(batch);
  session?.events(batch);
  watched?.events(batch);
  kernelProcess.acknowledge(log.end);
  if (narrator !== null) post({ from: 'narrator', lines: narrator.tell(batch) });
}

function body(payload: Uint8Array): void {
  const msg = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
  const whole = payload.slice(4);
  bodies.add(msg, whole);
  bodyFiles?.add(msg, whole);
}

function inputs(payload: Uint8Array): void {
  if (session === null && watched === null) return;
  for (const input of inputsOf(payload)) {
    session?.input(input);
    watched?.input(input);
  }
}

function printed(payload: Uint8Array): void {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const text = Buffer.from(payload.subarray(8)).toString();
  post({ from: 'console', task: view.getUint32(0, true), stream: view.getUint32(4, true), text });
}

function says(what: KernelSays): void {
  if (what.say === 'panic') panic = panicText() ?? what.text;
  post({ from: 'kernel', says: what });
}

/** What the kernel's last event says of its panic. */
function panicText(): string | undefined {
  const last = log.event(log.end - 1);
  return last?.type === EV_PANIC ? Buffer.from(last.bytes).toString() : undefined;
}

async function finish(code: number | null, signal: string | null, stderr: string): Promise<void> {
  bodyFiles?.close();
  // Of a kernel that ended as it was told nobody wants to know more.
  await session?.close(autosave && code === 0 ? [] : bodies.entries());
  post({ from: 'end', end: { code, signal, stderr, panic, events: log.end, traceProblem: session?.problem ?? '' } });
  if (watched === null) main?.close();
}

main.on('message', (message: ToLog) => {
  switch (message.do) {
    case 'program':
      return kernelProcess.program(message.name, message.source);
    case 'command':
      return kernelProcess.command({ request: message.request, command: message.command });
    case 'signal':
      return kernelProcess.signal(message.signal);
    case 'range':
      return watched?.range(message.request, message.from, message.to);
    case 'body':
      return post({ from: 'body', request: message.request, bytes: bodies.get(message.msg) ?? null });
    case 'session':
      return void watched?.session(message.request, message.additions);
    case 'close':
      return main.close();
    case 'shutdown':
      return kernelProcess.shutdown();
    case 'kill':
      return kernelProcess.kill();
  }
});
