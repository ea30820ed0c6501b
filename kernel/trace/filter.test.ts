import { describe, expect, test } from 'vitest';
import { isFilter, parseFilter } from './filter.ts';
import type { Filter } from './filter.ts';
import type { Replica } from './replica.ts';
import { findAll, findNext, findPrevious } from './search.ts';
import { copied, Stage } from './testing/stage.ts';

function filterOf(text: string): Filter {
  const filter = parseFilter(text);
  if (!isFilter(filter)) throw new Error(`${filter.message} (at ${filter.at})`);
  return filter;
}
const wrong = (text: string): unknown => {
  const { message, at, length } = parseFilter(text) as Exclude<ReturnType<typeof parseFilter>, Filter>;
  return [message, text.slice(at, at + length)];
};

/** A browser fills the file server's queue; the server receives one message and is killed. */
function play(): Replica {
  const stage = new Stage();
  const [files, browser] = [stage.actor('files'), stage.actor('browser')];
  const port = files.serve('file server');
  const inBrowser = browser.lookUp('file server');
  const reply = browser.port();
  browser.send(inBrowser, 6000, reply, [copied(inBrowser)]);
  for (let i = 1; i < 5; i++) browser.send(inBrowser, 2400 + i);
  browser.send(inBrowser, 2405);
  files.receive(port);
  files.crash();
  return stage.replica();
}
const replica = play();
const all = (text: string): number[] => findAll(replica, filterOf(text), 0, replica.log.end);
const names = (text: string): string[] => all(text).map((seq) => replica.log.event(seq)!.name);

describe('a filter', () => {
  test('picks by type, by a group of types, and by the beginning of their names', () => {
    expect(new Set(names('type:queued,dequeued'))).toEqual(new Set(['queued', 'dequeued']));
    expect(new Set(names('type:send'))).toEqual(new Set(['msg-created', 'copyin', 'queued']));
    expect(new Set(names('type:name'))).toEqual(
      new Set(['name-allocated', 'name-inserted', 'name-arrived', 'name-left', 'name-died', 'name-destroyed']),
    );
  });

  test('picks by what tasks, ports and messages are called, or by their numbers', () => {
    expect(names('type:queued port:"file server"')).toEqual(Array.from({ length: 5 }, () => 'queued'));
    const port = replica.log.event(all('type:queued port:"file server"')[0]!)!.field('port');
    expect(all(`port:p${port}`)).toEqual(all(`port:${port}`));
    expect(all(`port:p${port}`)).toEqual(expect.arrayContaining(all('port:"FILE SERVER"')));
    expect(names('type:msg-created msg:file_open')).toEqual(['msg-created']);
    expect(names('type:msg-created id:2401..2403')).toEqual(['msg-created', 'msg-created', 'msg-created']);
    expect(names('type:process-ended task:files')).toEqual(['process-ended']);
    expect(all('task:files').length).toBeGreaterThan(0);
    expect(all('task:files').length + all('-task:files').length).toBe(replica.log.end);
  });

  test('picks full queues, kinds of right, codes, names and sizes', () => {
    expect(names('queue:full type:queued')).toEqual(['queued']);
    expect(replica.log.event(all('queue:full type:queued')[0]!)!.field('count')).toBe(5);
    expect(names('right:dead type:name')).toEqual(['name-died']);
    expect(names('type:return code:error')).toEqual(['return']);
    expect(all('code:timed_out')).toEqual(all('type:return code:MACH_SEND_TIMED_OUT'));
    expect(all('code:0x10000004')).toEqual(all('code:MACH_SEND_TIMED_OUT'));
    const name = replica.log.event(all('right:dead type:name')[0]!)!.field('name');
    expect(all(`name:0x${name.toString(16)}`)).toContain(all('right:dead type:name')[0]);
    expect(names('type:msg-created size:>40 task:browser id:6000')).toEqual(['msg-created']);
  });

  test('picks by number of the event, by any field, and turned round', () => {
    expect(all('#10..12')).toEqual([10, 11, 12]);
    expect(all('#5')).toEqual([5]);
    expect(all('-#3..')).toEqual([0, 1, 2]);
    expect(all('type:queued count:>=5')).toEqual(all('queue:full type:queued'));
    expect(all('')).toHaveLength(replica.log.end);
  });

  test('plain words find names, types, messages and text', () => {
    expect(all('browser')).toEqual(expect.arrayContaining(all('type:msg-created task:browser')));
    expect(names('file_open type:queued')).toEqual(['queued']);
    expect(names('"file server" type:service').length).toBeGreaterThan(0);
    expect(all('nothing-like-that')).toEqual([]);
  });

  test('says what is wrong, and where', () => {
    expect(wrong('task:a typ:queued')).toEqual(['nothing is called typ:; there is type', 'typ:']);
    for (const word of ['constructor:1', 'type:constructor', 'right:constructor', 'type:__proto__', 'code:constructor'])
      expect(wrong(word)).toEqual([expect.stringMatching(/called|a right is/), expect.any(String)]);
    expect(wrong('colour:red')).toEqual([expect.stringContaining('nothing is called colour:; there is type, task'), 'colour:']);
    expect(wrong('-colour:red')).toEqual([expect.any(String), 'colour:']);
    expect(wrong('type:queue')).toEqual(['no event is called queue; there is queued, dequeued', 'queue']);
    expect(wrong('type:snd')).toEqual(['no event is called snd; there is send', 'snd']);
    expect(wrong('type:dequeed')).toEqual(['no event is called dequeed; there is dequeued', 'dequeed']);
    expect(wrong('port:"file server')).toEqual(['the quote that begins here has no end', '"file server']);
    expect(wrong('type:')).toEqual(['after type: comes a value', 'type:']);
    expect(wrong('a #x')).toEqual([expect.stringContaining('a number is wanted here'), 'x']);
    expect(wrong('#')).toEqual(['after # comes the number of an event, or two with .. between', '#']);
    expect(wrong('right:left')).toEqual(['a right is send, receive, once, set or dead, not left', 'left']);
    expect(wrong('id:2400,x')).toEqual([expect.stringContaining('a number is wanted'), 'x']);
    expect(wrong('port:"a"b')).toEqual(['a space is missing after the closing quote', 'b']);
    expect(wrong('code:NOTHING_LIKE_IT')).toEqual(['no code is called NOTHING_LIKE_IT', 'NOTHING_LIKE_IT']);
    expect(wrong('code:KERN_INVALID_NAM')).toEqual(['no code is called KERN_INVALID_NAM; there is KERN_INVALID_NAME', 'KERN_INVALID_NAM']);
  });
});

describe('search', () => {
  test('goes to the next and the previous event that passes, and leaves the cursor where it is', () => {
    const filter = filterOf('type:queued');
    const places = all('type:queued');
    const here = replica.at;
    expect(findNext(replica, filter, -1)).toBe(places[0]);
    expect(findNext(replica, filter, places[0]!)).toBe(places[1]);
    expect(findPrevious(replica, filter, places[1]!)).toBe(places[0]);
    expect(findPrevious(replica, filter, places[0]!)).toBeUndefined();
    expect(findNext(replica, filter, places.at(-1)!)).toBeUndefined();
    expect(replica.at).toBe(here);
  });
});
