/** `node lines.ts`: an SVG of a line of each kind as the graph's figures draw it, all in one ink: a JSON object by kind. */
import { DASHES } from '../../renderer/scene/glyphs.ts';
import type { LineKind } from '../../renderer/scene/items.ts';
import { lineSvg } from '../../renderer/svg/lines.ts';
import { PALETTE_NAMES } from '../../renderer/svg/palette.ts';
import type { Palette } from '../../renderer/svg/palette.ts';

const PAPER = new Set(['task', 'kernel', 'surface']);
const colours = Object.fromEntries(PALETTE_NAMES.map((name) => [name, PAPER.has(name) ? '#ffffff' : '#000000']));
const palette = { ...colours, strokes: [1.25, 1.75, 2.75] } as unknown as Palette;
const path = [
  { x: 10, y: 20 },
  { x: 150, y: 20 },
];
const lines = (Object.keys(DASHES) as LineKind[]).map((kind) => {
  const line = { kind, path, route: { length: 140, gaps: [] }, dim: false } as unknown as Parameters<typeof lineSvg>[0];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="40" style="background:#ffffff">${lineSvg(line, palette, false)}</svg>`;
  return [kind, svg] as const;
});
process.stdout.write(JSON.stringify(Object.fromEntries(lines)));
