/** Where the window stood when it was closed, kept in a small file of the application's data. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';

export interface WindowState extends Partial<Rectangle> {
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

const VERSION = 1;
const DEFAULT: WindowState = { width: 1440, height: 900, maximized: false };
export const LEAST = { width: 1024, height: 640 };
/** So much of the window has to be on a screen that is there. */
const SEEN_PX = 120;

/** What a file says, if it makes sense on these screens. A file that makes none is set aside under another name. */
export function readWindowState(path: string, screens: readonly Rectangle[]): WindowState {
  if (!existsSync(path)) return DEFAULT;
  const kept = parse(readFileSync(path, 'utf8'));
  if (kept === null) {
    renameSync(path, `${path}.broken`);
    return DEFAULT;
  }
  const { x, y, width, height, maximized } = kept;
  const size = { width: Math.max(LEAST.width, width), height: Math.max(LEAST.height, height), maximized };
  if (x === undefined || y === undefined) return size;
  const seen = screens.some(
    (screen) =>
      Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x) >= SEEN_PX &&
      y >= screen.y &&
      y <= screen.y + screen.height - SEEN_PX,
  );
  return seen ? { ...size, x, y } : size;
}

export function writeWindowState(path: string, state: WindowState): void {
  writeFileSync(`${path}.new`, JSON.stringify({ version: VERSION, ...state }));
  renameSync(`${path}.new`, path);
}

function parse(text: string): WindowState | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const isNumber = (key: string): boolean => Number.isFinite(value[key]) && Math.abs(value[key] as number) < 100_000;
    const isPlace = value['x'] === undefined || (isNumber('x') && isNumber('y'));
    if (value['version'] !== VERSION || !isNumber('width') || !isNumber('height') || !isPlace) return null;
    return { ...(value as unknown as WindowState), maximized: value['maximized'] === true };
  } catch {
    return null;
  }
}
