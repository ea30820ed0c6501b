/** The file client against the real file service, each a task of the kernel in memory, on a folder of this machine. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FILE_EXISTS, FILE_NOT_FOUND, FILE_NOT_OPEN } from '../../kernel/abi/fileErrors.ts';
import { SEEK_CURRENT, SEEK_END } from '../../kernel/abi/fileNumbers.ts';
import { fileService } from '../../kernel/abi/interfaces/file.ts';
import { task } from '../../kernel/abi/interfaces/task.ts';
import { FILE_SERVICE_NAME, Files } from './file.ts';
import type { Self } from './self.ts';
import { KernelInMemory } from './testing/kernelTransport.ts';

let kernel: KernelInMemory;
let client: Self;
let server: Self;
let files: Files;
let folder: string;

/** A new instance of the service, as its `main.ts` starts it: its modules are loaded afresh, so that they belong to a task of their own. */
async function startServer(): Promise<void> {
  vi.resetModules();
  server = kernel.spawn('file');
  const runtime = await import('./task.ts');
  runtime.begin({ channel: kernel as never, task: server.task, thread: server.main.id, arguments: {} });
  const door = await import('./machlab.ts');
  const { fileServices } = await import('../file/server.ts');
  const { Volume } = await import('../file/volume.ts');
  const volume = Volume.start(folder);
  if (!volume.ok) throw new Error('no volume');
  const set = await door.allocateSet();
  await door.moveMember(await door.checkIn(FILE_SERVICE_NAME), set);
  void door.serve(set, fileServices(volume.value, set));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'machlab files ü '));
  kernel = new KernelInMemory();
  client = kernel.spawn('client');
  files = new Files(client);
  await startServer();
});

afterEach(() => rmSync(folder, { recursive: true }));

const onDisk = (name: string): string => readFileSync(join(folder, name), 'utf8');
const failsWith = (code: number): object => expect.objectContaining({ code });

describe('files', () => {
  it('are written and read, a little or much at a time', async () => {
    const contents = new Uint8Array(300_001).map((_, index) => index * 7);
    const file = await files.open('a', 'w+');
    await file.write('head');
    await file.write(contents);
    expect(file.position).toBe(300_005);
    expect(await file.seek(-1, SEEK_END)).toBe(300_004);
    expect(await file.read(10)).toEqual(contents.subarray(300_000));
    await file.seek(4);
    expect(await file.read(300_001)).toEqual(contents);
    expect(await file.seek(-300_001, SEEK_CURRENT)).toBe(4);
    expect(await file.stat()).toMatchObject({ sizeBytes: 300_005 });
    await file.truncate(4);
    expect(new TextDecoder().decode(await file.readAll())).toBe('head');
    await file.close();
    await file.close();
    await expect(file.read(1)).rejects.toEqual(failsWith(FILE_NOT_OPEN));
    expect(onDisk('a')).toBe('head');
  });

  it('are replaced whole, in one message or in pieces', async () => {
    await files.replace('small', 'new');
    const large = new Uint8Array(9_000_000).fill(0x61);
    await files.replace('large', large);
    expect(await files.readText('small')).toBe('new');
    expect(Buffer.compare(await files.readFile('large'), large)).toBe(0);
  });

  it('lie in folders that can be made, listed and removed', async () => {
    await files.mkdir('d');
    await files.replace('d/ü', 'x');
    await files.rename('d/ü', 'd/b');
    await files.replace('d/a', 'x');
    expect((await files.readdir('d')).map(({ name }) => name)).toEqual(['a', 'b']);
    await files.unlink('d/a');
    await files.unlink('d/b');
    await files.rmdir('d');
    await expect(files.stat('d')).rejects.toEqual(failsWith(FILE_NOT_FOUND));
    await expect(files.open('d')).rejects.toThrow('file_open: FILE_NOT_FOUND');
  });

  it('are appended to at their end', async () => {
    writeFileSync(join(folder, 'log'), 'one ');
    const log = await files.open('log', 'a');
    await log.write('two ');
    await log.write('three');
    expect(onDisk('log')).toBe('one two three');
    await expect(files.open('log', 'ax')).rejects.toEqual(failsWith(FILE_EXISTS));
  });

  it('are closed when their client ends', async () => {
    const other = kernel.spawn('other');
    await new Files(other).open('a', 'w');
    const before = kernel.nameCount(server);
    kernel.kill(other);
    await vi.waitFor(() => expect(kernel.nameCount(server)).toBeLessThan(before));
  });
});

describe('when the service is restarted', () => {
  const restart = async (): Promise<void> => {
    kernel.kill(server);
    await startServer();
  };

  it('reading and writing at a place go on', async () => {
    const file = await files.open('a', 'w+');
    await file.write('0123456789');
    await restart();
    await file.write('X', 3);
    expect(new TextDecoder().decode(await file.read(10, 0))).toBe('012X456789');
  });

  it('a client that knew the old service finds the new one', async () => {
    await files.replace('a', 'x');
    await restart();
    expect(await files.readText('a')).toBe('x');
  });

  it('an append whose answer never came is not repeated', async () => {
    writeFileSync(join(folder, 'log'), 'one ');
    const log = await files.open('log', 'a');
    const serverPort = kernel.giveSend(kernel.bench.machine.system.tasks.get(server.task)!.port, client);
    await client.ask(serverPort, task.task_suspend, {});
    const outcome = log.write('two ').catch(String);
    await new Promise((resolve) => setTimeout(resolve, 5));
    kernel.kill(server);
    expect(await outcome).toBe('MachError: file_write: MIG_SERVER_DIED');
  });

  it('an append that the old service never got is done by the new one', async () => {
    writeFileSync(join(folder, 'log'), 'one ');
    const log = await files.open('log', 'a');
    await restart();
    await log.write('two ');
    expect(onDisk('log')).toBe('one two ');
  });

  it('the call that carries a path the service would refuse fails the same way', async () => {
    await restart();
    await expect(files.ask(fileService.file_stat, { path: new Uint8Array([0xff]) }, true)).rejects.toThrow('FILE_BAD_PATH');
  });
});
