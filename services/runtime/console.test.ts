import { beforeEach, describe, expect, it, vi } from 'vitest';
import { STREAM_ERROR, STREAM_OUT } from '../../kernel/abi/interfaces/machlab.ts';
import { ConsolePort } from './console.ts';
import type { Self } from './self.ts';
import { KernelInMemory } from './testing/kernelTransport.ts';

let kernel: KernelInMemory;
let self: Self;
let port: ConsolePort;

beforeEach(() => {
  kernel = new KernelInMemory();
  self = kernel.spawn('writer');
  port = new ConsolePort(
    () => self,
    () => Promise.resolve(kernel.giveSend(kernel.bench.machine.system.consolePort, self)),
  );
});

describe('a program’s console', () => {
  it('sends each line as a message of the task, in order', async () => {
    const console = port.asConsole();
    console.log('one %d', 1);
    console.error('two');
    console.log({ three: 3 });
    await port.flush();
    expect(kernel.bench.printed).toEqual([
      { task: self.task, stream: STREAM_OUT, text: 'one 1\n' },
      { task: self.task, stream: STREAM_ERROR, text: 'two\n' },
      { task: self.task, stream: STREAM_OUT, text: '{ three: 3 }\n' },
    ]);
  });

  it('cuts long texts between characters', async () => {
    const text = '€😀'.repeat(4000);
    port.write(STREAM_OUT, text);
    await port.flush();
    expect(kernel.bench.printed.length).toBeGreaterThan(1);
    expect(kernel.bench.printed.map((printed) => printed.text).join('')).toBe(text);
  });

  it('goes to standard error when there is none', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const nowhere = new ConsolePort(
      () => self,
      () => Promise.resolve(undefined),
    );
    nowhere.write(STREAM_OUT, 'lost?\n');
    await nowhere.flush();
    expect(written).toHaveBeenCalledWith('lost?\n');
    written.mockRestore();
  });
});
