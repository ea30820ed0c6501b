/** Flex containers by yoga-layout: each item is a leaf to it, measured by the page's own layout. */
import type { Node as YogaNode, Yoga } from 'yoga-layout/load';
import { resolve } from '../style/length.ts';
import type { LayoutBox } from './box.ts';
import { borderSize, type Layout } from './layout.ts';

export type { Yoga };

/** Yoga's edges by number, in the order of CSS's sides; its constants stand beside its functions and say the same. */
const EDGE_OF_SIDE = [1, 2, 3, 0] as const;

export class Flexer {
  readonly #yoga: Yoga;
  readonly #layout: Layout;

  constructor(yoga: Yoga, layout: Layout) {
    this.#yoga = yoga;
    this.#layout = layout;
  }

  /** Lays the items of a container out in its content box and places them. *Returns* the height of the content. */
  layout(box: LayoutBox, width: number, height: number | undefined, left: number, top: number): number {
    const yoga = this.#yoga;
    const config = yoga.Config.create();
    config.setPointScaleFactor(0);
    config.setUseWebDefaults(true);
    const root = yoga.Node.create(config);
    const nodes = box.children.map((child) => this.#item(child, box, config, width, height));
    try {
      this.#container(root, box);
      for (const [index, node] of nodes.entries()) root.insertChild(node, index);
      root.setWidth(width);
      if (height !== undefined) root.setHeight(height);
      root.calculateLayout(width, height);
      for (const [index, child] of box.children.entries()) {
        const place = nodes[index]!.getComputedLayout();
        this.#layout.layout(child, place.width, child.kind === 'replaced' ? undefined : place.height, place.height);
        child.x = left + place.left;
        child.y = top + place.top;
        if (child.kind === 'replaced') child.height = place.height;
        if (child.style.position !== 'relative') continue;
        child.x += resolve(child.style.inset[3], width) ?? -(resolve(child.style.inset[1], width) ?? 0);
        child.y += resolve(child.style.inset[0], height) ?? -(resolve(child.style.inset[2], height) ?? 0);
      }
      return root.getComputedHeight();
    } finally {
      root.freeRecursive();
      config.free();
    }
  }

  #container(root: YogaNode, { style }: LayoutBox): void {
    const { FLEX_DIRECTION_ROW, FLEX_DIRECTION_ROW_REVERSE, FLEX_DIRECTION_COLUMN, FLEX_DIRECTION_COLUMN_REVERSE } = this.#yoga;
    const directions = {
      row: FLEX_DIRECTION_ROW,
      'row-reverse': FLEX_DIRECTION_ROW_REVERSE,
      column: FLEX_DIRECTION_COLUMN,
      'column-reverse': FLEX_DIRECTION_COLUMN_REVERSE,
    };
    root.setFlexDirection(directions[style.direction]);
    root.setFlexWrap(style.wrap ? this.#yoga.WRAP_WRAP : this.#yoga.WRAP_NO_WRAP);
    root.setJustifyContent(this.#justify(style.justify));
    root.setAlignItems(this.#align(style.alignItems));
    root.setAlignContent(this.#yoga.ALIGN_FLEX_START);
    root.setGap(this.#yoga.GUTTER_ROW, style.rowGap);
    root.setGap(this.#yoga.GUTTER_COLUMN, style.columnGap);
  }

  #justify(word: string): Parameters<YogaNode['setJustifyContent']>[0] {
    const yoga = this.#yoga;
    switch (word) {
      case 'center':
        return yoga.JUSTIFY_CENTER;
      case 'flex-end':
      case 'end':
        return yoga.JUSTIFY_FLEX_END;
      case 'space-between':
        return yoga.JUSTIFY_SPACE_BETWEEN;
      case 'space-around':
        return yoga.JUSTIFY_SPACE_AROUND;
      case 'space-evenly':
        return yoga.JUSTIFY_SPACE_EVENLY;
      default:
        return yoga.JUSTIFY_FLEX_START;
    }
  }

  #align(word: string): Parameters<YogaNode['setAlignItems']>[0] {
    const yoga = this.#yoga;
    switch (word) {
      case 'auto':
        return yoga.ALIGN_AUTO;
      case 'center':
        return yoga.ALIGN_CENTER;
      case 'flex-end':
      case 'end':
        return yoga.ALIGN_FLEX_END;
      case 'flex-start':
      case 'start':
      case 'baseline':
        return yoga.ALIGN_FLEX_START;
      default:
        return yoga.ALIGN_STRETCH;
    }
  }

  #item(
    child: LayoutBox,
    { style: container }: LayoutBox,
    config: ReturnType<Yoga['Config']['create']>,
    width: number,
    height: number | undefined,
  ): YogaNode {
    const layout = this.#layout;
    const { style } = child;
    const node = this.#yoga.Node.create(config);
    const row = container.direction.startsWith('row');
    const across = (length: typeof style.width): number | undefined => borderSize(style, length, 'x', width, width);
    const down = (length: typeof style.height): number | undefined => borderSize(style, length, 'y', height, width);
    const ownWidth = across(style.width);
    const ownHeight = down(style.height);
    if (ownWidth !== undefined) node.setWidth(ownWidth);
    if (ownHeight !== undefined) node.setHeight(ownHeight);
    const leastWidth =
      across(style.minWidth) ?? (row && !style.clips ? Math.min(layout.leastWidth(child, width), ownWidth ?? Infinity) : undefined);
    if (leastWidth !== undefined) node.setMinWidth(leastWidth);
    const most = { width: across(style.maxWidth), height: down(style.maxHeight), least: down(style.minHeight) };
    if (most.width !== undefined) node.setMaxWidth(most.width);
    if (most.height !== undefined) node.setMaxHeight(most.height);
    if (most.least !== undefined) node.setMinHeight(most.least);
    node.setFlexGrow(style.grow);
    node.setFlexShrink(style.shrink);
    const basis = row ? across(style.basis) : down(style.basis);
    if (basis !== undefined) node.setFlexBasis(basis);
    node.setAlignSelf(this.#align(style.alignSelf));
    for (const [side, edge] of EDGE_OF_SIDE.entries()) {
      const margin = style.margin[side]!;
      if (margin === null) node.setMarginAuto(edge);
      else node.setMargin(edge, resolve(margin, width) ?? 0);
    }
    node.setMeasureFunc((room, widthMode) => {
      const wanted =
        widthMode === this.#yoga.MEASURE_MODE_UNDEFINED ? layout.mostWidth(child, width) : Math.min(room, layout.mostWidth(child, width));
      const size = Math.max(0, layout.clampWidth(style, widthMode === this.#yoga.MEASURE_MODE_EXACTLY ? room : wanted, width));
      return { width: size, height: layout.heightAt(child, size) };
    });
    return node;
  }
}
