/**
 * A page renderer: what its browser asks of it. Its own word to the browser is in `browser.ts` (`pageHost`). A renderer shows several pages
 * of one site, each known by the number that the browser gave it.
 */
import { bytes, i32, memory, routine, sendRight, simpleRoutine, string, subsystem, u32 } from '../mig.ts';

export const INPUT_POINTER_MOVE = 1;
export const INPUT_POINTER_DOWN = 2;
export const INPUT_POINTER_UP = 3;
export const INPUT_WHEEL = 4;
export const INPUT_KEY_DOWN = 5;
export const INPUT_KEY_UP = 6;

export const MODIFIER_SHIFT = 1;
export const MODIFIER_CONTROL = 2;
export const MODIFIER_ALT = 4;
export const MODIFIER_META = 8;
/** The pointer's button is down. */
export const MODIFIER_BUTTON = 0x100;

/** Ways for a process to break, each by what it really does. */
export const CRASH_ABORT = 1;
/** Recursion that nobody catches. */
export const CRASH_STACK = 2;
/** Takes memory until its limit ends it. */
export const CRASH_MEMORY = 3;
/** Computes for ever, and answers nobody any more. */
export const CRASH_LOOP = 4;
export const CRASH_EXIT = 5;
/** A system call for which the filter ends a process. */
export const CRASH_SYSCALL = 6;

export const URL_BYTES = 2048;
export const KEY_BYTES = 32;
/** Name of a channel between pages of a site, and a text on it. */
export const CHANNEL_BYTES = 64;
export const CHANNEL_TEXT_BYTES = 0x4000;

export const renderer = subsystem('renderer', {
  /** Shows a document. `stored`: JSON of what the site keeps. Pictures of it come back by `page_painted`. */
  renderer_load: routine(8000, { page: u32, url: string(URL_BYTES), width: u32, height: u32, html: memory, stored: memory }),
  renderer_close: simpleRoutine(8001, { page: u32 }),
  renderer_resize: simpleRoutine(8002, { page: u32, width: u32, height: u32 }),
  /** `kind`: INPUT_*; `modifiers`: MODIFIER_*; `delta` of the wheel in pixels. */
  renderer_input: simpleRoutine(8003, { page: u32, kind: u32, x: i32, y: i32, delta: i32, modifiers: u32, key: string(KEY_BYTES) }),
  /** A text from another page of the site. */
  renderer_deliver: simpleRoutine(8004, { page: u32, channel: string(CHANNEL_BYTES), text: bytes(CHANNEL_TEXT_BYTES) }),
  /** Nothing but an answer, for whoever wants to know that it still listens. */
  renderer_ping: routine(8005, {}),
  /** Breaks, in earnest: CRASH_*. */
  renderer_crash: simpleRoutine(8006, { how: u32 }),
  /** Paints again even what has not changed. */
  renderer_repaint: simpleRoutine(8007, { page: u32 }),
  /** The plug-in that draws a rectangle of a page; a null right when it is gone. */
  renderer_plugin: simpleRoutine(8008, { page: u32, embed: u32, plugin: sendRight }),
});
