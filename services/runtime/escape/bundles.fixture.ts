import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A program of the suite uses the runtime that it runs in, not one of its own. */
const runtimeStaysOutside: Plugin = {
  name: 'the runtime stays outside',
  setup: (bundle) => bundle.onResolve({ filter: /^\.\.\/(task|lock\/fsync)\.ts$/ }, () => ({ path: 'machlab', external: true })),
};

async function bundle(file: string, plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here(file)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    plugins,
    external: plugins.length === 0 ? [] : ['machlab'],
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

/** A program of the suite as a single module. */
export const bundleProgram = (file: string): Promise<string> => bundle(file, [runtimeStaysOutside]);
/** A script as a single module with everything in it: the runtime, or a kernel process. */
export const bundleScript = (file: string): Promise<string> => bundle(file, []);
export const bundleRuntime = (): Promise<string> => bundleScript('../main.ts');

/** What a runner needs; see `runner.fixture.ts`. */
export interface Bundles {
  readonly runtime: string;
  readonly unlocked: string;
  readonly attempts: string;
}

export async function bundleAll(): Promise<Bundles> {
  const [runtime, unlocked, attempts] = await Promise.all([
    bundleRuntime(),
    bundleScript('unlocked.fixture.ts'),
    bundleProgram('program.fixture.ts'),
  ]);
  return { runtime, unlocked, attempts };
}
