/**
 * Sharp pictures at every zoom. The library keeps textures at powers of two and stretches them, which blurs thin lines and is slow with
 * thousands of elements. From half size on this draws the elements themselves; below, whoever knows how draws them from afar. It reaches
 * into the library's renderer, whose version is pinned for that reason; where it finds another one it changes nothing.
 */

import type { Core } from 'cytoscape';
import type { Rect } from '../scene/geometry.ts';

export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** An element whose data tell where it is drawn: asking the library takes longer than drawing. */
interface Drawn {
  data(name: 'box'): Box | undefined;
}

interface CanvasRenderer {
  drawLayeredElements?: (context: CanvasRenderingContext2D, elements: readonly Drawn[], ratio: number, extent?: Box) => void;
  drawElement?: (context: CanvasRenderingContext2D, element: Drawn) => void;
}

/** Zoom under which the picture is drawn from afar. */
export const NEAR_LEAST = 0.5;

export function drawSharply(cy: Core, far: (context: CanvasRenderingContext2D, seen: Rect) => void): void {
  const renderer = (cy as unknown as { renderer(): CanvasRenderer }).renderer();
  const { drawLayeredElements: layered, drawElement: element } = renderer;
  if (layered === undefined || element === undefined) return;
  renderer.drawLayeredElements = function drawDirectly(context, elements, ratio, extent) {
    if (extent === undefined) return layered.call(renderer, context, elements, ratio, extent);
    if (cy.zoom() < NEAR_LEAST) return far(context, { x: extent.x1, y: extent.y1, w: extent.x2 - extent.x1, h: extent.y2 - extent.y1 });
    for (const one of elements) {
      const box = one.data('box');
      if (box === undefined || (box.x1 <= extent.x2 && box.x2 >= extent.x1 && box.y1 <= extent.y2 && box.y2 >= extent.y1))
        element.call(renderer, context, one);
    }
  };
}
