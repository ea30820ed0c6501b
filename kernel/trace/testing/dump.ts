import { Line } from '../line.ts';
import type { Frozen } from '../state.ts';
import { Table } from '../table.ts';

/** Everything a state holds, ended things included, as text that is equal for equal states. */
export function dump(state: Frozen): string {
  return JSON.stringify(state, (key, value: unknown) => {
    if (key === 'epoch' || key === 'copied') return undefined;
    if (value instanceof Line) return value.toArray();
    if (value instanceof Table) {
      const records = [...value.values()] as { id?: number; name?: number; address?: number }[];
      return records.sort((a, b) => (a.id ?? a.name ?? a.address)! - (b.id ?? b.name ?? b.address)!);
    }
    return value;
  });
}
