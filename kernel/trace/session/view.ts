/** How people have changed the drawing of a session: the boxes that they dragged. */

import { PLACE_KEY, PLACE_MAX, PLACES_MAX } from '../../abi/window.ts';
import type { Place } from '../../abi/window.ts';

export interface View {
  /** One for each key at most, the one that was put last at the end. */
  readonly places: readonly Place[];
}

export const NO_VIEW: View = { places: [] };

export function isPlace({ key, x, y }: Place): boolean {
  return PLACE_KEY.test(key) && [x, y].every((at) => Number.isSafeInteger(at) && Math.abs(at) <= PLACE_MAX);
}

/** Null: there are too many places already. */
export function withPlace(view: View, { key, x, y }: Place): View | null {
  const others = withoutPlace(view, key).places;
  return others.length < PLACES_MAX ? { places: [...others, { key, x, y }] } : null;
}

export function withoutPlace({ places }: View, key: string): View {
  return { places: places.filter((place) => place.key !== key) };
}
