import type * as ChildProcess from 'node:child_process';
import { join } from 'node:path';
import type { Attempt } from './attempt.ts';
import { eventOf } from './attempt.ts';

const childProcess = (): typeof ChildProcess => process.getBuiltinModule('node:child_process');

interface Bindings {
  binding?: (name: string) => Record<string, (...args: unknown[]) => unknown>;
}
const binding = (name: string): Record<string, (...args: unknown[]) => unknown> => {
  const found = (process as unknown as Bindings).binding?.(name);
  if (found === undefined) throw new Error('process.binding is gone');
  return found;
};

export const processAttempts: readonly Attempt[] = [
  { name: 'spawn a program', run: () => eventOf(childProcess().spawn('/bin/true'), 'exit') },
  { name: 'spawn a program and wait', run: () => childProcess().execFileSync('/bin/true').length },
  { name: 'run a shell', run: () => childProcess().execSync('exit 0').length },
  {
    name: 'fork Node',
    run: ({ readable }) => eventOf(childProcess().fork(readable, { stdio: 'ignore' }), 'exit'),
  },
  {
    name: 'spawn Node with wider permissions',
    run: () => childProcess().execFileSync(process.execPath, ['--permission', '--allow-fs-read=*', '-p', '1'], { encoding: 'utf8' }),
  },
  {
    name: 'become another program',
    run: () => process.execve?.('/bin/true', ['true'], {}),
    alone: true,
  },
  {
    name: 'start a worker',
    run: () => eventOf(new (process.getBuiltinModule('node:worker_threads').Worker)('0', { eval: true }), 'online'),
    refusal: ({ code }) => code === 'ERR_WORKER_INIT_FAILED',
  },
  {
    name: 'load an add-on',
    run: ({ library }) => process.dlopen({ exports: {} }, library),
    // Without a lock the library is loaded, and only then found not to be an add-on.
  },
  {
    name: 'let WASI open a folder',
    run: ({ writableFolder }) => {
      const { WASI } = process.getBuiltinModule('node:wasi');
      return new WASI({ version: 'preview1', preopens: { '/': writableFolder } });
    },
    refusal: ({ code }) => code === 'UVWASI_EPERM' || code === 'ERR_WASI_NOT_STARTED',
  },
  {
    name: 'call into C again',
    run: () =>
      process
        .getBuiltinModule('node:ffi')
        .dlopen(null, { getpid: { arguments: [], return: 'i32' } })
        .functions.getpid(),
    nodeOnly: 'code that calls C is as confined as any other: the system calls below are made that way',
  },
  {
    name: 'load a library from disk',
    run: ({ library }) => process.getBuiltinModule('node:ffi').dlopen(library).lib.path,
    refusal: ({ message }) => /cannot open shared object/i.test(message),
  },
  {
    name: "open a file through Node's inner binding",
    run: ({ readable }) => binding('fs')['open']?.(readable, 0, 0o666),
  },
  {
    name: "spawn through Node's inner binding",
    run: () => {
      const result = binding('spawn_sync')['spawn']?.({ file: '/bin/true', args: ['true'], envPairs: [], stdio: [{ type: 'ignore' }] }) as {
        error?: number;
      };
      if ((result.error ?? 0) < 0)
        throw Object.assign(new Error('spawn'), { code: result.error === -1 ? 'EPERM' : `errno ${result.error}` });
    },
  },
  {
    name: 'grant itself a permission',
    run: () => {
      const permission = process.permission as unknown as Record<string, unknown> | undefined;
      if (permission === undefined) throw Object.assign(new Error('no permission model here'), { code: 'NO_MODEL' });
      permission['has'] = () => true;
      process.execArgv.push('--allow-fs-read=*', '--allow-ffi', '--allow-child-process');
      process.env['NODE_OPTIONS'] = '--allow-fs-read=*';
      return childProcess().execFileSync('/bin/true').length;
    },
    free: 'depends',
    nodeOnly: 'without the permission model there is nothing to grant',
  },
  {
    name: 'preload a module into new processes',
    run: ({ writableFolder }) => {
      const { register } = process.getBuiltinModule('node:module');
      register(join(writableFolder, 'hooks.mjs'), 'file:///');
    },
    refusal: ({ code }) => code === 'ERR_WORKER_INIT_FAILED',
    free: 'depends',
    alone: true,
  },
];
