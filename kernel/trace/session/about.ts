/** The parts of a session file that are JSON, checked member for member: a file may come from anyone. */

import { PLACES_MAX } from '../../abi/window.ts';
import type { Place } from '../../abi/window.ts';
import { BrokenSession } from './bytes.ts';
import { VIEW_VERSION } from './format.ts';
import type { SessionAbout } from './format.ts';
import { parseJson } from './json.ts';
import { MARK_TEXT_MAX, MARKS_MAX } from './marks.ts';
import type { Marks } from './marks.ts';
import { isPlace, NO_VIEW } from './view.ts';
import type { View } from './view.ts';

/** All marks at their longest would be more; no session comes near. */
const BYTES_MAX = 0x2000000;
/** Of any text and list: there is no longer one. */
const TEXT_MAX = MARK_TEXT_MAX;
const LIST_MAX = Math.max(MARKS_MAX, PLACES_MAX);

export function readAbout(content: Uint8Array): SessionAbout {
  const about = objectOf(parse(content));
  const format = numberOf(about['format']);
  if (format < 1) throw unexpected();
  return {
    format,
    machlab: stringOf(about['machlab']),
    os: stringOf(about['os']),
    startedAt: stringOf(about['startedAt']),
    seed: numberOf(about['seed']),
    profile: stringOf(about['profile']),
    sandbox: listOf(about['sandbox']).map(stringOf),
    catalogue: listOf(about['catalogue']).map(stringOf),
    title: stringOf(about['title']),
  };
}

export function readMarks(content: Uint8Array): Marks {
  const marks = objectOf(parse(content));
  return {
    bookmarks: listOf(marks['bookmarks'])
      .map(objectOf)
      .map(({ seq, label }) => ({ seq: numberOf(seq), label: stringOf(label) })),
    notes: listOf(marks['notes'])
      .map(objectOf)
      .map(({ seq, text }) => ({ seq: numberOf(seq), text: stringOf(text) })),
  };
}

/** A view of a newer version is none: the session is drawn as if nobody had changed anything. */
export function readView(content: Uint8Array): View {
  const view = objectOf(parse(content));
  if (numberOf(view['version']) > VIEW_VERSION) return NO_VIEW;
  const places = new Map<string, Place>();
  for (const { key, x, y } of listOf(view['places']).map(objectOf)) {
    const place = { key: stringOf(key), x: numberOf(x), y: numberOf(y) };
    if (!isPlace(place)) throw unexpected();
    places.set(place.key, place);
  }
  return { places: [...places.values()] };
}

function parse(content: Uint8Array): unknown {
  const value = parseJson(content, BYTES_MAX);
  if (value === undefined) throw new BrokenSession('a part of the session is not the JSON it should be');
  return value;
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected();
  return value as Record<string, unknown>;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value) || value.length > LIST_MAX) throw unexpected();
  return value as unknown[];
}

function stringOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > TEXT_MAX) throw unexpected();
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unexpected();
  return value;
}

function unexpected(): BrokenSession {
  return new BrokenSession('a part of the session does not have the members it should have');
}
