import { once } from 'node:events';
import { duplexPair, type Duplex } from 'node:stream';
import { setImmediate as nextLook } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { Turns } from './turns.ts';

const FRAME = new Uint8Array(new Uint32Array([16, 2, 0, 0]).buffer);
const frames = (count: number): Uint8Array => new Uint8Array(Array.from({ length: count }, () => [...FRAME]).flat());

function system(count: number): { taken: number[]; turns: Turns; connections: Connection[]; tasks: Duplex[] } {
  const taken: number[] = [];
  const turns = new Turns(() => undefined);
  const taker = { frame: (process: number) => void taken.push(process), badFrame: () => undefined };
  const tasks: Duplex[] = [];
  const connections = Array.from({ length: count }, (_, index) => {
    const [task, channel] = duplexPair();
    const connection = new Connection(index, channel, taker);
    channel.on('data', (chunk: Buffer) => turns.arrived(connection, chunk));
    tasks.push(task);
    return connection;
  });
  return { taken, turns, connections, tasks };
}

async function settle(taken: readonly number[]): Promise<void> {
  for (let before = -1; before !== taken.length;) {
    before = taken.length;
    for (let look = 0; look < 20; look++) await nextLook();
  }
}

describe('turns', () => {
  it('hands over everything, in the order of each connection', async () => {
    const { taken, tasks } = system(3);
    tasks.forEach((task, index) => task.write(frames(100 * (index + 1))));
    await settle(taken);
    expect([0, 1, 2].map((process) => taken.filter((one) => one === process).length)).toEqual([100, 200, 300]);
  });

  it('lets who says little go before the rest of what a flooder says', async () => {
    const { taken, tasks } = system(2);
    tasks[0]?.write(frames(1000));
    await nextLook();
    tasks[1]?.write(frames(1));
    await settle(taken);
    expect(taken).toHaveLength(1001);
    expect(taken.indexOf(1)).toBeLessThan(100);
  });

  it('shares between two that flood', async () => {
    const { taken, tasks } = system(2);
    tasks[0]?.write(frames(500));
    tasks[1]?.write(frames(500));
    await settle(taken);
    const early = taken.slice(0, 400).filter((process) => process === 1).length;
    expect(early).toBeGreaterThan(150);
    expect(early).toBeLessThan(250);
  });

  it('does not read a connection that is blocked, until it is not', async () => {
    const { taken, turns, connections, tasks } = system(1);
    const [connection] = connections;
    if (connection === undefined) throw new Error('there is none');
    connection.blocked = true;
    tasks[0]?.write(frames(30));
    await settle(taken);
    expect(taken).toEqual([]);
    connection.blocked = false;
    turns.resume(connection);
    await settle(taken);
    expect(taken).toHaveLength(30);
    tasks[0]?.write(frames(1));
    await settle(taken);
    expect(taken).toHaveLength(31);
  });

  it('reads nobody while it is halted', async () => {
    const { taken, turns, connections, tasks } = system(2);
    turns.halt();
    tasks[0]?.write(frames(3));
    await settle(taken);
    expect(taken).toEqual([]);
    turns.go(connections);
    await settle(taken);
    expect(taken).toHaveLength(3);
  });

  it('tells of the end of a channel after all that came through it', async () => {
    const { taken, turns, connections, tasks } = system(1);
    const [connection] = connections;
    if (connection === undefined) throw new Error('there is none');
    let before = -1;
    connection.channel.on('close', () => turns.closed(connection, () => (before = taken.length)));
    const closed = once(connection.channel, 'close');
    connection.channel.on('end', () => connection.channel.end());
    tasks[0]?.end(frames(200));
    tasks[0]?.resume();
    await closed;
    await settle(taken);
    expect(before).toBe(200);
  });
});
