import { ENTER_PATH } from '../../kernel/abi/window.ts';

/**
 * Changes the one-time token in the page's address (`#token`) into the host's cookie, and takes it out of the address, so that nobody
 * copies a link that works once. False when the host does not accept it. Without a token the cookie of an earlier visit has to do.
 */
export async function enter(page: Location, history: History): Promise<boolean> {
  const token = page.hash.slice(1);
  if (!/^[\w-]{16,}$/.test(token)) return true;
  history.replaceState(null, '', page.pathname + page.search);
  const response = await fetch(new URL(ENTER_PATH, page.href), { method: 'POST', body: token, credentials: 'same-origin' });
  return response.ok;
}
