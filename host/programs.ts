import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { build, type Message, type StdinOptions } from 'esbuild';
import type { CompileProblem } from '../kernel/abi/window.ts';
import { TASK_NAME_BYTES } from '../kernel/abi/limits.ts';
import { LAB_PROGRAMS } from './paths.ts';
import { UserError } from './userError.ts';

/** A program as one module, ready to be sent to a task. */
export interface Program {
  /** What its task is called. */
  readonly name: string;
  readonly source: Uint8Array;
}

/** It does not compile. The message is one line for each problem: file:line:column, then what is wrong. */
export class CompileError extends UserError {
  readonly problems: readonly CompileProblem[];

  /** `spell`: how a file that the bundler names is shown. */
  constructor(errors: readonly Message[], spell: (file: string) => string) {
    super(errors.map((error) => lineOf(error, spell)).join('\n'));
    this.problems = errors.map(({ text, location }) => ({
      text,
      line: location?.line ?? 0,
      column: location?.column ?? 0,
      lineText: location?.lineText ?? '',
    }));
  }
}

function lineOf({ text, location }: Message, spell: (file: string) => string): string {
  return location === null ? text : `${spell(location.file)}:${location.line}:${location.column + 1}: ${text}`;
}

/** A file as somebody who named the program by `given` would: the program itself in the same words, what it imports from there. */
function spelledFrom(given: string): (file: string) => string {
  const path = resolve(given);
  return (file) => {
    const found = resolve(file);
    return found === path ? given : join(dirname(given), relative(dirname(path), found));
  };
}

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];

/** The names of the programs that come with machlab. */
export function labPrograms(): string[] {
  if (!existsSync(LAB_PROGRAMS)) return [];
  const programs = readdirSync(LAB_PROGRAMS).filter((file) => extname(file) === '.ts' && !/\.(?:test|fixture|d)\.ts$/.test(file));
  return programs.map((file) => basename(file, '.ts')).toSorted();
}

/** The file that somebody means by a path or by the name of a program that comes with machlab. */
export function findProgram(given: string): string {
  if (given === '') throw new UserError(`no program is named; machlab itself brings ${labPrograms().join(', ')}`);
  const path = resolve(given);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true && EXTENSIONS.includes(extname(path))) return path;
  // A file `hello` that somebody's compiler made is not meant.
  if (labPrograms().includes(given)) return join(LAB_PROGRAMS, `${given}.ts`);
  if (found?.isFile() === true) throw new UserError(`${given} is no program: its name should end in ${EXTENSIONS.join(', ')}`);
  const hint = found?.isDirectory() === true ? 'it is a folder' : 'there is no such file';
  throw new UserError(`cannot run ${given}: ${hint}; machlab itself brings ${labPrograms().join(', ')}`);
}

/** Bundles a program from its file. `given`: how somebody named it, where that is a path. Throws a `CompileError`, in which files are named likewise. */
export function bundleProgram(path: string, given = path): Promise<Program> {
  const spell = spelledFrom(resolve(given) === path ? given : path);
  return bundle({ entryPoints: [path] }, basename(path, extname(path)), spell);
}

/** Bundles a program from its text. Throws a `CompileError`. */
export function bundleSource(name: string, contents: string): Promise<Program> {
  return bundle({ stdin: { contents, sourcefile: `${name}.ts`, loader: 'ts', resolveDir: process.cwd() } }, name, (file) => file);
}

async function bundle(
  from: { readonly entryPoints: string[] } | { readonly stdin: StdinOptions },
  name: string,
  spell: (file: string) => string,
): Promise<Program> {
  const result = await build({
    ...from,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node26',
    external: ['machlab'],
    sourcemap: 'inline',
    charset: 'utf8',
    logLevel: 'silent',
  }).catch((error: unknown): never => {
    if (error instanceof Error && 'errors' in error && Array.isArray(error.errors))
      throw new CompileError(error.errors as Message[], spell);
    throw error;
  });
  const output = result.outputFiles?.[0];
  if (output === undefined) throw new Error('the bundler made nothing');
  return { name: taskName(name), source: output.contents };
}

/** At most what a task's name may have, its final zero included, and never a part of a character. */
function taskName(name: string): string {
  const bytes = new Uint8Array(TASK_NAME_BYTES - 1);
  return name.slice(0, new TextEncoder().encodeInto(name, bytes).read);
}
