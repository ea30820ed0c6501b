import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench, Metric } from './metric.ts';
import { choose, table } from './choice.ts';

const load = async (file: string): Promise<Bench> => {
  const found: unknown = await import(new URL(file, import.meta.url).href);
  const { names, run } = found as Partial<Bench>;
  if (!Array.isArray(names) || typeof run !== 'function') throw new Error(`bench/${file} must export names and run()`);
  return { names, run };
};

/** Runs one file of benchmarks; a figure that its names do not announce, or that is missing, is an error. */
const measure = async (bench: Bench): Promise<Metric[]> => {
  const metrics = await bench.run();
  const got = new Set(metrics.map(({ name }) => name));
  const odd = [...bench.names.filter((name) => !got.has(name)), ...[...got].filter((name) => !bench.names.includes(name))];
  if (odd.length > 0) throw new Error(`announced and measured differ: ${odd.join(', ')}`);
  return metrics;
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });
  const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).toSorted();
  const benches = await Promise.all(files.map((file) => load(`./${file}`)));
  const names = benches.flatMap((bench) => bench.names);
  const chosen = choose(names, positionals);
  if (typeof chosen === 'string') {
    console.error(chosen);
    return 2;
  }

  const metrics: Metric[] = [];
  let failed = 0;
  for (const bench of benches.filter((one) => one.names.some((name) => chosen.has(name)))) {
    console.error(`bench: ${bench.names.filter((name) => chosen.has(name)).join(', ')} …`);
    try {
      metrics.push(...(await measure(bench)).filter(({ name }) => chosen.has(name)));
    } catch (error) {
      failed++;
      console.error(`bench: ${bench.names.join(', ')} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  console.log(values.json ? JSON.stringify({ metrics }) : table(metrics));
  return failed > 0 ? 1 : 0;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
