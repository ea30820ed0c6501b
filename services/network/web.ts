/** The bundled sites as a small web: addresses in, files out. */
import { utf8 } from '../../kernel/abi/bytes.ts';
import { photo } from './photo.ts';
import { SITES } from './sites.ts';

export const STATUS_OK = 200;
export const STATUS_NOT_FOUND = 404;
/** There is no such host here. */
export const STATUS_NO_HOST = 502;

export interface WebFile {
  readonly status: number;
  readonly type: string;
  readonly data: Uint8Array;
}

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript', png: 'image/png' };
/** Files that are computed when they are asked for. */
const COMPUTED: Readonly<Record<string, () => Uint8Array>> = { 'photo/evening.png': photo };

const nothing = (status: number): WebFile => ({ status, type: 'text/plain', data: new Uint8Array(0) });

/** `lab://clock/` and `lab://2.clock/` are two sites of the same content: as many processes as somebody wants to see. */
export function fileAt(address: string): WebFile {
  const url = URL.parse(address);
  const site = url?.hostname.split('.').at(-1) ?? '';
  if (url === null || url.protocol !== 'lab:' || !Object.hasOwn(SITES, site)) return nothing(STATUS_NO_HOST);
  const name = url.pathname.replace(/^\//, '') || 'index.html';
  const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  const computed = COMPUTED[`${site}/${name}`];
  if (computed !== undefined) return { status: STATUS_OK, type, data: computed() };
  const files = SITES[site]!;
  return Object.hasOwn(files, name) ? { status: STATUS_OK, type, data: utf8(files[name]!) } : nothing(STATUS_NOT_FOUND);
}

/** Every site's address and title. */
export function siteList(): readonly { readonly url: string; readonly title: string }[] {
  return Object.entries(SITES).map(([name, files]) => {
    const title = /<title>([^<]*)<\/title>/.exec(files['index.html'] ?? '')?.[1] ?? name;
    return { url: `lab://${name}/`, title };
  });
}
