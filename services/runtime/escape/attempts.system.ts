import fs from 'node:fs';
import { NOTHING_THERE, type Attempt } from './attempt.ts';

/** As many bytes as no profile allows, in pieces that the machine could give: none of them is touched. */
const HUGE_PIECES = 32;
const PIECE_BYTES = 64 * 2 ** 20;

const nothingThere = (why: string): Error => Object.assign(new Error(why), { code: NOTHING_THERE });

export const systemAttempts: readonly Attempt[] = [
  { name: 'signal the kernel process', run: ({ kernelPid }) => process.kill(kernelPid, 0) },
  { name: 'signal a sibling', run: ({ siblingPid }) => process.kill(siblingPid, 0) },
  { name: 'signal its own process group', run: () => process.kill(0, 0) },
  { name: 'signal everybody', run: () => process.kill(-1, 0) },
  {
    name: 'start the inspector of a sibling',
    run: ({ siblingPid }) => (process as unknown as { _debugProcess: (pid: number) => void })._debugProcess(siblingPid),
  },
  {
    name: 'open the inspector',
    run: () => {
      const inspector = process.getBuiltinModule('node:inspector');
      inspector.open(0, '127.0.0.1');
      if (inspector.url() === undefined) throw new Error('the inspector did not open');
    },
    refusal: ({ message }) => message.includes('did not open'),
    alone: true,
  },
  {
    name: 'find something in the environment',
    run: () => {
      const names = Object.keys(process.env).filter((name) => name !== 'NODE_OPTIONS');
      if (names.length === 0) throw nothingThere('the environment is empty');
      return names.join(' ');
    },
    free: 'depends', // The suite starts the control without an environment, too.
  },
  { name: 'change the working folder', run: () => process.chdir('/') },
  { name: "become the kernel process's user", run: ({ user }) => process.setuid?.(user) },
  { name: "become the kernel process's group", run: ({ user }) => process.setgid?.(user) },
  { name: 'become the superuser', run: () => process.setuid?.(0), free: 'superuser' },
  {
    name: 'change its priority',
    run: ({ kernelPid }) => process.getBuiltinModule('node:os').setPriority(kernelPid, 0),
  },
  { name: 'read the users of the machine', run: () => process.getBuiltinModule('node:os').userInfo().username },
  {
    name: 'list the network interfaces',
    run: () => Object.keys(process.getBuiltinModule('node:os').networkInterfaces()).length,
    refusal: ({ message }) => message.includes('uv_interface_addresses'),
  },
  {
    name: 'use a descriptor that is not its own',
    run: () => {
      const found: number[] = [];
      for (let descriptor = 4; descriptor < 256; descriptor++) {
        try {
          const kind = fs.fstatSync(descriptor);
          if (kind.isFile() || kind.isSocket() || kind.isDirectory()) found.push(descriptor);
        } catch {
          // not open
        }
      }
      if (found.length === 0) throw nothingThere('there is none');
      return found.join(' ');
    },
    free: 'depends', // A test of its own leaves one open (`life.sandbox.test.ts`).
  },
  {
    name: 'take memory without end',
    run: () => Array.from({ length: HUGE_PIECES }, () => new ArrayBuffer(PIECE_BYTES)).length,
  },
  {
    name: 'take heap without end',
    run: () => {
      const heap: unknown[] = [];
      for (;;) heap.push(Array.from({ length: 1000 }, () => heap.length));
    },
    alone: true,
    free: 'depends', // Node ends it in the control run as well: `--max-old-space-size` is no matter of the lock.
  },
];
