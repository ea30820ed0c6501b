import { readSync } from 'node:fs';
import type { Duplex } from 'node:stream';

const PIECE_BYTES = 64 * 1024;

/**
 * A write to a process that has just died makes Node close the channel at once, with what the process said before its end unread in it.
 * This reads it first: it comes as `data`, and then the channel closes. Nothing is read for who destroys a channel without an error.
 */
export function hearLastWords(channel: Duplex): void {
  const destroy = channel.destroy.bind(channel);
  let listening = false;
  channel.destroy = (error) => {
    if (error === undefined || error === null) return destroy();
    if (listening) return channel;
    listening = true;
    // Later: the write that failed may stand in the middle of the handling of another task's frame.
    setImmediate(() => {
      while (channel.read() !== null); // what Node has read and not handed over yet comes as `data` by itself
      for (const piece of drain(descriptorOf(channel))) channel.emit('data', piece);
      destroy(error);
    });
    return channel;
  };
}

function descriptorOf(channel: Duplex): number {
  const { _handle: handle } = channel as Duplex & { readonly _handle?: { readonly fd?: number } | null };
  return handle?.fd ?? -1;
}

/** What the operating system still holds of a socket whose other end is gone: at most its buffer. */
function drain(descriptor: number): Buffer[] {
  const pieces: Buffer[] = [];
  if (descriptor < 0) return pieces;
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let count = 0;
    try {
      count = readSync(descriptor, piece, 0, PIECE_BYTES, null);
    } catch {
      return pieces; // nothing more, or the reset itself
    }
    if (count === 0) return pieces;
    pieces.push(piece.subarray(0, count));
  }
}
