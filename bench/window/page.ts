/** What benchmarks do in a page of Chromium. */
import { chromium, type Browser, type Page } from '@playwright/test';
import { browserPath } from '../../e2e/browser.ts';

/** Chromium without a graphics card, as on many lab machines; null where there is none. */
export async function launch(): Promise<Browser | null> {
  if (browserPath === null) return null;
  // With the last, a page is told how much memory it uses at once, and not after up to half a minute.
  const args = ['--no-sandbox', '--disable-gpu', '--enable-blink-features=ForceEagerMeasureMemory'];
  return chromium.launch({ executablePath: browserPath, args });
}

/** A page with settings of somebody who has been here before. */
export async function open(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() =>
    localStorage.setItem('machlab.settings', JSON.stringify({ welcomed: true, theme: 'light', language: 'en' })),
  );
  await page.goto(address);
  return page;
}

/** Waits until the window has so many events. */
export async function shows(page: Page, position: number): Promise<void> {
  await page.waitForFunction(
    (least) => Number(document.querySelector('[data-testid=position] b')?.textContent?.slice(1)) >= least,
    position,
    {
      timeout: 300_000,
      polling: 100,
    },
  );
}

/** Times between frames while something is done, in milliseconds. */
export async function frames(page: Page, act: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    const tick = (nowMs: number): void => {
      times.push(nowMs);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(window, { frameTimes: times });
  });
  await act();
  const times = await page.evaluate(() => (window as unknown as { frameTimes: number[] }).frameTimes);
  return times.slice(1).map((time, i) => time - times[i]!);
}

interface Measured {
  readonly bytes: number;
}

export function usedMB(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const measure = (performance as unknown as { measureUserAgentSpecificMemory: () => Promise<Measured> }).measureUserAgentSpecificMemory;
    return (await measure.call(performance)).bytes / 2 ** 20;
  });
}
