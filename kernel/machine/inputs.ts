/** The kernel's inputs: all that can happen to it. Recorded in their order they make every run repeatable. */
import type { Catalogue } from '../abi/catalogue.ts';
import type { ProfileName } from '../abi/profile.ts';

/** What the machine was made with; first, and never given to it. JSON: `BootInput`. */
export const INPUT_BOOT = 0;
/** A frame of a process: its bytes. */
export const INPUT_FRAME = 1;
/** A requested process has its OS process: u32 pid. */
export const INPUT_STARTED = 2;
/** What the OS says of its sandbox: u32 seccomp mode, u32 no_new_privs. */
export const INPUT_CHECKED = 3;
/** What the host measured: u32 resident kB, u32 CPU ms. */
export const INPUT_MEASURED = 4;
/** It is gone, channel and all: i32 exit code (-1: none), i32 signal (0: none), then the end of its standard error, UTF-8. */
export const INPUT_EXITED = 5;
/** Time has passed. */
export const INPUT_TIMER = 6;
/** A debugger's command: u32 command, window, argument, argument2, then text, UTF-8. */
export const INPUT_COMMAND = 7;
/** The channel broke the rules of framing; the frame itself is not kept. */
export const INPUT_BAD_FRAME = 8;

/** What a machine needs to be the same again. */
export interface BootInput {
  readonly profile: ProfileName;
  readonly catalogue: Catalogue;
}

/** Takes inputs as they are given to the machine. `bytes` from `at` to `end` are only lent. */
export interface InputSink {
  input(kind: number, hostUs: number, process: number, bytes: Uint8Array, at: number, end: number): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NOTHING = new Uint8Array(0);

/** Words and a text as the payload of an input. */
export function payload(words: readonly number[], text = ''): Uint8Array {
  const tail = text === '' ? NOTHING : encoder.encode(text);
  const bytes = new Uint8Array(words.length * 4 + tail.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => view.setUint32(index * 4, word >>> 0, true));
  bytes.set(tail, words.length * 4);
  return bytes;
}

/** The words and the text of such a payload. */
export function unpack(bytes: Uint8Array, count: number): { readonly words: readonly number[]; readonly text: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = Array.from({ length: count }, (_, index) => view.getInt32(index * 4, true));
  return { words, text: decoder.decode(bytes.subarray(count * 4)) };
}
