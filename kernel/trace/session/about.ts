/** The parts of a session file that are JSON, checked member for member: a file may come from anyone. */

import { textOf } from '../text.ts';
import { BrokenSession } from './bytes.ts';
import type { Marks, SessionAbout } from './format.ts';

const TEXT_MAX = 100_000;
const LIST_MAX = 10_000;

export function readAbout(content: Uint8Array): SessionAbout {
  const about = objectOf(parse(content));
  const format = numberOf(about['format']);
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

function parse(content: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(content)) as unknown;
  } catch {
    throw new BrokenSession('a part of the session is not the JSON it should be');
  }
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
