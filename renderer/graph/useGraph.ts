/** The life of the graph in a view: scenes from moments, at most one a frame; pointer and keys to what the app is told. */

import { inject, onBeforeUnmount, onMounted, shallowRef, toRaw, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import { buildScene } from '../scene/build.ts';
import { changesOf } from '../scene/changes.ts';
import { Context } from '../scene/context.ts';
import type { SceneInput } from '../scene/context.ts';
import { describe } from '../scene/describe.ts';
import { drawingOf } from '../scene/drawing.ts';
import type { Drawing } from '../scene/drawing.ts';
import { inFocus, inSpotlight } from '../scene/focus.ts';
import type { Point, Rect } from '../scene/geometry.ts';
import type { Scene } from '../scene/items.ts';
import { roughMeasure } from '../scene/text.ts';
import { trafficOf } from '../scene/traffic.ts';
import { Walker } from '../scene/walk.ts';
import type { WalkKey } from '../scene/walk.ts';
import { sayEnglish } from '../scene/words.ts';
import { sceneSvg } from '../svg/svg.ts';
import { sameTarget, SAY, targetKey, targetOf } from '../view.ts';
import type { Target, ViewAction, ViewProps } from '../view.ts';
import { rectOfTarget } from './hit.ts';
import { Motion } from './motion.ts';
import { Painter } from './painter.ts';
import type { PainterEvents } from './painter.ts';
import { readPalette } from './palette.ts';
import { DIM, SPOTLIGHT_REST } from './style.ts';

/** Boxes and lines from which the picture is rebuilt less often while it runs, so that input stays quick. */
const LARGE = 900;
const LARGE_EVERY_MS = 90;
/** Of each frame, for finding ways for new lines. */
const SEARCH_MS = 8;
const FOUND_EVERY_MS = 200;

export interface GraphEmits {
  (event: 'select', target: Target | null): void;
  (event: 'hover', target: Target | null): void;
  (event: 'action', action: ViewAction): void;
}

export interface Graph {
  readonly scene: ShallowRef<Scene | null>;
  readonly focused: ShallowRef<Target | null>;
  describe(target: Target): string;
  walk(key: WalkKey): void;
  focus(target: Target | null): void;
  open(target: Target): void;
  menu(target: Target, of: HTMLElement): void;
  zoomBy(factor: number): void;
  fit(): void;
  tidy(): void;
  resetLayout(): void;
  undoMove(): void;
  /** Hands the picture to the browser as an SVG file. */
  exportFigure(fileName: string): void;
}

export function useGraph(props: ViewProps, emit: GraphEmits, host: Readonly<Ref<HTMLElement | null>>): Graph {
  const say = inject(SAY, sayEnglish);
  const scene = shallowRef<Scene | null>(null);
  const focused = shallowRef<Target | null>(null);
  const walker = new Walker();
  const motion = new Motion();
  let painter: Painter | null = null;
  let frame = 0;
  let dirty = true;
  /** Frames that are left to what is drawn before the graph. */
  let held = 0;
  /** Ways of some lines are still to be found. */
  let searching = false;
  let builtMs = 0;
  let fitted = false;
  let lastStep: ViewProps['step'] = null;
  let lastInput: SceneInput | null = null;
  /** Made when somebody wants words for what the last scene shows. */
  let lastContext: Context | null = null;
  let dropAt: Rect | null = null;

  const drawing = (): Drawing => drawingOf(toRaw(props.moment.log));

  /** Not where somebody has chosen what to see in full, nor while all goes by. */
  const spotlit = (): boolean => props.spotlight && props.focus === null && props.filter === null && !props.moment.running;

  function input(): SceneInput {
    const { state, log, cursor } = props.moment;
    const changes = changesOf(toRaw(log), props.step);
    return {
      state: toRaw(state),
      log: toRaw(log),
      cursor,
      detail: props.detail,
      changes,
      filter: props.filter,
      inFocus: spotlit() ? inSpotlight(toRaw(state), changes.keys) : inFocus(toRaw(state), props.focus),
      say,
      catalogue: props.catalogue,
      measure: painter?.overlay.measure ?? roughMeasure,
    };
  }

  function build(nowMs: number): void {
    const { layout, router } = drawing();
    lastInput = input();
    lastContext = null;
    layout.feed(lastInput.log);
    const until = performance.now() + SEARCH_MS;
    const built = buildScene(lastInput, layout, router, () => performance.now() < until);
    dirty = false;
    searching = built.missing > 0;
    builtMs = nowMs;
    if (props.step !== lastStep) {
      lastStep = props.step;
      const traffic = trafficOf({ log: lastInput.log, state: lastInput.state, layout, router }, props.step);
      motion.begin(traffic, nowMs, { speed: props.moment.speed, reduced: props.reducedMotion });
    }
    painter!.fade = spotlit() ? SPOTLIGHT_REST : DIM;
    scene.value = built;
    mark(built);
    painter!.show(built);
    if (!fitted && built.tasks.length > 0) {
      fitted = true;
      painter!.begin(built.bounds);
    }
  }

  /** Finds more ways without building all anew; what has been found is shown a few times a second. */
  function searchOn(nowMs: number): void {
    const until = performance.now() + SEARCH_MS;
    searching = drawing().router.show(scene.value?.wanted ?? [], () => performance.now() < until) > 0;
    dirty = !searching || nowMs - builtMs > FOUND_EVERY_MS;
  }

  function mark(built: Scene): void {
    const lit = [props.hover, props.selection].flatMap((target) => (target === null ? [] : [targetKey(target)]));
    const of = props.hover ?? props.selection;
    painter!.marked = {
      selected: rectOfTarget(built, props.selection),
      focused: focusShown() ? rectOfTarget(built, focused.value) : null,
      hairlinesOf: { task: of?.kind === 'task' ? of.id : null, port: of?.kind === 'port' ? of.id : null },
      dropAt,
    };
    painter!.light(lit);
  }

  function focusShown(): boolean {
    const active = host.value?.ownerDocument.activeElement ?? null;
    return (
      active !== null &&
      host.value !== null &&
      (host.value.parentElement ?? host.value).contains(active) &&
      active.matches(':focus-visible')
    );
  }

  function tick(nowMs: number): void {
    frame = 0;
    if (painter === null) return;
    const size = scene.value === null ? 0 : scene.value.lines.length + scene.value.chips.length;
    const due = size < LARGE || !props.moment.running || nowMs - builtMs >= LARGE_EVERY_MS;
    if (searching && !dirty) searchOn(nowMs);
    if (held > 0) held--;
    else if (dirty && due) build(nowMs);
    const { value } = scene;
    if (value !== null) {
      painter.flights = motion.flights(nowMs);
      painter.rates = motion.rates(value, nowMs);
      painter.paint();
    }
    if (dirty || searching || motion.moving(nowMs)) schedule();
  }

  function schedule(): void {
    if (frame === 0) frame = requestAnimationFrame(tick);
  }

  function rebuild(): void {
    if (!dirty) held = 1;
    dirty = true;
    schedule();
  }

  /** Where a person has put a box is kept, for every window and in the session. */
  function keep(target: Target): void {
    const place = drawing().placeOf(target);
    if (place !== null) emit('action', { what: 'place', place: { key: targetKey(target), ...place } });
  }

  /** What was kept is put back: of another window's drags, and of a session that is opened. */
  function restore(): void {
    drawing().layout.feed(toRaw(props.moment.log));
    const moved = props.places.filter(({ key, ...place }) => {
      const target = targetOf(key);
      return target !== null && drawing().put(target, place);
    });
    if (moved.length > 0) rebuild();
  }

  function remark(): void {
    if (painter === null || scene.value === null) return;
    mark(scene.value);
    schedule();
  }

  function focus(target: Target | null): void {
    focused.value = target;
    remark();
    const rect = scene.value === null ? null : rectOfTarget(scene.value, target);
    if (rect !== null) painter?.reveal(rect);
  }

  const events: PainterEvents = {
    pressed(target) {
      walker.reset();
      if (target !== null) focused.value = target;
      emit('select', target);
    },
    opened: (target) => emit('action', { what: 'inspect', target }),
    asked(target, { x, y }) {
      if (target === null || host.value === null) return;
      emit('select', target);
      emit('action', { what: 'menu', target, x, y, of: host.value });
    },
    hovered(target) {
      if (!sameTarget(target, props.hover)) emit('hover', target);
    },
    dragged(target, by, done) {
      const rect = scene.value === null ? null : rectOfTarget(scene.value, target);
      dropAt = rect === null || done ? null : moved(rect, by);
      if (done && drawing().move(target, by)) {
        keep(target);
        rebuild();
      }
      remark();
    },
    drawn: () => {},
  };

  onMounted(() => {
    painter = new Painter(host.value!, readPalette(host.value!), events);
    restore();
    rebuild();
  });
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame);
    painter?.destroy();
    painter = null;
  });

  watch(
    () => [props.moment.version, props.moment.log, props.detail, props.filter, props.focus, props.step, props.catalogue, props.spotlight],
    rebuild,
  );
  watch(() => [props.places, props.moment.log], restore);
  watch(() => [props.selection, props.hover], remark);
  watch(
    () => props.theme,
    () => painter?.setPalette(readPalette(host.value!)),
    { flush: 'post' },
  );

  return {
    scene,
    focused,
    describe(target) {
      if (lastInput === null) return '';
      lastContext ??= new Context(lastInput, drawing().layout);
      return describe(lastContext, target);
    },
    walk(key) {
      if (scene.value === null) return;
      const next = walker.go(scene.value, focused.value ?? props.selection, key);
      if (next === null) return;
      focus(next);
      emit('hover', next);
      emit('action', { what: 'speak', text: this.describe(next) });
    },
    focus,
    open(target) {
      emit('select', target);
      emit('action', { what: 'inspect', target });
    },
    menu(target, of) {
      const rect = scene.value === null ? null : rectOfTarget(scene.value, target);
      const box = host.value!.getBoundingClientRect();
      const zoom = painter!.cy.zoom();
      const pan = painter!.cy.pan();
      const x = box.left + (rect === null ? box.width / 2 : (rect.x + rect.w / 2) * zoom + pan.x);
      const y = box.top + (rect === null ? box.height / 2 : (rect.y + rect.h) * zoom + pan.y);
      emit('action', { what: 'menu', target, x, y, of });
    },
    zoomBy: (factor) => painter?.zoomBy(factor),
    fit() {
      if (scene.value !== null) painter?.fit(scene.value.bounds);
    },
    tidy() {
      drawing().layout.tidy(props.moment.log.end - 1);
      rebuild();
    },
    resetLayout() {
      drawing().reset(toRaw(props.moment.log));
      emit('action', { what: 'place', place: null });
      rebuild();
    },
    undoMove() {
      const target = drawing().undo();
      if (target === null) return;
      keep(target);
      rebuild();
    },
    exportFigure(fileName) {
      if (scene.value === null) return;
      const text = sceneSvg(scene.value, readPalette(host.value!), { title: say('drawing.say.graph') });
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
      link.download = fileName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    },
  };
}

function moved({ x, y, w, h }: Rect, by: Point): Rect {
  return { x: x + by.x, y: y + by.y, w, h };
}
