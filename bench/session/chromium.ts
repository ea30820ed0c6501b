import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'esbuild';
import { browserPath } from '../../e2e/browser.ts';
import type { Opened } from './page.ts';

export interface InChromium extends Opened {
  /** What the page holds with the session open, and what an empty page holds. */
  readonly usedMB: number;
  readonly emptyMB: number;
}

/** Isolated from other origins, as a page must be that asks how much memory it uses. */
const HEADERS = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Opens the session in Chromium; null where there is none. */
export async function inChromium(path: string): Promise<InChromium | null> {
  if (browserPath === null) return null;
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2024',
    minify: true,
  });
  const bodies: Record<string, readonly [type: string, body: string | Uint8Array]> = {
    '/': ['text/html', '<!doctype html><title>session</title><script src="page.js"></script>'],
    '/page.js': ['text/javascript', outputFiles[0]?.contents ?? ''],
    '/session': ['application/octet-stream', readFileSync(path)],
  };
  const server = createServer((request, response) => {
    const [type, body] = bodies[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, { ...HEADERS, 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: browserPath,
    // Without the last, a page is told its memory only after up to half a minute.
    args: ['--no-sandbox', '--enable-blink-features=ForceEagerMeasureMemory'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const emptyMB = await page.evaluate(() => window.usedMB());
    const opened = await page.evaluate(() => window.openSession());
    return { ...opened, emptyMB, usedMB: await page.evaluate(() => window.usedMB()) };
  } finally {
    await browser.close();
    server.close();
  }
}
