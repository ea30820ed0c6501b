import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EV_MSG_CREATED } from '../abi/events.ts';
import { Checkpoints } from './checkpoints.ts';
import { foldRange } from './fold.ts';
import { Log } from './log.ts';
import { CHUNK_EVENTS } from './recorder.ts';
import { endsMessage, Replica } from './replica.ts';
import { State } from './state.ts';
import { Crowd } from './testing/crowd.ts';
import { dump } from './testing/dump.ts';
import { Story } from './testing/story.ts';

function logOf(batches: readonly Parameters<Log['append']>[0][], limit?: number): Log {
  const log = new Log(limit);
  for (const batch of batches) log.append(batch);
  return log;
}

/** The state after event `seq`, folded from the beginning. */
function folded(log: Log, seq: number): string {
  const state = State.from(log.base);
  for (const chunk of log.chunks())
    foldRange(state, chunk, chunk.firstSeq, Math.max(chunk.firstSeq, Math.min(seq + 1, chunk.firstSeq + chunk.count)));
  return dump(state);
}

describe('a replica', () => {
  test('goes anywhere from anywhere and is what folding from the beginning gives', () => {
    const log = logOf(new Story(21).tell(3 * CHUNK_EVENTS).batches);
    const shared = new Checkpoints(log);
    const [one, other] = [new Replica(log, shared), new Replica(log, shared)];
    one.seek(log.end);
    expect(shared.count).toBe(3);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: log.end - 1 }), { minLength: 1, maxLength: 6 }), fc.boolean(), (places, first) => {
        const replica = first ? one : other;
        for (const place of places) expect(replica.seek(place)).toBe(place);
        return dump(replica.state) === folded(log, places.at(-1)!);
      }),
      { numRuns: 25 },
    );
  });

  test('keeps its place while the log grows, and is put at the first event that is left when the log is trimmed under it', () => {
    const story = new Story(22);
    const log = new Log(CHUNK_EVENTS);
    const replica = new Replica(log);
    const grow = (): void => {
      for (const batch of story.tell(3000).batches) log.append(batch);
    };
    grow();
    replica.seek(100);
    grow();
    expect([replica.at, replica.live]).toEqual([100, false]);
    while (log.first === 0) grow();
    expect(replica.seek(replica.at)).toBe(log.first - 1);
    expect(dump(replica.state) === dump(log.base)).toBe(true);
    expect(replica.seek(log.end)).toBe(log.end - 1);
    expect(replica.live).toBe(true);
  });

  test('steps by events, by whole traps and by messages', () => {
    const log = logOf(new Crowd(3).act(400).batches);
    const replica = new Replica(log);
    expect(replica.step()!.seq).toBe(0);
    expect(replica.back()!.seq).toBe(0);
    expect([replica.at, replica.back()]).toEqual([-1, undefined]);
    const ends: number[] = [];
    while (!replica.live) ends.push(replica.stepTrap());
    const opens = Array.from({ length: log.end }, (_, seq) => seq).filter((seq) => log.event(seq)!.opens);
    expect(ends).toEqual([...opens.slice(1).map((seq) => seq - 1), log.end - 1]);
    expect(replica.backTrap()).toBe(opens.at(-1)! - 1);

    replica.seek(-1);
    const created = Array.from({ length: log.end }, (_, seq) => log.event(seq)!).filter((event) => event.type === EV_MSG_CREATED);
    const { seq } = created.find((event) => replica.stepMessage(event.field('msg')) !== null)!;
    expect(replica.event!.field('msg')).toBe(log.event(seq)!.field('msg'));
    expect(endsMessage(replica.event!.type)).toBe(true);
    expect(replica.state.messages.get(log.event(seq)!.field('msg'))).toBeUndefined();
    replica.seek(log.end);
    expect([replica.stepMessage(), replica.live]).toEqual([null, true]);
  });
});
