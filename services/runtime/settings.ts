import { readSync } from 'node:fs';
import type { LockSettings } from '../../kernel/abi/sandbox.ts';

/**
 * The settings of the lock stand on the channel behind the runtime's own text and before the first frame: a 32-bit length and
 * that many bytes of JSON. Read before the channel becomes a stream, while reading still waits.
 */
export function readSettings(channel: number): LockSettings {
  const lengthBytes = readExactly(channel, 4);
  const settings: unknown = JSON.parse(readExactly(channel, lengthBytes.readUInt32LE(0)).toString('utf8'));
  return settings as LockSettings;
}

function readExactly(descriptor: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes;) {
    const count = readSync(descriptor, bytes, at, sizeBytes - at, null);
    if (count === 0) process.exit(1); // the kernel process is gone
    at += count;
  }
  return bytes;
}
