import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Nothing but what the host itself serves: no inline script, no other address. */
export function securityHeaders(origin: string): Readonly<Record<string, string>> {
  const socket = origin.replace(/^http/, 'ws');
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      `connect-src 'self' ${socket}`,
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  };
}

export interface PageAnswer {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A file of the built window, or 404. `path` begins with a slash, and leads nowhere else than into `root`. */
export function pageAt(root: string, path: string, origin: string): PageAnswer {
  const wanted = normalize(decode(path === '/' ? '/index.html' : path));
  const file = join(root, wanted);
  const inside = file.startsWith(root + sep) && !wanted.split(sep).some((part) => part.startsWith('.'));
  if (!inside || !existsSync(file) || !statSync(file).isFile()) {
    const headers = { ...securityHeaders(origin), 'Content-Type': 'text/plain; charset=utf-8' };
    return { status: 404, headers, body: new TextEncoder().encode('There is nothing at this address.\n') };
  }
  const headers = {
    ...securityHeaders(origin),
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    // Names below assets/ carry a hash of their content.
    'Cache-Control': wanted.startsWith(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  return { status: 200, headers, body: new Uint8Array(readFileSync(file)) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path).replaceAll('\0', '');
  } catch {
    return '/';
  }
}
