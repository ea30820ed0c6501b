import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BuildOptions } from 'esbuild';

/** One file to make: where its source begins and which imports stay imports. */
interface Bundle {
  readonly entry: string;
  readonly output: string;
  /** `machlab` in a service is the runtime that is there already; packages of the command line are installed beside it. */
  readonly keeps: Pick<BuildOptions, 'external' | 'packages' | 'format'>;
}

/** What the last run read and made: size and time of change of each file. */
type Stamps = Readonly<Record<string, string>>;

const RECORD = 'dist/bundle.json';
const RULES = ['package.json', 'build/bundle.ts'];

/** The bundles whose sources exist in a checkout. */
export const bundlesOf = (root: string): Bundle[] => {
  const services = join(root, 'services');
  const names = existsSync(services) ? readdirSync(services).filter((name) => name !== 'runtime') : [];
  const bundles: Bundle[] = [
    { entry: 'kernel/main.ts', output: 'dist/kernel.mjs', keeps: {} },
    { entry: 'services/runtime/main.ts', output: 'dist/runtime.mjs', keeps: {} },
    { entry: 'host/cli/main.ts', output: 'dist/machlab.mjs', keeps: { packages: 'external' } },
    { entry: 'host/log/worker.ts', output: 'dist/log.mjs', keeps: {} },
    // Electron gives its own module; the compiler of programs brings a binary of its own.
    { entry: 'electron/main.ts', output: 'dist/electron/main.mjs', keeps: { external: ['electron', 'esbuild'] } },
    { entry: 'electron/preload.ts', output: 'dist/electron/preload.cjs', keeps: { external: ['electron'], format: 'cjs' } },
    ...names.map((name) => ({
      entry: `services/${name}/main.ts`,
      output: `dist/services/${name}.mjs`,
      keeps: { external: ['machlab'] },
    })),
  ];
  return bundles.filter(({ entry }) => existsSync(join(root, entry)));
};

/** A file that changed after a build had started may have been read before or after: its stamp never matches. */
const stamp = (path: string, startedMs = Infinity): string => {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'absent';
  return found.mtimeMs < startedMs ? `${found.size} ${found.mtimeMs}` : 'changing';
};

const stampsOf = (root: string, paths: readonly string[], startedMs?: number): Stamps =>
  Object.fromEntries(paths.map((path) => [path, stamp(join(root, path), startedMs)]));

/** Whether every file that the last run read or made is as that run left it, and no source has come or gone since. */
export const isFresh = (root: string): boolean => {
  const record = join(root, RECORD);
  if (!existsSync(record)) return false;
  const last = JSON.parse(readFileSync(record, 'utf8')) as Stamps;
  const known = new Set(Object.keys(last));
  const bundles = bundlesOf(root);
  if (bundles.some(({ entry, output }) => !known.has(entry) || !known.has(output))) return false;
  return Object.entries(last).every(([path, was]) => stamp(join(root, path)) === was);
};

/** Puts a file in place whole, so that nobody who starts it meanwhile reads half of it. */
const place = (path: string, bytes: Uint8Array | string): void => {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
};

/** Makes every bundle and answers the paths of those made. Errors in a source are printed and thrown by the bundler. */
export const bundle = async (root: string): Promise<string[]> => {
  const { build } = await import('esbuild');
  const bundles = bundlesOf(root);
  const startedMs = Date.now();
  const made = await Promise.all(
    bundles.map(async ({ entry, output, keeps }) => {
      const result = await build({
        format: 'esm',
        ...keeps,
        absWorkingDir: root,
        entryPoints: [entry],
        outfile: output,
        bundle: true,
        write: false,
        metafile: true,
        platform: 'node',
        target: 'node26',
        sourcemap: 'linked',
        logLevel: 'warning',
      });
      for (const { path, contents } of result.outputFiles) place(path, contents);
      return { read: Object.keys(result.metafile.inputs), wrote: output };
    }),
  );
  const read = stampsOf(root, [...RULES, ...made.flatMap((one) => one.read)], startedMs);
  const wrote = stampsOf(
    root,
    made.map((one) => one.wrote),
  );
  place(join(root, RECORD), JSON.stringify({ ...read, ...wrote }, null, 1));
  return bundles.map(({ output }) => output);
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } } });
  const root = fileURLToPath(new URL('..', import.meta.url));
  const say = values.quiet ? (): void => {} : console.log;
  if (!values.force && isFresh(root)) {
    say('build: nothing has changed');
  } else {
    const startedMs = performance.now();
    try {
      const outputs = await bundle(root);
      for (const output of outputs) say(`  ${output}  ${Math.ceil(statSync(join(root, output)).size / 1024)} KB`);
      say(`build: ${outputs.length} bundles in ${Math.round(performance.now() - startedMs)} ms`);
    } catch (error) {
      console.error(
        `build: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)} (sources under ${relative('.', root) || '.'})`,
      );
      process.exitCode = 1;
    }
  }
}
