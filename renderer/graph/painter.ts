/** The graph on the screen: the library's canvas for boxes and lines, the band behind it, the overlay above it. */

import cytoscape from 'cytoscape';
import type { Core, EventObject, SingularElementReturnValue } from 'cytoscape';
import { BAND_BOTTOM, BAND_TOP } from '../scene/geometry.ts';
import type { Point, Rect } from '../scene/geometry.ts';
import type { Scene } from '../scene/items.ts';
import type { Palette } from '../svg/palette.ts';
import { sameTarget, targetOf } from '../view.ts';
import type { DetailLevel, Target } from '../view.ts';
import { Elements } from './diff.ts';
import { smallTargetAt } from './hit.ts';
import { Overlay } from './overlay.ts';
import type { Flight, Marked, Rate } from './overlay.ts';
import { SMALL_TEXT_ZOOM } from './paint/boxes.ts';
import { canvasMeasure } from './paint/brush.ts';
import { paintFar } from './far.ts';
import { drawSharply, NEAR_LEAST } from './sharp.ts';
import { DIM, styleOf } from './style.ts';

export const ZOOM_LEAST = 0.05;
export const ZOOM_MOST = 3;
const FIRST_ZOOM_MOST = 1.4;
/** The view that follows the picture does not shrink it further for the sake of what lies to the right. */
const READABLE_ZOOM = 0.9;
const REVEALED_MARGIN = 5;

export interface PainterEvents {
  /** Null: the ground. */
  pressed(target: Target | null, at: Point): void;
  opened(target: Target): void;
  asked(target: Target | null, client: Point): void;
  hovered(target: Target | null): void;
  /** A box is being dragged; `done` when it is let go. Points are in the scene. */
  dragged(target: Target, by: Point, done: boolean): void;
  /** Frames that the library draws by itself: pan, zoom. */
  drawn(): void;
}

const NOTHING_MARKED: Marked = { selected: null, focused: null, hairlinesOf: { task: null, port: null }, dropAt: null };
/** Screen pixels that a press may move before it becomes a drag. */
const DRAG_FROM = 6;

export class Painter {
  readonly cy: Core;
  readonly overlay: Overlay;
  readonly #container: HTMLElement;
  readonly #band: HTMLElement;
  readonly #kernel: HTMLElement;
  readonly #elements: Elements;
  readonly #events: PainterEvents;
  readonly #observer: ResizeObserver;
  #scene: Scene | null = null;
  #detail: DetailLevel = 3;
  #palette: Palette;
  #lit: ReadonlySet<string> = new Set();
  /** The view shows what is new as long as nobody has chosen another. */
  #follows = false;
  #width = 0;
  #fade = DIM;
  marked: Marked = NOTHING_MARKED;
  flights: readonly Flight[] = [];
  rates: readonly Rate[] = [];

  constructor(container: HTMLElement, palette: Palette, events: PainterEvents) {
    this.#container = container;
    this.#events = events;
    this.#palette = palette;
    const { ownerDocument } = container;
    this.#band = ownerDocument.createElement('div');
    this.#band.className = 'graph-band';
    this.#kernel = ownerDocument.createElement('span');
    this.#kernel.className = 'graph-kernel';
    this.#band.append(this.#kernel);
    const canvas = ownerDocument.createElement('div');
    canvas.className = 'graph-canvas';
    container.append(this.#band, canvas);
    keepOwnStyles(ownerDocument);
    this.cy = cytoscape({
      container: canvas,
      style: styleOf(palette, this.#detail, this.#fade),
      layout: { name: 'preset' },
      minZoom: ZOOM_LEAST,
      maxZoom: ZOOM_MOST,
      boxSelectionEnabled: false,
      autoungrabify: true,
      autounselectify: true,
    });
    drawSharply(this.cy, (context, seen) => {
      if (this.#scene !== null) paintFar(context, this.#scene, this.#palette, seen, this.#lit);
    });
    this.#elements = new Elements(this.cy);
    this.overlay = new Overlay(container, palette, (context) => canvasMeasure(context, palette['font-ui'], palette['font-mono']));
    this.cy.on('render', () => this.#follow());
    this.#listen();
    this.#observer = new ResizeObserver(() => this.resize());
    this.#observer.observe(container);
    this.resize();
  }

  get scene(): Scene | null {
    return this.#scene;
  }

  show(scene: Scene): void {
    this.#scene = scene;
    if (scene.detail !== this.#detail) {
      this.#detail = scene.detail;
      this.cy.style(styleOf(this.#palette, scene.detail, this.#fade));
    }
    this.#elements.show(scene);
    const width = scene.bounds.w;
    if (this.#follows && width !== this.#width) this.begin(scene.bounds);
    this.#width = width;
    this.paint();
  }

  /** Paints what lies over the graph; the graph itself is painted by the library when it has changed. */
  paint(): void {
    if (this.#scene === null) return;
    this.overlay.paint(this.#scene, { zoom: this.cy.zoom(), pan: this.cy.pan() }, this.marked, this.flights, this.rates);
  }

  /** How much is left of what is dim; 1 is all. */
  set fade(fade: number) {
    if (fade === this.#fade) return;
    this.#fade = this.overlay.fade = fade;
    this.cy.style(styleOf(this.#palette, this.#detail, fade));
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.overlay.setPalette(palette);
    this.cy.style(styleOf(palette, this.#detail, this.#fade));
    this.paint();
  }

  /** Lines that belong to what is pointed at are lit. */
  light(keys: readonly string[]): void {
    if (keys.length === this.#lit.size && keys.every((key) => this.#lit.has(key))) return;
    this.#lit = new Set(keys);
    this.cy.batch(() => {
      this.cy.edges('.lit').removeClass('lit');
      for (const key of keys) {
        const element = this.cy.getElementById(key);
        if (element.nonempty() && element.isNode()) element.connectedEdges().addClass('lit');
        this.cy.getElementById(`line:${key}`).addClass('lit');
      }
    });
  }

  resize(): void {
    const { clientWidth, clientHeight, ownerDocument } = this.#container;
    this.overlay.resize(clientWidth, clientHeight, ownerDocument.defaultView?.devicePixelRatio ?? 1);
    this.cy.resize();
    if (this.#follows && this.#scene !== null) this.begin(this.#scene.bounds);
    this.#follow();
  }

  /** All of it where that leaves text readable, else its left end; and so on while the picture grows, until somebody moves the view. */
  begin(bounds: Rect): void {
    const filled = this.#container.clientHeight / bounds.h;
    this.fit(bounds, FIRST_ZOOM_MOST, Math.min(READABLE_ZOOM, Math.max(SMALL_TEXT_ZOOM, filled)));
    this.#follows = true;
  }

  /** The view so that the rectangle is seen whole, as large as `most` allows. */
  fit({ x, y, w, h }: Rect, most = 1.6, least = ZOOM_LEAST): void {
    const { clientWidth, clientHeight } = this.#container;
    const zoom = Math.max(least, Math.min(most, clientWidth / w, clientHeight / h));
    this.cy.viewport({ zoom, pan: { x: -x * zoom, y: (clientHeight - h * zoom) / 2 - y * zoom } });
    this.#follows = false;
  }

  zoomBy(factor: number): void {
    const { clientWidth, clientHeight } = this.#container;
    this.#follows = false;
    this.cy.zoom({ level: this.cy.zoom() * factor, renderedPosition: { x: clientWidth / 2, y: clientHeight / 2 } });
  }

  /** Pans as little as it takes to see the rectangle. */
  reveal({ x, y, w, h }: Rect): void {
    const zoom = this.cy.zoom();
    const pan = this.cy.pan();
    const { clientWidth, clientHeight } = this.#container;
    const shift = (from: number, to: number, room: number): number =>
      from < REVEALED_MARGIN ? REVEALED_MARGIN - from : to > room - REVEALED_MARGIN ? room - REVEALED_MARGIN - to : 0;
    const dx = shift(x * zoom + pan.x, (x + w) * zoom + pan.x, clientWidth);
    const dy = shift(y * zoom + pan.y, (y + h) * zoom + pan.y, clientHeight);
    if (dx === 0 && dy === 0) return;
    this.#follows = false;
    this.cy.panBy({ x: dx, y: dy });
  }

  destroy(): void {
    this.#observer.disconnect();
    this.cy.destroy();
    this.#container.replaceChildren();
  }

  #follow(): void {
    const zoom = this.cy.zoom();
    const { y } = this.cy.pan();
    this.#band.style.transform = `translateY(${BAND_TOP * zoom + y}px)`;
    this.#band.style.height = `${(BAND_BOTTOM - BAND_TOP) * zoom}px`;
    const name = this.#scene?.kernel ?? '';
    if (this.#kernel.textContent !== name) this.#kernel.textContent = name;
    this.#kernel.style.left = `${4 * zoom + this.cy.pan().x}px`;
    this.#kernel.style.fontSize = `${13 * zoom}px`;
    this.#kernel.hidden = zoom < NEAR_LEAST;
    this.paint();
    this.#events.drawn();
  }

  #targetAt(event: EventObject): Target | null {
    const small = this.#scene === null ? null : smallTargetAt(this.#scene, event.position);
    return small ?? this.#targetOfElement(event.target as Core | SingularElementReturnValue);
  }

  #targetOfElement(element: Core | SingularElementReturnValue): Target | null {
    if (element === this.cy) return null;
    const id = (element as SingularElementReturnValue).id();
    if (id.startsWith('line:')) return this.#scene?.lines.find(({ key }) => `line:${key}` === id)?.target ?? null;
    const [kind, task] = id.split(':');
    return kind === 'more' ? { kind: 'task', id: Number(task) } : targetOf(id);
  }

  #listen(): void {
    const { cy } = this;
    let before: Target | null = null;
    let last: Target | null = null;
    cy.on('tap', (event) => {
      before = last;
      last = this.#targetAt(event);
      this.#events.pressed(last, event.position);
    });
    // Two quick presses on different things are no double press.
    cy.on('dbltap', () => {
      if (last !== null && sameTarget(before, last)) this.#events.opened(last);
    });
    cy.on('cxttap', (event) => {
      const { clientX, clientY } = event.originalEvent as MouseEvent;
      this.#events.asked(this.#targetAt(event), { x: clientX, y: clientY });
    });
    cy.on('mousemove', (event) => this.#events.hovered(this.#targetAt(event)));
    cy.on('mouseout', (event) => {
      if (event.target === cy) this.#events.hovered(null);
    });
    cy.on('scrollzoom pinchzoom dragpan', () => {
      this.#follows = false;
    });
    this.#listenToDrags();
  }

  #listenToDrags(): void {
    const { cy } = this;
    let from: { readonly target: Target; readonly at: Point; dragging: boolean } | null = null;
    cy.on('tapstart', 'node.task, node.port', (event) => {
      const target = this.#targetOfElement(event.target as SingularElementReturnValue);
      if (target === null) return;
      from = { target, at: { ...event.position }, dragging: false };
      cy.userPanningEnabled(false);
    });
    cy.on('tapdrag', (event) => {
      if (from === null) return;
      const by = { x: event.position.x - from.at.x, y: event.position.y - from.at.y };
      from.dragging ||= Math.hypot(by.x, by.y) * cy.zoom() > DRAG_FROM;
      if (from.dragging) this.#events.dragged(from.target, by, false);
    });
    cy.on('tapend', (event) => {
      cy.userPanningEnabled(true);
      const was = from;
      from = null;
      if (was?.dragging !== true) return;
      this.#events.dragged(was.target, { x: event.position.x - was.at.x, y: event.position.y - was.at.y }, true);
    });
  }
}

/** The library would write a style element of its own, which a strict policy forbids; ours says the same (`graph.css`). */
function keepOwnStyles(document: Document): void {
  const id = '__________cytoscape_stylesheet';
  if (document.getElementById(id) !== null) return;
  const mark = document.createElement('meta');
  mark.id = id;
  document.head.append(mark);
}
