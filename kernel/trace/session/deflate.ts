import { BrokenSession } from './bytes.ts';

export async function deflate(raw: Uint8Array): Promise<Uint8Array> {
  return through(new CompressionStream('deflate-raw'), raw, Infinity);
}

/** Throws `BrokenSession` when the data is damaged or does not give exactly `rawBytes`, before it has given many more. */
export async function inflate(stored: Uint8Array, rawBytes: number): Promise<Uint8Array> {
  let raw: Uint8Array;
  try {
    raw = await through(new DecompressionStream('deflate-raw'), stored, rawBytes);
  } catch (error) {
    if (error instanceof BrokenSession) throw error;
    throw new BrokenSession('a part cannot be decompressed');
  }
  if (raw.length !== rawBytes) throw new BrokenSession('a part is shorter than it says');
  return raw;
}

async function through(transform: ByteTransform, bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  const writer = transform.writable.getWriter();
  // A damaged stream rejects the writer's promises as well as the reader's; the reader's is the one that is heard.
  const ignored = (): void => {};
  writer.write(bytes).catch(ignored);
  writer.close().catch(ignored);
  const reader = transform.readable.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > limitBytes) {
      await reader.cancel().catch(ignored);
      throw new BrokenSession('a part is longer than it says');
    }
    parts.push(next.value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
