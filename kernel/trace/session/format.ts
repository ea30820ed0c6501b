/**
 * The session file, `.machlab`: eight bytes of magic, then sections. A section is 16 bytes of header (u32 kind, u32 stored bytes,
 * u32 raw bytes, u32 flags; little-endian), its bytes, deflated or as they are, and 32 bytes of SHA-256 over the hash before it (for
 * the first: over the magic), its header and its stored bytes. The first section says what was recorded, the last that nothing is missing.
 */

import { NO_MARKS } from './marks.ts';
import type { Marks } from './marks.ts';
import { NO_VIEW } from './view.ts';
import type { View } from './view.ts';

/** The format that this code writes, and the newest that it reads. */
export const SESSION_FORMAT = 1;

/** "MACHLAB" and the end-of-file character, so that printing the file to a terminal stops there. */
export const MAGIC = new Uint8Array([0x4d, 0x41, 0x43, 0x48, 0x4c, 0x41, 0x42, 0x1a]);
export const SECTION_HEADER_BYTES = 16;
export const HASH_BYTES = 32;
export const FLAG_DEFLATED = 1;

export const KIND_ABOUT = 1;
export const KIND_EVENTS = 2;
export const KIND_INPUTS = 3;
/** The state before the first event, when earlier events were trimmed. */
export const KIND_BASE = 4;
export const KIND_MARKS = 5;
export const KIND_END = 255;
/** Kinds with this bit may be skipped by who does not know them. */
export const KIND_OPTIONAL = 0x8000;
/** Whole bodies of messages, of which the events have the beginning: for each its message, and its bytes. */
export const KIND_BODIES = KIND_OPTIONAL | 1;
/** How the session is drawn: JSON, `VIEW_VERSION` and a `View`. A reader that does not know the version draws it in its own way. */
export const KIND_VIEW = KIND_OPTIONAL | 2;
export const VIEW_VERSION = 1;
/**
 * A checkpoint: the state before the next event, as the recording machlab held it. A reader whose own fold comes to another one says so,
 * rather than showing what never was.
 */
export const KIND_CHECKPOINT = KIND_OPTIONAL | 3;
/** Events between two checkpoints of a file, at least. */
export const CHECKPOINT_EVENTS = 262_144;

/** Raw bytes of one section at most, the largest frame of a task included: what a hostile file can make a reader allocate at once. */
export const SECTION_BYTES_MAX = 0x5000000;

/** What a session says of itself. */
export interface SessionAbout {
  readonly format: number;
  /** machlab's version. */
  readonly machlab: string;
  /** The operating system and its version, in its own words. */
  readonly os: string;
  /** When the recording began, ISO 8601. */
  readonly startedAt: string;
  readonly seed: number;
  /** Name of the kernel's profile. */
  readonly profile: string;
  /** Layers of the sandbox that held. */
  readonly sandbox: readonly string[];
  /** Services that could be started. */
  readonly catalogue: readonly string[];
  /** What was run, for people. */
  readonly title: string;
}

/** What people have added to a session. */
export interface Additions {
  readonly marks: Marks;
  readonly view: View;
}

export const NO_ADDITIONS: Additions = { marks: NO_MARKS, view: NO_VIEW };

/** Where a session that was cut short has its last whole part. */
export interface CutSession {
  /** The file's bytes up to there. What follows them nobody can read. */
  readonly endBytes: number;
  /** The last link of the chain. */
  readonly hash: Uint8Array;
}

/**
 * Finds the end of the last whole part from the headers alone. `read` gives the bytes from one place to another of a file of `sizeBytes`.
 * Null when there is no part, or the session is complete. Whether the parts are sound a reader finds out.
 */
export function cutSession(sizeBytes: number, read: (from: number, to: number) => Uint8Array): CutSession | null {
  let endBytes = MAGIC.length;
  for (;;) {
    const start = endBytes + SECTION_HEADER_BYTES;
    if (start > sizeBytes) break;
    const header = read(endBytes, start);
    const view = new DataView(header.buffer, header.byteOffset, header.length);
    if (view.getUint32(0, true) === KIND_END) return null;
    const end = start + view.getUint32(4, true) + HASH_BYTES;
    if (end > sizeBytes) break;
    endBytes = end;
  }
  return endBytes === MAGIC.length ? null : { endBytes, hash: read(endBytes - HASH_BYTES, endBytes) };
}

/** The next link of the chain. */
export async function chain(before: Uint8Array, ...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, before.length));
  let at = 0;
  for (const part of [before, ...parts]) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}
