/** A picture's size, from the first bytes of its file. The pixels are none of the renderer's business. */

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** The size of a PNG, JPEG, GIF or WebP file; undefined for anything else. */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = (at: number, text: string): boolean =>
    bytes.length >= at + text.length && Array.from(text).every((character, index) => bytes[at + index] === character.charCodeAt(0));
  if (starts(1, 'PNG\r\n') && bytes.length >= 24) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (starts(0, 'GIF8') && bytes.length >= 10) return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  if (starts(0, 'RIFF') && starts(8, 'WEBPVP8X') && bytes.length >= 30)
    return { width: 1 + (view.getUint32(24, true) & 0xffffff), height: 1 + (view.getUint32(26, true) >>> 8) };
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? jpegSize(bytes, view) : undefined;
}

function jpegSize(bytes: Uint8Array, view: DataView): ImageSize | undefined {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
