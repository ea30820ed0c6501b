/** The photo page's picture: a sky, a sun and five ridges, computed the same each time. */
import { encodePng } from './png.ts';

export const PHOTO_WIDTH = 1600;
export const PHOTO_HEIGHT = 1000;
const RIDGES = 5;

const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** Waves of four lengths: the outline of a ridge. */
function outline(x: number, ridge: number): number {
  const base = 470 + ridge * 95;
  let height = 0;
  for (let octave = 0; octave < 4; octave += 1) {
    const length = 620 / 2.3 ** octave;
    height += Math.sin(x / length + ridge * 2.7 + octave * 1.3) * (64 / 2 ** octave);
  }
  return base + height * (1 - ridge * 0.1);
}

/** Grain, so that the picture is as large as a photograph's file. */
function grain(x: number, y: number): number {
  let bits = Math.imul(x, 374761393) ^ Math.imul(y, 668265263);
  bits = Math.imul(bits ^ (bits >>> 13), 1274126177);
  return ((bits >>> 24) - 128) / 64;
}

let made: Uint8Array | undefined;

export function photo(): Uint8Array {
  return (made ??= draw());
}

function draw(): Uint8Array {
  const rgb = new Uint8Array(3 * PHOTO_WIDTH * PHOTO_HEIGHT);
  for (let x = 0; x < PHOTO_WIDTH; x += 1) {
    const tops = Array.from({ length: RIDGES }, (_, ridge) => outline(x, ridge));
    for (let y = 0; y < PHOTO_HEIGHT; y += 1) {
      const ridge = tops.findLastIndex((top) => y >= top);
      const [red, green, blue] = ridge === -1 ? sky(x, y) : slope(y, ridge, tops[ridge]!);
      const noise = grain(x, y);
      const at = 3 * (y * PHOTO_WIDTH + x);
      rgb[at] = Math.max(0, Math.min(255, red + noise));
      rgb[at + 1] = Math.max(0, Math.min(255, green + noise));
      rgb[at + 2] = Math.max(0, Math.min(255, blue + noise));
    }
  }
  return encodePng(PHOTO_WIDTH, PHOTO_HEIGHT, rgb);
}

function sky(x: number, y: number): readonly [number, number, number] {
  const share = Math.min(1, y / 560);
  const distance = Math.hypot(x - 1080, y - 400);
  const glow = Math.exp(-distance / 190) * 90 + (distance < 58 ? 70 : 0);
  return [mix(58, 250, share) + glow, mix(74, 168, share) + glow * 0.8, mix(128, 112, share) + glow * 0.35];
}

function slope(y: number, ridge: number, top: number): readonly [number, number, number] {
  const depth = ridge / (RIDGES - 1);
  const haze = Math.max(0, 1 - (y - top) / 260) * (1 - depth) * 26;
  return [mix(150, 14, depth) + haze, mix(120, 22, depth) + haze * 0.8, mix(138, 44, depth) + haze * 0.7];
}
