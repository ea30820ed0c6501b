import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from './userError.ts';

/** What Electron says of where it is; Node says nothing. */
const { resourcesPath } = process as { readonly resourcesPath?: string };
/** The desktop application carries all that is read as files beside its archive. */
const packaged = resourcesPath === undefined ? '' : join(resourcesPath, 'machlab');

/** The project's folder: of a clone, or where machlab is installed. */
export const ROOT = packaged !== '' && existsSync(packaged) ? packaged : findRoot(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');

/** This code runs as a source file or as part of a bundle in `dist/`: the folder above either. */
function findRoot(folder: string): string {
  let at = folder;
  while (!existsSync(join(at, 'package.json'))) {
    const above = dirname(at);
    if (above === at) throw new Error(`no package.json above ${folder}`);
    at = above;
  }
  return at;
}

function built(name: string): string {
  const path = join(DIST, name);
  if (!existsSync(path)) throw new UserError(`${path} is missing: run ‘npm run build’`);
  return path;
}

export const kernelPath = (): string => built('kernel.mjs');
export const runtimePath = (): string => built('runtime.mjs');
/** The folder of the built window. */
export const rendererPath = (): string => built('renderer');
export const logWorkerPath = (): string => built('log.mjs');

/** The Node that runs kernel and tasks: the one that runs this, or under Electron the one that comes with the project. */
export function nodePath(): string {
  if (process.versions['electron'] === undefined) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const places = [join(ROOT, 'runtime', name), ...NODE_PACKAGES.map((one) => join(ROOT, 'node_modules', one, 'bin', name))];
  const found = places.find((path) => existsSync(path));
  if (found === undefined) throw new UserError(`there is no Node in ${ROOT}: run ‘npm install’ there`);
  return found;
}
const NODE_PACKAGES = [`node-${process.platform.replace('win32', 'win')}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];

/** The services that were built: a file with a bundled module each, by name. */
export function servicePaths(): Record<string, string> {
  const folder = join(DIST, 'services');
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return Object.fromEntries(files.map((file) => [file.slice(0, -'.mjs'.length), join(folder, file)]));
}

/** The folder of the programs that come with machlab. */
export const LAB_PROGRAMS = join(ROOT, 'labs', 'programs');

export function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
