import { existsSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
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

/** Answers with a file of the built window, or 404. */
export function servePage(root: string, path: string, head: boolean, origin: string, response: ServerResponse): void {
  const wanted = normalize(decode(path === '/' ? '/index.html' : path));
  const file = join(root, wanted);
  const inside = file.startsWith(root + sep) && !wanted.split(sep).some((part) => part.startsWith('.'));
  if (!inside || !existsSync(file) || !statSync(file).isFile()) {
    response
      .writeHead(404, { ...securityHeaders(origin), 'Content-Type': 'text/plain; charset=utf-8' })
      .end('There is nothing at this address.\n');
    return;
  }
  // Names below assets/ carry a hash of their content.
  const cache = wanted.startsWith(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';
  const bytes = readFileSync(file);
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { ...securityHeaders(origin), 'Content-Type': type, 'Content-Length': bytes.length, 'Cache-Control': cache });
  response.end(head ? undefined : bytes);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path).replaceAll('\0', '');
  } catch {
    return '/';
  }
}
