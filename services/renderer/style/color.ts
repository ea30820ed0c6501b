/** CSS colours as 0xRRGGBBAA. */

const NAMED: Readonly<Record<string, number>> = {
  transparent: 0x00000000,
  black: 0x000000ff,
  white: 0xffffffff,
  red: 0xff0000ff,
  green: 0x008000ff,
  blue: 0x0000ffff,
  yellow: 0xffff00ff,
  orange: 0xffa500ff,
  purple: 0x800080ff,
  pink: 0xffc0cbff,
  gray: 0x808080ff,
  grey: 0x808080ff,
  silver: 0xc0c0c0ff,
  lightgray: 0xd3d3d3ff,
  darkgray: 0xa9a9a9ff,
  brown: 0xa52a2aff,
  navy: 0x000080ff,
  teal: 0x008080ff,
  maroon: 0x800000ff,
  olive: 0x808000ff,
  lime: 0x00ff00ff,
  cyan: 0x00ffffff,
  magenta: 0xff00ffff,
  gold: 0xffd700ff,
  crimson: 0xdc143cff,
  tomato: 0xff6347ff,
  coral: 0xff7f50ff,
  salmon: 0xfa8072ff,
  indigo: 0x4b0082ff,
  steelblue: 0x4682b4ff,
  beige: 0xf5f5dcff,
  ivory: 0xfffff0ff,
};

const FUNCTION = /^(rgba?|hsla?)\(\s*([^)]*)\)$/;
const HEX = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/;

/** A colour; undefined when the text is none that we know. `current` is what `currentcolor` means. */
export function parseColor(text: string, current = 0x000000ff): number | undefined {
  const value = text.trim().toLowerCase();
  if (value === 'currentcolor') return current;
  if (Object.hasOwn(NAMED, value)) return NAMED[value];
  const hex = HEX.exec(value)?.[1];
  if (hex !== undefined) return fromHex(hex);
  const called = FUNCTION.exec(value);
  if (called === null) return undefined;
  const parts = called[2]!.split(/[\s,/]+/).filter((part) => part !== '');
  if (parts.length < 3 || parts.length > 4) return undefined;
  const alpha = fraction(parts[3] ?? '1');
  return called[1]!.startsWith('rgb') ? fromRgb(parts, alpha) : fromHsl(parts, alpha);
}

/** The same colour, seen through: `share` 0 to 1 of its own opacity. */
export function fade(color: number, share: number): number {
  return share >= 1 ? color : ((color & 0xffffff00) | Math.round((color & 0xff) * Math.max(0, share))) >>> 0;
}

function fromHex(hex: string): number {
  const digits = hex.length <= 4 ? hex.replaceAll(/./g, '$&$&') : hex;
  return Number.parseInt(digits.padEnd(8, 'f'), 16);
}

function pack(red: number, green: number, blue: number, alpha: number): number | undefined {
  const bytes = [red, green, blue, alpha * 255];
  if (bytes.some((byte) => Number.isNaN(byte))) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + Math.max(0, Math.min(255, Math.round(byte))), 0);
}

function fraction(text: string): number {
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
}

function fromRgb(parts: readonly string[], alpha: number): number | undefined {
  const [red, green, blue] = parts.map((part) => (part.endsWith('%') ? fraction(part) * 255 : Number(part)));
  return pack(red!, green!, blue!, alpha);
}

function fromHsl(parts: readonly string[], alpha: number): number | undefined {
  const hue = Number(parts[0]!.replace('deg', ''));
  const saturation = fraction(parts[1]!);
  const light = fraction(parts[2]!);
  const channel = (shift: number): number => {
    const at = (((shift + hue / 30) % 12) + 12) % 12;
    const reach = saturation * Math.min(light, 1 - light);
    return 255 * (light - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1)));
  };
  return pack(channel(0), channel(8), channel(4), alpha);
}
