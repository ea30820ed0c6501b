import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Plan } from '../../services/workload/plan.ts';
import { ROOT } from '../paths.ts';
import { reasonOf, UserError } from '../userError.ts';
import { readWorkload } from './read.ts';

const WORKLOADS = join(ROOT, 'labs', 'workloads');

/** The names of the workloads that come with machlab. */
export function labWorkloads(): string[] {
  if (!existsSync(WORKLOADS)) return [];
  return readdirSync(WORKLOADS)
    .map((file) => basename(file, extname(file)))
    .toSorted();
}

/** A workload by its path, or by the name of one that comes with machlab. Throws a `UserError`. */
export function findWorkload(given: string): Plan {
  const own = existsSync(WORKLOADS) ? readdirSync(WORKLOADS).find((file) => basename(file, extname(file)) === given) : undefined;
  const path = own === undefined || existsSync(given) ? given : join(WORKLOADS, own);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read ${given}: ${reasonOf(error)}; machlab itself brings ${labWorkloads().join(', ')}`);
  }
  return readWorkload(given, text);
}

/** One that comes with machlab, by its name alone. */
export function bundledWorkload(name: string): Plan {
  if (!labWorkloads().includes(name)) throw new UserError(`there is no workload ‘${name}’; there are ${labWorkloads().join(', ')}`);
  return findWorkload(name);
}
