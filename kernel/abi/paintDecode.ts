/** Bytes to display lists, whatever the bytes. */
import { utf8Text } from './bytes.ts';
import {
  OPS,
  PAINT_BYTES_MAX,
  PAINT_CLIP_DEPTH_MAX,
  PAINT_COORDINATE_MAX,
  PAINT_HEADER_BYTES,
  PAINT_MAGIC,
  PAINT_OPS_MAX,
  PAINT_POINTS_MAX,
  PAINT_ROLES_MAX,
  PAINT_STOPS_MAX,
  PAINT_TEXT_BYTES_MAX,
  PAINT_VIEWPORT_MAX,
  ROLES,
  SEGMENT_NUMBERS,
  SEGMENTS,
  type Box,
  type PaintError,
  type PaintList,
  type PaintOp,
  type RoleEntry,
  type Segment,
  type Stop,
} from './paint.ts';

export function isPaintError(result: PaintList | PaintError): result is PaintError {
  return 'error' in result;
}

/** The list that these bytes are, or what is wrong with them. Never throws. */
export function decodePaint(bytes: Uint8Array): PaintList | PaintError {
  const reader = new Reader(bytes);
  const list = readList(reader);
  return list === undefined ? { error: reader.error, at: reader.at } : list;
}

/** Reading goes on with zeros after the first error, which is what counts: each loop asks `ok`. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;
  error = '';
  points = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ok(): boolean {
    return this.error === '';
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  fail(error: string): undefined {
    if (this.ok) this.error = error;
    return undefined;
  }

  u8(): number {
    if (!this.#has(1)) return 0;
    return this.#bytes[this.at++]!;
  }

  u32(): number {
    if (!this.#has(4)) return 0;
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  /** A finite number within the limits. */
  number(least = -PAINT_COORDINATE_MAX, most = PAINT_COORDINATE_MAX): number {
    if (!this.#has(4)) return 0;
    const value = this.#view.getFloat32(this.at, true);
    if (!(value >= least && value <= most)) {
      this.fail('a number is out of range');
      return 0;
    }
    this.at += 4;
    return value;
  }

  box(): Box {
    return { x: this.number(), y: this.number(), width: this.number(0), height: this.number(0) };
  }

  text(): string {
    if (!this.#has(2)) return '';
    const sizeBytes = this.#view.getUint16(this.at, true);
    if (sizeBytes > PAINT_TEXT_BYTES_MAX) {
      this.fail('a text is too long');
      return '';
    }
    this.at += 2;
    if (!this.#has(sizeBytes)) return '';
    const text = utf8Text(this.#bytes.subarray(this.at, this.at + sizeBytes));
    if (text === undefined) {
      this.fail('a text is not UTF-8');
      return '';
    }
    this.at += sizeBytes;
    return text;
  }

  #has(sizeBytes: number): boolean {
    if (!this.ok) return false;
    if (sizeBytes <= this.left) return true;
    this.fail('the bytes end too early');
    return false;
  }
}

function readList(reader: Reader): PaintList | undefined {
  if (reader.left > PAINT_BYTES_MAX) return reader.fail('it is too long');
  if (reader.left < PAINT_HEADER_BYTES) return reader.fail('the bytes end too early');
  if (reader.u32() !== PAINT_MAGIC) return reader.fail('it is no display list');
  const background = reader.u32();
  const width = reader.number(0, PAINT_VIEWPORT_MAX);
  const height = reader.number(0, PAINT_VIEWPORT_MAX);
  const pageHeight = reader.number(0);
  const scrollY = reader.number(0);
  const opCount = reader.u32();
  const roleCount = reader.u32();
  if (opCount > PAINT_OPS_MAX) return reader.fail('it has too many operations');
  if (roleCount > PAINT_ROLES_MAX) return reader.fail('it has too many roles');
  const ops: PaintOp[] = [];
  let depth = 0;
  while (reader.ok && ops.length < opCount) {
    const op = readOp(reader);
    if (op === undefined) return undefined;
    if (op.op === 'clip') depth += 1;
    if (op.op === 'unclip') depth -= 1;
    if (depth < 0 || depth > PAINT_CLIP_DEPTH_MAX) return reader.fail('its clips are not balanced, or too deep');
    ops.push(op);
  }
  if (depth !== 0) return reader.fail('its clips are not balanced, or too deep');
  const roles: RoleEntry[] = [];
  while (reader.ok && roles.length < roleCount) {
    const role = readRole(reader);
    if (role === undefined) return undefined;
    roles.push(role);
  }
  if (!reader.ok) return undefined;
  if (reader.left > 0) return reader.fail('bytes follow its end');
  return { width, height, pageHeight, scrollY, background, ops, roles };
}

function readOp(reader: Reader): PaintOp | undefined {
  const op = OPS[reader.u8()];
  const built = op === undefined || op === '' ? reader.fail('there is no such operation') : fieldsOf(op, reader);
  return reader.ok ? built : undefined;
}

function fieldsOf(op: PaintOp['op'], reader: Reader): PaintOp | undefined {
  switch (op) {
    case 'rect':
      return { op, ...reader.box(), radius: reader.number(0), color: reader.u32() };
    case 'border':
      return { op, ...reader.box(), radius: reader.number(0), line: reader.number(0), color: reader.u32() };
    case 'gradient':
      return { op, ...reader.box(), radius: reader.number(0), angle: reader.number(), stops: readStops(reader) };
    case 'shadow':
      return { op, ...reader.box(), radius: reader.number(0), blur: reader.number(0, 256), color: reader.u32() };
    case 'text': {
      const place = { x: reader.number(), y: reader.number(), width: reader.number(0), size: reader.number(0, 1000) };
      return { op, ...place, font: reader.u8() & 15, color: reader.u32(), text: reader.text() };
    }
    case 'path':
      return { op, fill: reader.u32(), stroke: reader.u32(), line: reader.number(0, 1000), segments: readSegments(reader) };
    case 'image':
      return { op, ...reader.box(), radius: reader.number(0), image: reader.u32() };
    case 'embed':
      return { op, ...reader.box(), embed: reader.u32() };
    case 'clip':
      return { op, ...reader.box(), radius: reader.number(0) };
    default:
      return { op };
  }
}

function readStops(reader: Reader): Stop[] {
  const count = reader.u8();
  if (count > PAINT_STOPS_MAX) reader.fail('a gradient has too many stops');
  const stops: Stop[] = [];
  while (reader.ok && stops.length < count) stops.push({ at: reader.number(0, 1), color: reader.u32() });
  return stops;
}

function readSegments(reader: Reader): Segment[] {
  const count = reader.u32();
  reader.points += count;
  if (reader.points > PAINT_POINTS_MAX) reader.fail('its paths have too many points');
  const segments: Segment[] = [];
  while (reader.ok && segments.length < count) {
    const number = reader.u8();
    const kind = SEGMENTS[number];
    if (kind === undefined) {
      reader.fail('there is no such segment');
      break;
    }
    const numbers = Array.from({ length: SEGMENT_NUMBERS[number]! }, () => reader.number());
    segments.push([kind, ...numbers] as unknown as Segment);
  }
  return segments;
}

function readRole(reader: Reader): RoleEntry | undefined {
  const role = ROLES[reader.u8()];
  if (role === undefined) return reader.fail('there is no such role');
  const level = reader.u8();
  const focused = reader.u8() !== 0;
  const entry = { role, level, focused, ...reader.box(), text: reader.text() };
  return reader.ok ? entry : undefined;
}
