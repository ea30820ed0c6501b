import { describe, expect, it } from 'vitest';
import { ANSWER_MAGIC, WINDOW_PROTOCOL } from '../../kernel/abi/window.ts';
import type { ToHost, Welcome } from '../../kernel/abi/window.ts';
import { encodeBatch } from '../../kernel/trace/batch.ts';
import { Story } from '../../kernel/trace/testing/story.ts';
import { Link } from './link.ts';
import type { LinkState } from './link.ts';
import { parseToWindow } from './transport.ts';
import type { TransportListener } from './transport.ts';

const WELCOME: Welcome = {
  type: 'welcome',
  protocol: WINDOW_PROTOCOL,
  machlab: '1',
  run: 'first',
  window: 1,
  readOnly: false,
  os: 'an OS',
  seed: 1,
  startedAt: '',
  programs: [],
  opens: '',
  recovered: [],
  settings: '',
  settingsSetAside: '',
  workloads: [],
  policies: [],
};

/** A link whose other end and whose clock the test holds. */
function linked(): {
  link: Link;
  sent: ToHost[];
  states: LinkState[];
  batches: number[];
  files: Uint8Array[];
  waits: number[];
  host(): TransportListener;
  tick(): void;
} {
  const sent: ToHost[] = [];
  const states: LinkState[] = [];
  const batches: number[] = [];
  const files: Uint8Array[] = [];
  const waits: number[] = [];
  const due: (() => void)[] = [];
  const hosts: TransportListener[] = [];
  const link = new Link(
    (listener) => {
      hosts.push(listener);
      return { send: (message) => sent.push(message), close: () => listener.closed(false) };
    },
    {
      state: (state) => states.push(state),
      welcome: () => {},
      status: () => {},
      breakpoints: () => {},
      marks: () => {},
      view: () => {},
      batch: (batch) => batches.push(batch.firstSeq),
      catchUp: (file) => files.push(file),
    },
    (act, ms) => {
      due.push(act);
      waits.push(ms);
    },
  );
  return { link, sent, states, batches, files, waits, host: () => hosts.at(-1)!, tick: () => due.shift()?.() };
}

const answerBytes = (request: number, ...bytes: number[]): Uint8Array => {
  const out = new Uint8Array(8 + bytes.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, ANSWER_MAGIC, true);
  view.setUint32(4, request, true);
  out.set(bytes, 8);
  return out;
};

describe('the link to a host', () => {
  it('asks for all events at first and, after a loss, from where it was', () => {
    const { link, sent, states, host, tick } = linked();
    host().opened();
    host().text(WELCOME);
    link.took(40);
    host().closed(false);
    tick();
    host().opened();
    expect(sent.filter(({ type }) => type === 'hello')).toEqual([
      { type: 'hello', protocol: WINDOW_PROTOCOL, from: 0, run: '' },
      { type: 'hello', protocol: WINDOW_PROTOCOL, from: 40, run: 'first' },
    ]);
    expect(states).toEqual(['connecting', 'open', 'lost', 'lost']);
  });

  it('tries again ever more slowly and never gives up', () => {
    const { host, tick, waits } = linked();
    for (let i = 0; i < 8; i++) {
      host().closed(false);
      tick();
    }
    expect(waits).toEqual([100, 250, 500, 1000, 2000, 4000, 4000, 4000]);
  });

  it('does not try again where it is not wanted', () => {
    const { host, states, waits } = linked();
    host().closed(true);
    expect(states.at(-1)).toBe('refused');
    expect(waits).toEqual([]);
  });

  it('pairs each command with its own answer, whatever the order', async () => {
    const { link, host } = linked();
    host().opened();
    const pause = link.command({ do: 'pause' });
    const body = link.command({ do: 'fetchBody', msg: 7 });
    host().binary(answerBytes(2, 9, 8));
    host().text({ type: 'refused', request: 1, code: 'read-only', text: '' });
    expect(await pause).toMatchObject({ type: 'refused', code: 'read-only' });
    expect(await body).toEqual({ type: 'bytes', bytes: new Uint8Array([9, 8]) });
  });

  it('answers commands itself when nobody is there', async () => {
    const { link, host } = linked();
    expect(await link.command({ do: 'run' })).toMatchObject({ type: 'refused', code: 'failed' });
    host().opened();
    const answer = link.command({ do: 'run' });
    host().closed(false);
    expect(await answer).toMatchObject({ type: 'refused', code: 'failed' });
  });

  it('tells batches from answers and ignores what is neither', () => {
    const { batches, files, host } = linked();
    host().opened();
    const story = new Story(3).tell(20);
    for (const batch of story.batches) host().binary(encodeBatch(batch));
    host().binary(new Uint8Array([1, 2, 3]));
    host().binary(answerBytes(0, 5));
    expect(batches.length).toBe(story.batches.length);
    expect(files).toEqual([new Uint8Array([5])]);
  });

  it('forgets the events of another run', () => {
    const { link, sent, host, tick } = linked();
    host().opened();
    host().text(WELCOME);
    link.took(40);
    host().text({ ...WELCOME, run: 'second' });
    host().closed(false);
    tick();
    host().opened();
    expect(sent.at(-1)).toMatchObject({ from: 0, run: 'second' });
  });
});

describe('a text from the host', () => {
  it('is one of the known messages or nothing', () => {
    expect(parseToWindow(JSON.stringify(WELCOME))).toEqual(WELCOME);
    for (const text of ['', '{', 'null', '[]', '{"type":"rm"}', 7]) expect(parseToWindow(text)).toBe(null);
  });
});
