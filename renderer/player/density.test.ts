import { describe, expect, it } from 'vitest';
import { Log } from '../../kernel/trace/log.ts';
import { Story } from '../../kernel/trace/testing/story.ts';
import { density, ticks } from './density.ts';
import { MarkIndex, indexFrom, markOf } from './marks.ts';
import { messageEnd, messageStart, trapEnd, trapStart } from './search.ts';
import { EVENT_WORDS } from '../../kernel/abi/events.ts';

function told(events: number, limit?: number): { log: Log; index: MarkIndex } {
  const log = new Log(limit);
  const index = new MarkIndex();
  for (const batch of new Story(11).tell(events).batches) {
    log.append(batch);
    index.add(batch);
    index.trim(log.first);
  }
  return { log, index };
}

describe('the scrubber', () => {
  it('has one bar for each stretch of events, the busiest the highest', () => {
    const { log } = told(3000);
    const bars = density(log, 100);
    expect(bars.length).toBe(100);
    expect(Math.max(...bars)).toBe(1);
    expect(Math.min(...bars)).toBe(0);
    expect(density(new Log(), 100)).toEqual([]);
  });

  it('writes round numbers', () => {
    expect(ticks(0, 183, 9)).toEqual([0, 50, 100, 150]);
    expect(ticks(12_400, 1_012_400, 5)).toEqual([200_000, 400_000, 600_000, 800_000, 1_000_000]);
    expect(ticks(0, 0, 5)).toEqual([0]);
  });

  it('marks the events that are worth going to, and forgets them with their events', () => {
    const { log, index } = told(3000);
    expect(index.all.length).toBeGreaterThan(5);
    for (const { seq, kind } of index.all) {
      const chunk = log.chunk(seq)!;
      expect(markOf(chunk.words, (seq - chunk.firstSeq) * EVENT_WORDS)).toBe(kind);
    }
    const half = index.all[3]!.seq;
    index.trim(half);
    expect(index.all[0]!.seq).toBe(half);
    expect(indexFrom(index.all, half + 1)).toBe(1);
  });
});

describe('a longer step', () => {
  it('goes over all events of one trap', () => {
    const { log } = told(500);
    for (let position = log.first; position < log.end;) {
      const end = trapEnd(log, position);
      expect(end).toBeGreaterThan(position);
      expect(end === log.end || log.event(end)!.opens).toBe(true);
      expect(trapStart(log, end)).toBe(position);
      position = end;
    }
  });

  it('goes to the end of the next message, and back before it began', () => {
    const { log } = told(500);
    const end = messageEnd(log, 0, 0)!;
    const id = log.event(end - 1)!.field('msg');
    const start = messageStart(log, end, id)!;
    expect(log.event(start)!.name).toBe('msg-created');
    expect(log.event(start)!.field('msg')).toBe(id);
    expect(messageEnd(log, start, id)).toBe(end);
    expect(messageEnd(log, log.end, 0)).toBe(undefined);
  });
});
