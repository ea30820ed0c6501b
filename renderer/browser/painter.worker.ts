/** Decodes and draws display lists off the window's own thread. A list that is broken, or takes too long, leaves the last one standing. */
import { decodePaint, isPaintError } from '../../kernel/abi/paintDecode.ts';
import type { PaintList } from '../../kernel/abi/paint.ts';
import sans400 from '@fontsource/inter/files/inter-latin-400-normal.woff2?url';
import sans700 from '@fontsource/inter/files/inter-latin-700-normal.woff2?url';
import mono400 from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2?url';
import mono700 from '@fontsource/jetbrains-mono/files/jetbrains-mono-latin-700-normal.woff2?url';
import serif400 from '@fontsource/source-serif-4/files/source-serif-4-latin-400-normal.woff2?url';
import serif700 from '@fontsource/source-serif-4/files/source-serif-4-latin-700-normal.woff2?url';
import { drawPaint, type Context } from './painter.ts';
import type { Painted, ToPainter } from './protocol.ts';

/** A frame that takes longer is dropped. */
const FRAME_MS = 250;
/** Pixels of one canvas, or of one picture, at most. */
const PIXELS_MAX = 40_000_000;

class Page {
  readonly canvas: OffscreenCanvas;
  /** Drawn here first, so that a frame is seen whole or not at all. */
  readonly #scratch = new OffscreenCanvas(1, 1);
  readonly pictures = new Map<number, ImageBitmap>();
  wanted: Extract<ToPainter, { readonly do: 'paint' }> | undefined;

  constructor(canvas: OffscreenCanvas) {
    this.canvas = canvas;
  }

  draw({ page, paint, embeds, ratio }: Extract<ToPainter, { readonly do: 'paint' }>): Painted {
    const startMs = performance.now();
    const list = decodePaint(paint);
    const none = { page, width: 0, height: 0, pageHeight: 0, scrollY: 0, roles: [], pictures: [], embeds: [], ms: 0 };
    if (isPaintError(list)) return { ...none, problem: list.error };
    const lists = new Map<number, PaintList>();
    for (const [embed, bytes] of embeds) {
      const inner = decodePaint(bytes);
      if (!isPaintError(inner)) lists.set(embed, inner);
    }
    const { width, height, pageHeight, scrollY, roles, ops } = list;
    const told = {
      page,
      width,
      height,
      pageHeight,
      scrollY,
      roles,
      pictures: [...new Set(ops.flatMap((op) => (op.op === 'image' ? [op.image] : [])))],
      embeds: [...new Set(ops.flatMap((op) => (op.op === 'embed' ? [op.embed] : [])))],
    };
    const [pixelsX, pixelsY] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (pixelsX * pixelsY > PIXELS_MAX) return { ...told, problem: 'the page is larger than a canvas', ms: 0 };
    const scratch = this.#scratch;
    if (scratch.width !== pixelsX || scratch.height !== pixelsY) [scratch.width, scratch.height] = [pixelsX, pixelsY];
    const context = scratch.getContext('2d') as Context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const untilMs = startMs + FRAME_MS;
    const inTime = drawPaint(context, list, {
      picture: (resource) => this.pictures.get(resource),
      embed: (embed) => lists.get(embed),
      untilMs,
    });
    const ms = performance.now() - startMs;
    if (!inTime) return { ...told, problem: 'the page takes too long to draw', ms };
    const { canvas } = this;
    if (canvas.width !== pixelsX || canvas.height !== pixelsY) [canvas.width, canvas.height] = [pixelsX, pixelsY];
    canvas.getContext('2d')?.drawImage(scratch, 0, 0);
    return { ...told, problem: '', ms };
  }
}

const pages = new Map<number, Page>();
const fonts = loadFonts();
let due = false;

/** Of several lists for a page that came meanwhile, the last is drawn. */
function drawSoon(): void {
  if (due) return;
  due = true;
  setTimeout(() => {
    due = false;
    for (const page of pages.values()) {
      const { wanted } = page;
      page.wanted = undefined;
      if (wanted !== undefined) postMessage(page.draw(wanted));
    }
  });
}

async function take(message: ToPainter): Promise<void> {
  switch (message.do) {
    case 'attach':
      pages.set(message.page, new Page(message.canvas));
      return;
    case 'detach':
      pages.delete(message.page);
      return;
    case 'paint': {
      await fonts;
      const page = pages.get(message.page);
      if (page === undefined) return;
      page.wanted = message;
      return drawSoon();
    }
    case 'picture': {
      const bitmap = await createImageBitmap(new Blob([message.file.slice()])).catch(() => undefined);
      if (bitmap === undefined || bitmap.width * bitmap.height > PIXELS_MAX) return;
      pages.get(message.page)?.pictures.set(message.resource, bitmap);
    }
  }
}

/** The faces that pages were measured with. Without them texts have other widths, and that is all. */
async function loadFonts(): Promise<void> {
  const faces = [
    ['Page Sans', sans400, '400'],
    ['Page Sans', sans700, '700'],
    ['Page Serif', serif400, '400'],
    ['Page Serif', serif700, '700'],
    ['Page Mono', mono400, '400'],
    ['Page Mono', mono700, '700'],
  ] as const;
  const scope = self as unknown as { readonly fonts: FontFaceSet };
  await Promise.allSettled(
    faces.map(async ([family, url, weight]) => {
      const face = new FontFace(family, `url(${new URL(url, import.meta.url).href})`, { weight });
      scope.fonts.add(await face.load());
    }),
  );
}

addEventListener('message', ({ data }: MessageEvent<ToPainter>) => void take(data));
