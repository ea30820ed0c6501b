import { BrokenSession, ByteReader } from './bytes.ts';
import type { ByteWriter } from './bytes.ts';
import { inflate } from './deflate.ts';

/** One input of the kernel as it came: bytes that only the kernel's machine reads. */
export interface InputRecord {
  readonly kind: number;
  readonly hostUs: number;
  readonly payload: Uint8Array;
}

/** A part of a session file as it is stored. */
export interface Stored {
  readonly stored: Uint8Array;
  readonly rawBytes: number;
  readonly deflated: boolean;
}

/** The part's content. Throws `BrokenSession` when it is not what the part's header says. */
export async function contentOf({ stored, rawBytes, deflated }: Stored): Promise<Uint8Array> {
  if (deflated) return inflate(stored, rawBytes);
  if (stored.length !== rawBytes) throw new BrokenSession('a part is not as long as it says');
  return stored;
}

/** The inputs of a session. They stay as they are in the file until somebody runs the kernel on them, since hardly anybody does. */
export class Inputs implements AsyncIterable<InputRecord> {
  readonly #parts: Stored[] = [];

  add(part: Stored): void {
    this.#parts.push(part);
  }

  async all(): Promise<InputRecord[]> {
    const inputs: InputRecord[] = [];
    for await (const input of this) inputs.push(input);
    return inputs;
  }

  /** Throws `BrokenSession` when it comes to a part that is damaged. */
  async *[Symbol.asyncIterator](): AsyncGenerator<InputRecord, void, undefined> {
    for (const part of this.#parts) {
      const reader = new ByteReader(await contentOf(part));
      while (reader.left > 0) yield { kind: reader.varint(), hostUs: reader.float(), payload: reader.block() };
    }
  }
}

export function writeInput(writer: ByteWriter, { kind, hostUs, payload }: InputRecord): void {
  writer.varint(kind);
  writer.float(hostUs);
  writer.block(payload);
}
