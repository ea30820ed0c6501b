/** Display lists to bytes. */
import {
  OPS,
  PAINT_BYTES_MAX,
  PAINT_COORDINATE_MAX,
  PAINT_HEADER_BYTES,
  PAINT_MAGIC,
  PAINT_OPS_MAX,
  PAINT_POINTS_MAX,
  PAINT_ROLES_MAX,
  PAINT_STOPS_MAX,
  paintText,
  ROLES,
  SEGMENTS,
  type Box,
  type PaintList,
  type PaintOp,
  type RoleEntry,
} from './paint.ts';

export interface EncodedPaint {
  readonly bytes: Uint8Array;
  /** Operations and roles left out because they would have gone past a limit. */
  readonly dropped: number;
}

/** Encodes a list. What is beyond a limit is left out from there on, clips closed, so that the result always decodes. */
export function encodePaint(list: PaintList): EncodedPaint {
  const writer = new Writer(list.ops.length, list.roles.length);
  writer.skip(PAINT_HEADER_BYTES);
  let ops = 0;
  let depth = 0;
  let points = 0;
  for (const op of list.ops) {
    const mark = writer.at;
    const more = op.op === 'path' ? op.segments.length : 0;
    // Room for the ends of the clips that are open, and for this one's own.
    if (points + more > PAINT_POINTS_MAX || ops + depth + 2 > PAINT_OPS_MAX || !writer.op(op, depth + 1)) {
      writer.at = mark;
      break;
    }
    points += more;
    depth += op.op === 'clip' ? 1 : op.op === 'unclip' ? -1 : 0;
    ops += 1;
  }
  let closed = ops;
  for (; depth > 0; depth -= 1) {
    writer.u8(OPS.indexOf('unclip'));
    closed += 1;
  }
  let roles = 0;
  for (const role of list.roles) {
    const mark = writer.at;
    if (roles === PAINT_ROLES_MAX || !writer.role(role)) {
      writer.at = mark;
      break;
    }
    roles += 1;
  }
  const end = writer.at;
  writer.at = 0;
  writer.u32(PAINT_MAGIC);
  writer.u32(list.background);
  writer.numbers(list.width, list.height, list.pageHeight, list.scrollY);
  writer.u32(closed);
  writer.u32(roles);
  return { bytes: writer.bytes.slice(0, end), dropped: list.ops.length - ops + list.roles.length - roles };
}

const clamp = (value: number): number => (Number.isNaN(value) ? 0 : Math.max(-PAINT_COORDINATE_MAX, Math.min(PAINT_COORDINATE_MAX, value)));

class Writer {
  #bytes: Uint8Array;
  #view: DataView;
  at = 0;

  constructor(ops: number, roles: number) {
    this.#bytes = new Uint8Array(Math.min(PAINT_BYTES_MAX, 4096 + 64 * (ops + roles)));
    this.#view = new DataView(this.#bytes.buffer);
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  skip(count: number): void {
    this.at += count;
  }

  u8(value: number): void {
    this.#bytes[this.at] = value;
    this.at += 1;
  }

  u32(value: number): void {
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
  }

  numbers(...values: readonly number[]): void {
    for (const value of values) {
      this.#view.setFloat32(this.at, clamp(value), true);
      this.at += 4;
    }
  }

  /** Returns false when there is no room for it and for `reserve` bytes after it. */
  op(op: PaintOp, reserve: number): boolean {
    const text = op.op === 'text' ? paintText(op.text) : undefined;
    const variable = op.op === 'path' ? op.segments.length * 25 : op.op === 'gradient' ? op.stops.length * 8 : (text?.length ?? 0);
    if (!this.#room(64 + variable + reserve)) return false;
    this.u8(OPS.indexOf(op.op));
    switch (op.op) {
      case 'rect':
        this.#box(op);
        this.numbers(op.radius);
        this.u32(op.color);
        break;
      case 'border':
        this.#box(op);
        this.numbers(op.radius, op.line);
        this.u32(op.color);
        break;
      case 'gradient': {
        const stops = op.stops.slice(0, PAINT_STOPS_MAX);
        this.#box(op);
        this.numbers(op.radius, op.angle);
        this.u8(stops.length);
        for (const { at, color } of stops) {
          this.numbers(Math.max(0, Math.min(1, at)));
          this.u32(color);
        }
        break;
      }
      case 'shadow':
        this.#box(op);
        this.numbers(op.radius, op.blur);
        this.u32(op.color);
        break;
      case 'text':
        this.numbers(op.x, op.y, op.width, op.size);
        this.u8(op.font);
        this.u32(op.color);
        this.#text(text!);
        break;
      case 'path':
        this.u32(op.fill);
        this.u32(op.stroke);
        this.numbers(op.line);
        this.u32(op.segments.length);
        for (const [kind, ...numbers] of op.segments) {
          this.u8(SEGMENTS.indexOf(kind));
          this.numbers(...numbers);
        }
        break;
      case 'image':
        this.#box(op);
        this.numbers(op.radius);
        this.u32(op.image);
        break;
      case 'embed':
        this.#box(op);
        this.u32(op.embed);
        break;
      case 'clip':
        this.#box(op);
        this.numbers(op.radius);
        break;
      case 'unclip':
    }
    return true;
  }

  role(entry: RoleEntry): boolean {
    const text = paintText(entry.text);
    if (!this.#room(32 + text.length)) return false;
    this.u8(ROLES.indexOf(entry.role));
    this.u8(entry.level);
    this.u8(entry.focused ? 1 : 0);
    this.#box(entry);
    this.#text(text);
    return true;
  }

  #text(bytes: Uint8Array): void {
    this.#view.setUint16(this.at, bytes.length, true);
    this.#bytes.set(bytes, this.at + 2);
    this.at += 2 + bytes.length;
  }

  #box({ x, y, width, height }: Box): void {
    this.numbers(x, y, Math.max(0, width), Math.max(0, height));
  }

  #room(sizeBytes: number): boolean {
    const needed = this.at + sizeBytes;
    if (needed <= this.#bytes.length) return true;
    if (needed > PAINT_BYTES_MAX) return false;
    const larger = new Uint8Array(Math.min(PAINT_BYTES_MAX, Math.max(needed, 2 * this.#bytes.length)));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
    return true;
  }
}
