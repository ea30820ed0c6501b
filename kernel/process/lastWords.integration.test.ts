import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { hearLastWords } from './lastWords.ts';

const WORDS = 100_000;

async function heard(prepare: (channel: Duplex) => void): Promise<{ bytes: number; events: string[] }> {
  const talk = `require('fs').writeSync(3, Buffer.alloc(${WORDS}, 'w'))`;
  const child = spawn(process.execPath, ['-e', talk], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const channel = child.stdio[3] as Duplex;
  const told = { bytes: 0, events: [] as string[] };
  channel.on('error', () => told.events.push('error'));
  prepare(channel);
  channel.on('data', (piece: Buffer) => {
    told.bytes += piece.length;
    told.events.push('data');
  });
  // Not read until it is dead: Node would resume the channel when it reaps the child, so that it must not come to that.
  channel.pause();
  channel.resume = () => channel;
  await once(child, 'exit');
  channel.write('to nobody');
  await new Promise((resolve) => channel.once('close', resolve));
  return told;
}

it('hears what a process said before it died, though a write to it fails first', async () => {
  const { bytes, events } = await heard(hearLastWords);
  expect(bytes).toBe(WORDS);
  expect(events.indexOf('data')).toBeLessThan(events.indexOf('error'));
});

it('would miss it otherwise', async () => {
  expect((await heard(() => undefined)).bytes).toBeLessThan(WORDS);
});
