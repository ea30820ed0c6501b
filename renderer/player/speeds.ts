/** How fast time passes when the cursor plays, and by what motion is divided. */
export const SPEEDS: readonly number[] = [1 / 10, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64, Infinity];
/** The ones with a button of their own. */
export const SPEED_BUTTONS: readonly number[] = [1 / 4, 1, 4, Infinity];

/** The next faster or slower speed. */
export function nextSpeed(speed: number, by: 1 | -1): number {
  const at = SPEEDS.indexOf(speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1;
}

const FRACTIONS: Readonly<Record<number, string>> = { 0.1: '⅒', 0.25: '¼', 0.5: '½' };

/** As on the buttons: `¼×`; null for "as fast as it can". */
export function speedText(speed: number): string | null {
  return speed === Infinity ? null : `${FRACTIONS[speed] ?? speed}×`;
}
