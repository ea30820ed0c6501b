/** The door to session files. */

export { BrokenSession } from './session/bytes.ts';
export { cutSession, NO_ADDITIONS, SESSION_FORMAT } from './session/format.ts';
export type { Additions, CutSession, SessionAbout } from './session/format.ts';
export { readSession } from './session/read.ts';
export type { Session } from './session/read.ts';
export type { InputRecord, Inputs } from './session/inputs.ts';
export { NO_MARKS, withMark, withoutMark } from './session/marks.ts';
export type { Bookmark, Marks, Note } from './session/marks.ts';
export { isPlace, NO_VIEW, withoutPlace, withPlace } from './session/view.ts';
export type { View } from './session/view.ts';
export { SessionWriter, writeSession } from './session/write.ts';
