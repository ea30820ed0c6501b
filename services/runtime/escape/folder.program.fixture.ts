import fs from 'node:fs';
import { fsync } from '../lock/fsync.ts';
import { mainTask, mainThread, programArguments, trap } from '../task.ts';
import { systemCall } from './systemCall.ts';

/** What the suite put outside the folder. */
export interface Outside {
  readonly file: string;
  readonly folder: string;
}

type Step = readonly [name: string, run: (outside: Outside) => unknown];

const AT_FDCWD = -100;
const OPENAT = 257;

/** Everything that a file service does, with paths relative to the folder. */
const inside: readonly Step[] = [
  ['list', () => fs.readdirSync('.').includes('given.txt')],
  ['read', () => fs.readFileSync('given.txt', 'utf8')],
  ['read in a pool thread', () => fs.promises.readFile('given.txt', 'utf8')],
  ['make a folder', () => fs.mkdirSync('sub')],
  [
    'write, cut, force to the disk',
    () => {
      const file = fs.openSync('sub/new', fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_RDWR, 0o600);
      fs.writeSync(file, 'hello');
      fs.writeSync(file, 'j', 0);
      fs.ftruncateSync(file, 4);
      fsync(file);
      const text = Buffer.alloc(8);
      const count = fs.readSync(file, text, 0, 8, 0);
      fs.closeSync(file);
      return text.toString('utf8', 0, count);
    },
  ],
  ['rename', () => fs.renameSync('sub/new', 'sub/named')],
  [
    'force the folder to the disk',
    () => {
      const folder = fs.openSync('.', 'r');
      fsync(folder);
      fs.closeSync(folder);
    },
  ],
  ['look at a file', () => fs.lstatSync('sub/named').size],
  ['unlink', () => fs.unlinkSync('sub/named')],
  ['remove a folder', () => fs.rmdirSync('sub')],
];

const outside: readonly Step[] = [
  ['read', ({ file }) => fs.readFileSync(file)],
  ['read in a pool thread', ({ file }) => fs.promises.readFile(file)],
  ['read through ..', () => fs.readFileSync('../secret.txt')],
  ['read through a link that leads out', () => fs.readFileSync('out')],
  ['read through a link that leads out, in a pool thread', () => fs.promises.readFile('out')],
  ['write through a link that leads out', () => fs.writeFileSync('out', 'x')],
  ['list through a link that leads out', () => fs.readdirSync('outFolder')],
  ['write', ({ folder }) => fs.writeFileSync(`${folder}/written`, 'x')],
  ['make a folder', ({ folder }) => fs.mkdirSync(`${folder}/made`)],
  ['make a folder through a link', () => fs.mkdirSync('outFolder/made')],
  ['unlink', ({ file }) => fs.unlinkSync(file)],
  ['unlink through a link', () => fs.unlinkSync('outFolder/there')],
  ['rename out of the folder', ({ folder }) => fs.renameSync('given.txt', `${folder}/taken`)],
  ['rename into the folder', ({ file }) => fs.renameSync(file, 'taken')],
  ['list', ({ folder }) => fs.readdirSync(folder)],
  ['cut', ({ file }) => fs.truncateSync(file)],
  ['make a link', ({ file }) => fs.symlinkSync(file, 'link')],
  ['make a second name', ({ file }) => fs.linkSync(file, 'name')],
  ['change a mode', () => fs.chmodSync('given.txt', 0o777)],
  ['open its own memory', () => fs.openSync('/proc/self/mem', 'r+')],
];

const byCall: readonly Step[] = [
  ['openat to read', ({ file }) => systemCall('openat', OPENAT, [AT_FDCWD, file, 0])],
  ['openat to write a device', () => systemCall('openat', OPENAT, [AT_FDCWD, '/dev/null', 1])],
  ['execve of what it can read', () => systemCall('execve', 59, ['given.txt', 0, 0])],
  ['socket', () => systemCall('socket', 41, [2, 1])],
];

async function outcomes(steps: readonly Step[], given: Outside): Promise<Record<string, unknown>> {
  const told: Record<string, unknown> = {};
  for (const [name, run] of steps) {
    try {
      told[name] = (await run(given)) ?? 'done';
    } catch (error) {
      told[name] = error instanceof Error && 'code' in error ? error.code : String(error);
    }
  }
  return told;
}

export async function main(): Promise<void> {
  const given = programArguments() as Outside;
  const numbers = process.arch === 'x64' && process.permission === undefined ? byCall : [];
  const told = { inside: await outcomes(inside, given), outside: await outcomes(outside, given), byCall: await outcomes(numbers, given) };
  await trap(mainTask(), mainThread(), Buffer.from(JSON.stringify(told)));
}
