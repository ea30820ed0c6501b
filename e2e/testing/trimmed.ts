/** `node trimmed.ts FROM TO`: a session file without its first 300 events, as that of a long run is. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { foldRange } from '../../kernel/trace/fold.ts';
import { Log } from '../../kernel/trace/log.ts';
import { readSession, writeSession } from '../../kernel/trace/session.ts';
import { State } from '../../kernel/trace/state.ts';

const FIRST = 300;
const [from = '', to = ''] = process.argv.slice(2);
const { about, log, bodies } = await readSession(readFileSync(from));
const state = new State();
state.restore(log.base);
for (const chunk of log.chunks())
  if (chunk.firstSeq < FIRST) foldRange(state, chunk, chunk.firstSeq, Math.min(FIRST, chunk.firstSeq + chunk.count));
const rest = new Log(undefined, { first: FIRST, base: state.freeze() });
for (const chunk of log.chunks()) rest.append(chunk);
const file = openSync(to, 'w');
await writeSession(
  { about, log: rest, inputs: [], bodies: bodies.entries(), marks: { bookmarks: [], notes: [] }, view: { places: [] } },
  (bytes) => void writeSync(file, bytes),
);
closeSync(file);
