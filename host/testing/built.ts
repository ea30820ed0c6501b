import { bundle, isFresh } from '../../build/bundle.ts';
import { ROOT } from '../paths.ts';

/** Makes the bundles that a whole system runs from, unless they are of these sources already. */
export async function build(): Promise<void> {
  if (!isFresh(ROOT)) await bundle(ROOT);
}
