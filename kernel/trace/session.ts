/** The door to session files. */

export { BrokenSession } from './session/bytes.ts';
export { SESSION_FORMAT } from './session/format.ts';
export type { Bookmark, InputRecord, Marks, Note, SessionAbout } from './session/format.ts';
export { readSession } from './session/read.ts';
export type { Session } from './session/read.ts';
export { SessionWriter, writeSession } from './session/write.ts';
