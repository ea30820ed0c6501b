/** What is shipped: every file of the browser edition, by where it comes from and where it goes. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Shipped {
  /** Path of the source. */
  readonly from: string;
  /** Path in the package, with slashes. */
  readonly to: string;
  readonly executable: boolean;
}

/** npm's name of this system's Node. */
const NODE_PACKAGES = [`node-${process.platform.replace('win32', 'win')}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];

/** Of a package, what runs: no types, no maps, no sources of another language, no papers but its licence. */
const PACKAGE_FILES = ['**/*.{js,cjs,mjs,json}', 'bin/**/*', '**/LICEN[CS]E*', '**/licen[cs]e*'];
const PACKAGE_LEFT_OUT = ['**/*.map', '**/*.d.ts', '**/*.{md,ts}', '**/test/**', '**/browser/**', 'install.js', 'node_modules/**'];
/** esbuild finds its program in the package for the system; the copy that its installer makes beside it is not needed. */
const DUPLICATES: ReadonlySet<string> = new Set(['esbuild/bin/esbuild']);

/** Packages that are installed beside the bundles: those that the command line imports, and esbuild's program for this system. */
export function packagesBeside(root: string): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const bundle = readFileSync(join(root, 'dist', 'machlab.mjs'), 'utf8');
  const used = Object.keys(dependencies).filter((name) => new RegExp(`from ["']${name}["']`).test(bundle));
  return [...used, ...(used.includes('esbuild') ? [`@esbuild/${process.platform}-${process.arch}`] : [])];
}

export function contents(root: string): readonly Shipped[] {
  const files: Shipped[] = [];
  const add = (from: string, to: string, executable = false): void => void files.push({ from: join(root, from), to, executable });
  const node = NODE_PACKAGES.map((name) => `node_modules/${name}/bin/node`).find((path) => existsSync(join(root, path)));
  if (node === undefined) throw new Error(`there is no Node for this system below ${root}/node_modules: run npm install`);
  if (!existsSync(join(root, 'dist/renderer/index.html'))) throw new Error(`there is no window in ${root}/dist: run npm run build`);
  add(node, 'runtime/node', true);
  for (const path of globSync(['dist/*.mjs', 'dist/services/*.mjs', 'dist/renderer/**/*', 'labs/**/*'], { cwd: root })) {
    const isFile = statSync(join(root, path)).isFile();
    if (isFile && !/\.map$|\.test\.ts$|\.fixture\.ts$|tsconfig\.json$|dist\/renderer\/manifest\.json$/.test(path))
      add(path, path.replaceAll('\\', '/'));
  }
  for (const name of packagesBeside(root)) {
    for (const path of globSync(PACKAGE_FILES, { cwd: join(root, 'node_modules', name), exclude: PACKAGE_LEFT_OUT })) {
      const from = join('node_modules', name, path);
      const found = statSync(join(root, from));
      if (found.isFile() && !DUPLICATES.has(`${name}/${path}`))
        add(from, from.replaceAll('\\', '/'), (found.mode & 0o111) !== 0 && path.startsWith('bin'));
    }
  }
  add('LICENSE', 'LICENSE');
  add('build/linux/README.md', 'README.md');
  add('renderer/icon.svg', 'share/machlab.svg');
  add('build/linux/machlab.xml', 'share/machlab.xml');
  add('build/linux/machlab.desktop', 'share/machlab.desktop');
  add('build/linux/machlab', 'machlab', true);
  return files.toSorted((a, b) => (a.to < b.to ? -1 : 1));
}
