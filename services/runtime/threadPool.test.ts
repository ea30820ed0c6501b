import { describe, expect, it } from 'vitest';
import { Thread } from './thread.ts';
import { ThreadPool } from './threadPool.ts';

const transport = { trap: () => Promise.resolve({ code: 0, bytes: new Uint8Array(0) }) };

function pool(): { threads: ThreadPool; made: number[]; main: Thread } {
  const made: number[] = [];
  const main = new Thread(transport, 1, 1);
  const threads = new ThreadPool(main, (on) => {
    made.push(on.id);
    return Promise.resolve(new Thread(transport, 1, 100 + made.length));
  });
  return { threads, made, main };
}

describe('the threads of a program', () => {
  it('one thread runs one thing after the other, in the order asked for', async () => {
    const { threads } = pool();
    const log: string[] = [];
    const job = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all([threads.run(job('a')), threads.run(job('b'))]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('before the last idle thread waits for ever, another is made on it', async () => {
    const { threads, made } = pool();
    const waiting = threads.runWaiting(() => new Promise(() => {}));
    expect(await threads.run((thread) => Promise.resolve(thread.id))).toBe(101);
    expect(made).toEqual([1]);
    expect(await Promise.race([waiting, Promise.resolve('waits')])).toBe('waits');
  });

  it('grows to what is asked for, and no further', async () => {
    const { threads } = pool();
    await threads.grow(4);
    await threads.grow(2);
    expect(threads.count).toBe(4);
    const ids = await Promise.all([1, 2, 3, 4].map(() => threads.run((thread) => Promise.resolve(thread.id))));
    expect(new Set(ids).size).toBe(4);
  });

  it('a thread comes back when what it ran failed', async () => {
    const { threads, main } = pool();
    await expect(threads.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await threads.run((thread) => Promise.resolve(thread))).toBe(main);
  });
});
