/** `node newer.ts FROM TO`: a session file as a machlab with a later format of sessions would write it. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { SESSION_FORMAT } from '../../kernel/trace/session/format.ts';
import { readSession, writeSession } from '../../kernel/trace/session.ts';

const [from = '', to = ''] = process.argv.slice(2);
const { about, log } = await readSession(readFileSync(from));
const file = openSync(to, 'w');
await writeSession(
  {
    about: { ...about, machlab: '9.0.0', format: SESSION_FORMAT + 1 } as typeof about,
    log,
    inputs: [],
    marks: { bookmarks: [], notes: [] },
    view: { places: [] },
  },
  (bytes) => void writeSync(file, bytes),
);
closeSync(file);
