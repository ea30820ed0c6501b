/** What the browser saves: its tabs, so that a restart brings them back. Whatever the file holds, reading it gives tabs or none. */
import { HISTORY_MAX } from './history.ts';
import { addressOf } from './address.ts';
import { TABS_MAX } from '../../kernel/abi/interfaces/browser.ts';

export interface SavedTab {
  readonly tab: number;
  readonly addresses: readonly string[];
  readonly at: number;
  readonly width: number;
  readonly height: number;
}

export function writeSaved(tabs: readonly SavedTab[]): string {
  return JSON.stringify({ tabs });
}

export function readSaved(text: string): readonly SavedTab[] {
  try {
    const { tabs } = JSON.parse(text) as { readonly tabs?: unknown };
    return Array.isArray(tabs) ? tabs.flatMap((tab: unknown) => savedTab(tab)).slice(0, TABS_MAX) : [];
  } catch {
    return [];
  }
}

function savedTab(given: unknown): SavedTab[] {
  if (typeof given !== 'object' || given === null) return [];
  const { tab, addresses, at, width, height } = given as Readonly<Record<string, unknown>>;
  const known = Array.isArray(addresses)
    ? addresses.slice(0, HISTORY_MAX).flatMap((one) => (typeof one === 'string' ? (addressOf(one) ?? []) : []))
    : [];
  if (known.length === 0 || ![tab, at, width, height].every((number) => Number.isSafeInteger(number) && Number(number) >= 0)) return [];
  return [{ tab: Number(tab), addresses: known, at: Number(at), width: Number(width), height: Number(height) }];
}
