import { INPUT_HEADER_BYTES } from '../../kernel/abi/debug.ts';
import type { InputRecord } from '../../kernel/trace/session.ts';

/** The inputs in a frame of the debug channel. A record's payload is the process (u32), then the input's own bytes. */
export function inputsOf(payload: Uint8Array): InputRecord[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const inputs: InputRecord[] = [];
  for (let at = 0; at < payload.length;) {
    const end = at + INPUT_HEADER_BYTES + view.getUint32(at, true);
    // The process is the last word of the header, so it and the bytes are one piece.
    inputs.push({ kind: view.getUint32(at + 4, true), hostUs: view.getFloat64(at + 8, true), payload: payload.subarray(at + 16, end) });
    at = end;
  }
  return inputs;
}
