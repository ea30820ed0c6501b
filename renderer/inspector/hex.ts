/** Bytes as rows of eight, with their offsets in the message. */

export interface HexRow {
  readonly at: number;
  readonly bytes: readonly { readonly at: number; readonly text: string }[];
  readonly ascii: string;
}

const ROW_BYTES = 8;

/** The header's rows, then those of the data, which begins at `dataAt` behind whatever lies between. */
export function hexRows(header: Uint8Array, data: Uint8Array, dataAt: number): HexRow[] {
  return [...rowsOf(header, 0), ...rowsOf(data, dataAt)];
}

function rowsOf(bytes: Uint8Array, start: number): HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const part = bytes.subarray(at, at + ROW_BYTES);
    rows.push({
      at: start + at,
      bytes: Array.from(part, (byte, i) => ({ at: start + at + i, text: byte.toString(16).padStart(2, '0') })),
      ascii: Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
    });
  }
  return rows;
}
