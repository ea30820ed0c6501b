import { textOf } from '../text.ts';

/** What we write is nested less than this. */
const DEPTH_MAX = 32;

/** JSON of a file from anywhere: undefined for what is none, for more than so many bytes, and for values in values in values without an end. */
export function parseJson(content: Uint8Array, bytesMax: number): unknown {
  if (content.length > bytesMax || depthOf(content) > DEPTH_MAX) return undefined;
  try {
    return JSON.parse(textOf(content)) as unknown;
  } catch {
    return undefined;
  }
}

/** How deep lists and objects are nested. */
function depthOf(content: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!;
    if (quoted) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === BRACKET || byte === BRACE) deepest = Math.max(deepest, ++depth);
    else if (byte === BRACKET_END || byte === BRACE_END) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
