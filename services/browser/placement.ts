/** Which renderer shows a page: one process for each site; at the limit, the process with the fewest pages takes another site in. */

/** What placement knows of a process. */
export interface Placed {
  readonly sites: ReadonlySet<string>;
  readonly pages: number;
}

export const RENDERERS_MAX = 12;

/** The process for a page of a site, or undefined: a new one. */
export function placeFor<P extends Placed>(site: string, processes: readonly P[], most: number): P | undefined {
  const same = processes.find((process) => process.sites.has(site));
  if (same !== undefined || processes.length < most) return same;
  return processes.reduce<P | undefined>(
    (least, process) => (least === undefined || process.pages < least.pages ? process : least),
    undefined,
  );
}
