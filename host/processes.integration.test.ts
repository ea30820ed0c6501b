import { spawn } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isThere, markOf } from './processes.ts';

describe('a process', () => {
  it('is there by its mark and by its number', () => {
    const mark = markOf(process.pid)!;
    expect(markOf(process.pid)).toBe(mark);
    expect([isThere(mark), isThere(String(process.pid))]).toEqual([true, true]);
  });

  it.skipIf(process.platform !== 'linux')('is not a later one that has its number (Linux, which tells when a process began)', () => {
    expect(isThere(`${process.pid}-1`)).toBe(false);
  });

  it('is gone when it has ended, also while nobody has asked how', async (context) => {
    context.skip(process.platform !== 'linux', 'only Linux tells of ended processes that are still listed');
    // A shell whose child has ended, and that becomes a program which does not ask.
    const shell = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void shell.kill());
    const pid = Number(await new Promise((resolve) => shell.stdout.once('data', (data: Buffer) => resolve(data.toString()))));
    await expect.poll(() => isThere(String(pid))).toBe(false);
    expect(() => process.kill(pid, 0)).not.toThrow();
  });

  it('that never was is not there', () => {
    expect([markOf(0x7fffffff), isThere('2147483647'), isThere('nobody')]).toEqual([null, false, false]);
  });
});
