import fs from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import type * as Sqlite from 'node:sqlite';
import v8 from 'node:v8';
import type { Attempt } from './attempt.ts';

/** SQLite says only that it could not open the file. */
const sqliteCannotOpen = ({ code, message }: { code: string; message: string }): boolean =>
  code === 'ERR_SQLITE_ERROR' && message.includes('unable to open database');

const sqlite = (): typeof Sqlite => process.getBuiltinModule('node:sqlite');

export const fileAttempts: readonly Attempt[] = [
  { name: 'read a file', run: ({ readable }) => fs.readFileSync(readable, 'utf8') },
  { name: 'read a file in a pool thread', run: ({ readable }) => fs.promises.readFile(readable, 'utf8') },
  { name: 'stream a file', run: ({ readable }) => fs.createReadStream(readable).toArray() },
  { name: 'write a file', run: ({ writableFolder }) => fs.writeFileSync(join(writableFolder, 'sync'), 'x') },
  { name: 'write a file in a pool thread', run: ({ writableFolder }) => fs.promises.writeFile(join(writableFolder, 'pool'), 'x') },
  { name: 'append to a file', run: ({ writableFolder }) => fs.appendFileSync(join(writableFolder, 'log'), 'x') },
  { name: 'truncate a file', run: ({ library }) => fs.truncateSync(library, fs.statSync(library).size) },
  { name: 'copy a file', run: ({ readable, writableFolder }) => fs.copyFileSync(readable, join(writableFolder, 'copy')) },
  { name: 'make a folder', run: ({ writableFolder }) => fs.mkdtempSync(join(writableFolder, 'folder-')) },
  { name: 'list a folder', run: () => fs.readdirSync('/').length },
  { name: 'list a folder in a pool thread', run: async () => (await fs.promises.readdir('/')).length },
  { name: 'ask for the size of a file', run: ({ readable }) => fs.statSync(readable).size },
  { name: 'ask whether a file exists', run: ({ readable }) => fs.accessSync(readable) },
  { name: 'change the mode of a file', run: ({ database }) => fs.chmodSync(database, 0o666) },
  { name: 'change the times of a file', run: ({ database }) => fs.utimesSync(database, 1, 1) },
  {
    name: 'go through a symbolic link',
    run: ({ readable, writableFolder }) => {
      const link = join(writableFolder, 'link');
      fs.symlinkSync(readable, link);
      return fs.readFileSync(link, 'utf8');
    },
  },
  { name: 'go through /proc/self/root', run: ({ readable }) => fs.readFileSync(`/proc/self/root${readable}`, 'utf8') },
  { name: 'reopen an open descriptor through /proc', run: () => fs.openSync('/proc/self/fd/0', 'r') },
  { name: 'read /proc of the kernel process', run: ({ kernelPid }) => fs.readFileSync(`/proc/${kernelPid}/cmdline`, 'utf8') },
  { name: 'read its own memory through /proc', run: () => fs.openSync('/proc/self/mem', 'r+') },
  { name: 'read its own memory map', run: () => fs.readFileSync('/proc/self/maps', 'utf8') },
  { name: 'watch a folder', run: ({ writableFolder }) => fs.watch(writableFolder).close() },
  { name: 'open a file as a blob', run: async ({ readable }) => (await fs.openAsBlob(readable)).text() },
  {
    name: 'load a file of environment variables',
    run: ({ readable }) => process.loadEnvFile(readable),
    refusal: ({ code }) => code === 'ENOENT',
  },
  {
    name: 'make a SQLite database on disk',
    run: ({ writableFolder }) => new (sqlite().DatabaseSync)(join(writableFolder, 'new.db')).exec('create table t (a)'),
    refusal: sqliteCannotOpen,
  },
  {
    name: 'attach a SQLite database to one in memory',
    run: ({ database }) => new (sqlite().DatabaseSync)(':memory:').exec(`attach '${database}' as disk; create table disk.t (a)`),
    refusal: sqliteCannotOpen,
  },
  {
    name: 'write a SQLite database out of memory',
    run: ({ writableFolder }) => new (sqlite().DatabaseSync)(':memory:').exec(`vacuum into '${join(writableFolder, 'vacuum.db')}'`),
    refusal: sqliteCannotOpen,
  },
  { name: 'write a heap snapshot', run: ({ writableFolder }) => v8.writeHeapSnapshot(join(writableFolder, 'heap')), alone: true },
  {
    name: 'write a diagnostic report',
    run: ({ writableFolder }) => {
      const name = process.report.writeReport(join(writableFolder, 'report.json'));
      if (name === '') throw new Error('no report was written');
      return name;
    },
    refusal: ({ message }) => message.includes('no report was written'),
  },
  {
    name: 'keep compiled code on disk',
    run: ({ writableFolder }) => {
      const { status, message } = enableCompileCache(join(writableFolder, 'cache'));
      if (status === 1 || status === 2) return;
      throw Object.assign(new Error(message), { code: message?.includes('permission for') ? 'ERR_ACCESS_DENIED' : 'NOT_ENABLED' });
    },
    refusal: ({ code }) => code === 'NOT_ENABLED',
  },
];
