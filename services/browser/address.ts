/** Addresses: what somebody types, and which site a page belongs to. */
import { URL_BYTES } from '../../kernel/abi/interfaces/renderer.ts';
import { utf8 } from '../../kernel/abi/bytes.ts';

export const HOME = 'lab://home/';

/** The address that a typed text means; undefined when it can be none. A plain word is a bundled site. */
export function addressOf(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '') return HOME;
  const url = /^[a-z][\w+.-]*:/i.test(text) ? URL.parse(text) : URL.parse(`lab://${text}`);
  if (url === null || (url.hostname === '' && url.protocol === 'lab:')) return undefined;
  if (url.protocol === 'lab:' && url.pathname === '') url.pathname = '/';
  return utf8(url.href).length < URL_BYTES ? url.href : undefined;
}

/** Scheme and host: pages of one site share a renderer and what the site keeps. */
export function siteOf(address: string): string {
  const url = URL.parse(address);
  return url === null ? '' : `${url.protocol}//${url.host}`;
}
