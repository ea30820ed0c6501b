import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** One of the suite's parts as a single module. */
export async function bundleOf(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here(file)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    external: ['machlab'],
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

/** What a runner needs; see `runner.fixture.ts`. */
export interface Bundles {
  readonly runtime: string;
  readonly unlocked: string;
  readonly attempts: string;
}

export async function bundleAll(): Promise<Bundles> {
  const [runtime, unlocked, attempts] = await Promise.all([
    bundleOf('../main.ts'),
    bundleOf('unlocked.fixture.ts'),
    bundleOf('program.fixture.ts'),
  ]);
  return { runtime, unlocked, attempts };
}
