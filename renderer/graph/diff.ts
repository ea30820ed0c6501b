/** Brings the graph's elements into line with a scene, touching only what looks different. */

import type { Core, ElementDefinition } from 'cytoscape';
import type { Rect } from '../scene/geometry.ts';
import type { Scene } from '../scene/items.ts';
import { edgeData, specsOf } from './elements.ts';
import type { EdgeSpec, NodeSpec, Spec } from './elements.ts';

export class Elements {
  readonly #cy: Core;
  #standing = new Map<string, Spec>();

  constructor(cy: Core) {
    this.#cy = cy;
  }

  /** Whether anything had to change. */
  show(scene: Scene): boolean {
    const wanted = new Map(specsOf(scene).map((spec) => [spec.id, spec]));
    const rects = new Map<string, Rect>();
    const added: ElementDefinition[] = [];
    const changed: Spec[] = [];
    const removed: string[] = [];
    for (const [id, spec] of wanted) {
      if (spec.group === 'nodes') rects.set(id, rectOf(spec));
      const standing = this.#standing.get(id);
      // An edge cannot change its ends: another takes its place.
      const moved =
        standing?.group === 'edges' && spec.group === 'edges' && (standing.source !== spec.source || standing.target !== spec.target);
      if (moved) removed.push(id);
      if (standing === undefined || moved) added.push(definition(spec, rects));
      else if (standing.look !== spec.look) changed.push(spec);
    }
    for (const id of this.#standing.keys()) if (!wanted.has(id)) removed.push(id);
    this.#standing = wanted;
    if (added.length + changed.length + removed.length === 0) return false;
    this.#cy.batch(() => {
      for (const id of removed) this.#cy.getElementById(id).remove();
      if (added.length > 0) this.#cy.add(added);
      for (const spec of changed) this.#change(spec, rects);
    });
    return true;
  }

  #change(spec: Spec, rects: ReadonlyMap<string, Rect>): void {
    const element = this.#cy.getElementById(spec.id);
    if (spec.group === 'nodes') {
      element.position({ ...spec.position });
      element.data(spec.data);
    } else {
      element.data(edgeData(spec.line, rects.get(spec.source)!, rects.get(spec.target)!));
    }
    const lit = element.hasClass('lit');
    element.classes(lit ? `${spec.classes} lit` : spec.classes);
  }
}

function rectOf({ position, data }: NodeSpec): Rect {
  return { x: position.x - data.w / 2, y: position.y - data.h / 2, w: data.w, h: data.h };
}

function definition(spec: Spec, rects: ReadonlyMap<string, Rect>): ElementDefinition {
  return spec.group === 'nodes' ? nodeOf(spec) : edgeOf(spec, rects);
}

function nodeOf({ id, classes, position, data }: NodeSpec): ElementDefinition {
  return { group: 'nodes', data: { id, ...data }, position: { ...position }, classes };
}

function edgeOf({ id, classes, line, source, target }: EdgeSpec, rects: ReadonlyMap<string, Rect>): ElementDefinition {
  const data = edgeData(line, rects.get(source)!, rects.get(target)!);
  return { group: 'edges', data: { id, source, target, ...data }, classes };
}
