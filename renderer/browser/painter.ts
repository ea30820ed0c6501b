/** Draws a display list on a canvas of the window: shapes, texts and pictures, and nothing that could be more than that. */
import { FONT_BOLD, FONT_ITALIC, FONT_MONO, FONT_SERIF, type Box, type PaintList, type PaintOp } from '../../kernel/abi/paint.ts';

export type Context = OffscreenCanvasRenderingContext2D;

/** What a display list names and does not have in it. */
export interface Surroundings {
  picture(resource: number): ImageBitmap | undefined;
  /** What a plug-in draws in its rectangle; undefined: nothing yet, or it is gone. */
  embed(embed: number): PaintList | undefined;
  /** Milliseconds from which on the frame has taken too long. */
  readonly untilMs: number;
}

/** The families that pages were laid out with. */
const FAMILIES = ['"Page Sans"', '"Page Serif"', '"Page Mono"'] as const;
/** Operations between two looks at the clock. */
const OPS_A_LOOK = 256;
/** A plug-in draws no plug-ins. */
const DEPTH_MAX = 1;

/** *Returns* false when the frame took too long: what stands there is a part of it. */
export function drawPaint(context: Context, list: PaintList, around: Surroundings, depth = 0): boolean {
  context.save();
  context.fillStyle = css(list.background);
  context.fillRect(0, 0, list.width, list.height);
  let clips = 0;
  let inTime = true;
  for (const [at, op] of list.ops.entries()) {
    if (at % OPS_A_LOOK === 0 && performance.now() > around.untilMs) {
      inTime = false;
      break;
    }
    if (op.op === 'clip') {
      context.save();
      outline(context, op, op.radius);
      context.clip();
      clips += 1;
    } else if (op.op === 'unclip') {
      if (clips > 0) context.restore();
      clips = Math.max(0, clips - 1);
    } else drawOp(context, op, around, depth);
  }
  for (; clips > 0; clips -= 1) context.restore();
  context.restore();
  return inTime;
}

function drawOp(context: Context, op: Exclude<PaintOp, { readonly op: 'clip' | 'unclip' }>, around: Surroundings, depth: number): void {
  switch (op.op) {
    case 'rect':
      outline(context, op, op.radius);
      context.fillStyle = css(op.color);
      return context.fill();
    case 'border': {
      const inset = op.line / 2;
      outline(context, { x: op.x + inset, y: op.y + inset, width: op.width - op.line, height: op.height - op.line }, op.radius - inset);
      context.strokeStyle = css(op.color);
      context.lineWidth = op.line;
      return context.stroke();
    }
    case 'gradient':
      outline(context, op, op.radius);
      context.fillStyle = gradient(context, op);
      return context.fill();
    case 'shadow':
      return drawShadow(context, op);
    case 'text':
      context.font = fontOf(op.font, op.size);
      context.fillStyle = css(op.color);
      return context.fillText(op.text, op.x, op.y);
    case 'path':
      return drawPath(context, op);
    case 'image': {
      const picture = around.picture(op.image);
      return within(context, op, op.radius, () =>
        picture === undefined ? hatch(context, op) : context.drawImage(picture, op.x, op.y, op.width, op.height),
      );
    }
    case 'embed': {
      const list = depth < DEPTH_MAX ? around.embed(op.embed) : undefined;
      return within(context, op, 0, () => {
        if (list === undefined) return hatch(context, op);
        context.translate(op.x, op.y);
        drawPaint(context, list, around, depth + 1);
      });
    }
  }
}

function outline(context: Context, { x, y, width, height }: Box, radius: number): void {
  context.beginPath();
  const [w, h] = [Math.max(0, width), Math.max(0, height)];
  if (radius > 0) context.roundRect(x, y, w, h, Math.min(radius, w / 2, h / 2));
  else context.rect(x, y, w, h);
}

function within(context: Context, box: Box, radius: number, draw: () => void): void {
  context.save();
  outline(context, box, radius);
  context.clip();
  draw();
  context.restore();
}

/** As in CSS: the line through the middle that is just long enough for the corners to have the first and the last colour. */
function gradient(context: Context, { x, y, width, height, angle, stops }: PaintOp & { readonly op: 'gradient' }): CanvasGradient {
  const turn = (angle * Math.PI) / 180;
  const half = (Math.abs(width * Math.sin(turn)) + Math.abs(height * Math.cos(turn))) / 2;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const [dx, dy] = [Math.sin(turn) * half, -Math.cos(turn) * half];
  const made = context.createLinearGradient(middleX - dx, middleY - dy, middleX + dx, middleY + dy);
  for (const { at, color } of stops) made.addColorStop(at, css(color));
  return made;
}

/** The shadow falls from a rectangle that is drawn out of sight. */
function drawShadow(context: Context, { x, y, width, height, radius, blur, color }: PaintOp & { readonly op: 'shadow' }): void {
  const away = 20_000;
  const { a } = context.getTransform();
  context.save();
  context.shadowColor = css(color);
  context.shadowBlur = blur * a;
  context.shadowOffsetX = away * a;
  context.fillStyle = '#000';
  outline(context, { x: x - away, y, width, height }, radius);
  context.fill();
  context.restore();
}

function drawPath(context: Context, { segments, fill, stroke, line }: PaintOp & { readonly op: 'path' }): void {
  context.beginPath();
  for (const segment of segments) {
    switch (segment[0]) {
      case 'M':
        context.moveTo(segment[1], segment[2]);
        break;
      case 'L':
        context.lineTo(segment[1], segment[2]);
        break;
      case 'Q':
        context.quadraticCurveTo(segment[1], segment[2], segment[3], segment[4]);
        break;
      case 'C':
        context.bezierCurveTo(segment[1], segment[2], segment[3], segment[4], segment[5], segment[6]);
        break;
      default:
        context.closePath();
    }
  }
  if (fill !== 0) {
    context.fillStyle = css(fill);
    context.fill();
  }
  if (stroke === 0) return;
  context.strokeStyle = css(stroke);
  context.lineWidth = line;
  context.lineCap = context.lineJoin = 'round';
  context.stroke();
}

/** A place whose content is not there. */
function hatch(context: Context, { x, y, width, height }: Box): void {
  context.fillStyle = '#8884';
  context.fillRect(x, y, width, height);
  context.strokeStyle = '#8888';
  context.lineWidth = 1;
  context.beginPath();
  const most = Math.min(width + height, 4000);
  for (let at = 0; at < most; at += 12) {
    context.moveTo(x + at, y);
    context.lineTo(x + at - height, y + height);
  }
  context.stroke();
}

function fontOf(font: number, size: number): string {
  const family = (font & FONT_MONO) === FONT_MONO ? FAMILIES[2] : (font & FONT_SERIF) !== 0 ? FAMILIES[1] : FAMILIES[0];
  return `${(font & FONT_ITALIC) === 0 ? '' : 'italic '}${(font & FONT_BOLD) === 0 ? 400 : 700} ${size}px ${family}, sans-serif`;
}

/** A colour 0xRRGGBBAA. */
const css = (color: number): string => `#${(color >>> 0).toString(16).padStart(8, '0')}`;
