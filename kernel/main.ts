/** The kernel process: what it does at boot, in order. */
import { Socket } from 'node:net';
import {
  DEBUG_ACK,
  DEBUG_BOOT,
  DEBUG_COMMAND,
  DEBUG_PROGRAM,
  DEBUG_SHUTDOWN,
  DEBUG_SIGNAL,
  type CommandRequest,
  type KernelSettings,
  type SignalRequest,
} from './abi/debug.ts';
import { DebugFrames } from './abi/debugFrames.ts';
import { hostUs } from './process/clock.ts';
import { DebugChannel } from './process/debugChannel.ts';
import { keepDescriptorsToOurselves } from './process/descriptors.ts';
import { prepareFolder } from './process/folder.ts';
import { takeIoUringAway } from './process/ioUring.ts';
import { Shell } from './process/shell.ts';
import { Recorder } from './trace/recorder.ts';

/** The inherited socket to the host. */
const DEBUG_DESCRIPTOR = 3;

// 1. What no task may inherit: rings that go round seccomp, and descriptors that somebody left open.
const ioUringOff = takeIoUringAway();
keepDescriptorsToOurselves();

// 2. The channel to the host. When it ends, so does everything here.
const socket = new Socket({ fd: DEBUG_DESCRIPTOR });
const recorder = new Recorder();
const debug = new DebugChannel(socket, recorder);
let shell: Shell | undefined;
const end = (): never => {
  shell?.end();
  process.exit();
};
socket.on('end', end).on('error', end).on('close', end);

// 3. The machine, when the host has said what it needs.
const boot = async (settings: KernelSettings): Promise<void> => {
  await prepareFolder(settings.volume);
  shell = new Shell(settings, debug, recorder);
  debug.say({ say: 'booted', pid: process.pid, hostUs: hostUs(), ioUringOff });
};

// 4. Its inputs.
const text = (payload: Uint8Array): string => Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString();
const json = (payload: Uint8Array): unknown => JSON.parse(text(payload));
const later: (() => void)[] = [];
const withShell = (act: (to: Shell) => void): void => {
  if (shell === undefined) later.push(() => withShell(act));
  else act(shell);
};
const frames = new DebugFrames((kind, payload) => {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  switch (kind) {
    case DEBUG_BOOT:
      void boot(json(payload) as KernelSettings).then(() => later.splice(0).forEach((act) => act()));
      return;
    case DEBUG_PROGRAM: {
      const nameEnd = 4 + view.getUint32(0, true);
      const source = payload.slice(nameEnd);
      return withShell((to) => to.programs.handIn(text(payload.subarray(4, nameEnd)), source));
    }
    case DEBUG_COMMAND:
      return withShell((to) => to.command(json(payload) as CommandRequest));
    case DEBUG_ACK:
      return withShell((to) => to.acknowledged(view.getFloat64(0, true)));
    case DEBUG_SIGNAL:
      return withShell((to) => to.signal(json(payload) as SignalRequest));
    case DEBUG_SHUTDOWN:
      if (shell === undefined) process.exit();
      return shell.shutdown(0);
    default:
      process.stderr.write(`the host sent a debug frame of kind ${kind}\n`);
  }
});
socket.on('data', (chunk: Buffer) => frames.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)));

// 5. An error that nobody caught is a panic like any other: what is recorded is sent before the end.
const fail = (error: unknown): void => {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${what}\n`);
  if (shell === undefined) process.exit(1);
  shell.panic(what);
};
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
