/** The worker that paints pages, one for the window, started when the first page is shown. */
import type { Painted, ToPainter } from './protocol.ts';

let worker: Worker | undefined;
let lastPage = 0;
const listeners = new Map<number, (painted: Painted) => void>();

function painter(): Worker {
  if (worker !== undefined) return worker;
  worker = new Worker(new URL('./painter.worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Painted>) => listeners.get(data.page)?.(data));
  return worker;
}

export interface PagePainter {
  /** Draws a display list there; of several in a row the last. */
  paint(paint: Uint8Array, embeds: readonly (readonly [number, Uint8Array])[], ratio: number): void;
  picture(resource: number, file: Uint8Array): void;
  detach(): void;
}

/** A canvas is the worker's from now on. `onPainted` is told of every list. */
export function attachPainter(canvas: HTMLCanvasElement, onPainted: (painted: Painted) => void): PagePainter {
  const page = ++lastPage;
  const say = (message: ToPainter, transfer: Transferable[] = []): void => painter().postMessage(message, transfer);
  const offscreen = canvas.transferControlToOffscreen();
  listeners.set(page, onPainted);
  say({ do: 'attach', page, canvas: offscreen }, [offscreen]);
  return {
    paint: (paint, embeds, ratio) => say({ do: 'paint', page, paint, embeds, ratio }),
    picture: (resource, file) => say({ do: 'picture', page, resource, file }),
    detach() {
      listeners.delete(page);
      say({ do: 'detach', page });
    },
  };
}
