/** Little-endian words in byte arrays, and text. Offsets are the caller's to check. */

export function getU32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

export function getI32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

export function getU64(bytes: Uint8Array, at: number): bigint {
  return BigInt(getU32(bytes, at)) | (BigInt(getU32(bytes, at + 4)) << 32n);
}

/** A signed 64-bit integer, or undefined when it is beyond what a number holds exactly. */
export function getInt(bytes: Uint8Array, at: number): number | undefined {
  const value = getI32(bytes, at + 4) * 0x1_0000_0000 + getU32(bytes, at);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}

export function setU64(bytes: Uint8Array, at: number, value: bigint): void {
  setU32(bytes, at, Number(value & 0xffffffffn));
  setU32(bytes, at + 4, Number((value >> 32n) & 0xffffffffn));
}

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text of these bytes, or undefined when they are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}
