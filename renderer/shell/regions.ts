/** The regions of the window in the order of F6. */
const ORDER = ['top', 'guide', 'header', 'main', 'narration', 'strip', 'inspector', 'scrubber', 'transport'];

/** Moves the focus to the next or previous region that is there, to what had it there before or the first thing that can. */
export function moveRegion(by: 1 | -1): void {
  const regions = ORDER.map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`)).filter((one) => one !== null);
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const start = at < 0 ? (by > 0 ? -1 : regions.length) : at;
  for (let i = 1; i <= regions.length; i++) {
    const region = regions[(start + by * i + regions.length * 2) % regions.length]!;
    if (focusIn(region)) return;
  }
}

const FOCUSABLE = 'button:not([tabindex="-1"]),a[href],input,select,textarea,[tabindex="0"]';

function focusIn(region: HTMLElement): boolean {
  const found = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].find((one) => one.checkVisibility());
  (found ?? region).focus();
  return region.contains(document.activeElement);
}
