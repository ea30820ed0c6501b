import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { LockSettings } from '../abi/sandbox.ts';
import { onProcessExit, type ProcessExit } from './exit.ts';
import { hearLastWords } from './lastWords.ts';
import type { TaskProfile } from './profiles.ts';
import { StderrTail } from './stderrTail.ts';
import { taskUser } from './user.ts';

export interface TaskProcessOptions {
  /** Shown by `ps`. */
  readonly name: string;
  /** The text of the runtime (`dist/runtime.mjs`). */
  readonly runtime: Uint8Array;
  readonly profile: TaskProfile;
  /** The folder of a profile that has one: an absolute path of a folder that exists (`prepareFolder`). */
  readonly folder?: string;
  readonly onExit: (exit: ProcessExit) => void;
  /** Off only where the escape suite shows that the operating system's layers hold without it. */
  readonly nodePermissions?: boolean;
}

/** A task's process, from the outside. */
export interface TaskProcess {
  /** Undefined if it could not be started; `onExit` says why. */
  readonly pid: number | undefined;
  /** Its fd 3: frames in both directions. The runtime's text is on its way already. */
  readonly channel: Duplex;
  /** Ends it at once, or by another signal; `onExit` follows. */
  readonly kill: (signal?: NodeJS.Signals) => void;
}

/**
 * The first thing that a process runs: it takes the runtime's text off the channel. So the process needs no right to read any file,
 * wherever the project lies, and a runtime that is rebuilt meanwhile does not mix with the one in use.
 */
const BOOTSTRAP = `'use strict';
const { readSync } = require('node:fs');
const read = (size) => {
  const bytes = Buffer.alloc(size);
  for (let at = 0, count; at < size; at += count) if ((count = readSync(3, bytes, at, size - at, null)) === 0) process.exit(1);
  return bytes;
};
const source = read(read(4).readUInt32LE(0)).toString();
const url = 'machlab:///runtime.mjs';
require('node:module').registerHooks({
  resolve: (name, context, next) => (name === url ? { url, format: 'module', shortCircuit: true } : next(name, context)),
  load: (name, context, next) => (name === url ? { format: 'module', source, shortCircuit: true } : next(name, context)),
});
import(url);`;

/** Heap and as much again beside it (`TaskProfile.memoryMB`), and V8's spaces for young objects, which `--max-old-space-size` leaves out. */
export const memoryOf = (profile: TaskProfile): number => profile.memoryMB * 2 + 64;

/** Starts a task's process. It locks itself and then says so in its first frame. */
export function startTaskProcess(options: TaskProcessOptions): TaskProcess {
  const { profile, folder } = options;
  const user = taskUser();
  const folders = folder === undefined || profile.folder === 'none' ? [] : [folder];
  const settings: LockSettings = {
    becomeUid: user,
    becomeGid: user,
    dataLimitBytes: memoryOf(profile) * 2 ** 20,
    readFolders: profile.folder === 'read' ? folders : [],
    writeFolders: profile.folder === 'read-write' ? folders : [],
    kernelPid: process.pid,
  };
  const child = spawn(process.execPath, nodeArguments(options, settings), {
    cwd: '/',
    env: process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {},
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const channel = channelOf(child);
  channel.on('error', () => undefined); // a reset or a broken pipe is the end of the channel, and 'close' follows
  if (child.stderr === null) throw new Error('a process was started without its stderr');
  hearLastWords(channel);
  onProcessExit(child, channel, new StderrTail(child.stderr), options.onExit);
  channel.write(withLength(options.runtime));
  channel.write(withLength(Buffer.from(JSON.stringify(settings))));
  return { pid: child.pid, channel, kill: (signal = 'SIGKILL') => void child.kill(signal) };
}

function nodeArguments({ name, profile, nodePermissions = true }: TaskProcessOptions, settings: LockSettings): string[] {
  const permissions = [
    '--permission',
    '--allow-ffi', // for the lock, which gives it up
    ...[...settings.readFolders, ...settings.writeFolders].map((folder) => `--allow-fs-read=${folder}`),
    ...settings.writeFolders.map((folder) => `--allow-fs-write=${folder}`),
    // Its own descriptors as paths: folders are entered by them (services/file/walk.ts). Landlock judges where such a path ends.
    ...(settings.readFolders.length + settings.writeFolders.length > 0 ? ['--allow-fs-read=/proc/self/fd'] : []),
    ...(settings.writeFolders.length > 0 ? ['--allow-fs-write=/proc/self/fd'] : []),
  ];
  return [
    `--title=machlab: ${name}`,
    ...(nodePermissions ? permissions : []),
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    '--disable-sigusr1', // or that signal would start the inspector
    `--max-old-space-size=${profile.memoryMB}`,
    '--v8-pool-size=1', // a task is one of many
    '--input-type=commonjs',
    '--eval',
    BOOTSTRAP,
  ];
}

function channelOf(child: ChildProcess): Duplex {
  const channel = child.stdio[3];
  if (channel === undefined || channel === null || !('write' in channel) || !('read' in channel))
    throw new Error('a process was started without its channel');
  return channel as Duplex;
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length, 0);
  return Buffer.concat([length, bytes]);
}
