/** How fast time passes when the cursor plays, and by what motion is divided: each has a button, so that the keys show where they lead. */
export const SPEED_BUTTONS: readonly number[] = [1 / 4, 1, 4, Infinity];

/** The next faster or slower speed. */
export function nextSpeed(speed: number, by: 1 | -1): number {
  const at = SPEED_BUTTONS.indexOf(speed);
  return SPEED_BUTTONS[Math.min(SPEED_BUTTONS.length - 1, Math.max(0, at + by))] ?? 1;
}

const FRACTIONS: Readonly<Record<number, string>> = { 0.25: '¼' };

/** As on the buttons: `¼×`; null for "as fast as it can". */
export function speedText(speed: number): string | null {
  return speed === Infinity ? null : `${FRACTIONS[speed] ?? speed}×`;
}
