import { registerHooks, setSourceMapsSupport } from 'node:module';

/** The runtime's own module, and so the address behind the bare name `machlab`. */
export const RUNTIME_URL = 'machlab:///runtime.mjs';
/** What a program imports the runtime's public door as. */
const DOOR_NAME = 'machlab';
/** Where stack traces say a program is if it has no source map. */
const PROGRAM_URL = 'machlab:///program.mjs';

let source: string | undefined;

/**
 * Readies Node to load a program from memory, and to give positions in its source files. Both load parts of Node, so it comes
 * before the lock.
 */
export function prepareForProgram(): void {
  setSourceMapsSupport(true, { nodeModules: true, generatedCode: true });
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === DOOR_NAME) return { url: RUNTIME_URL, format: 'module', shortCircuit: true };
      if (specifier === PROGRAM_URL) return { url: PROGRAM_URL, format: 'module', shortCircuit: true };
      if (specifier.startsWith('node:') || specifier.startsWith('data:')) return next(specifier, context);
      throw new Error(`a program comes as one module: '${specifier}' should have been bundled into it`);
    },
    load(url, context, next) {
      if (url !== PROGRAM_URL || source === undefined) return next(url, context);
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

/** Runs a program: its module from first line to last, top-level awaits included, then its exported `main`, if it has one. */
export async function runProgram(text: string, programArguments: unknown): Promise<void> {
  source = text;
  const program: unknown = await import(PROGRAM_URL);
  if (typeof program !== 'object' || program === null || !('main' in program) || typeof program.main !== 'function') return;
  const code: unknown = await (program.main as (given: unknown) => unknown)(programArguments);
  if (typeof code === 'number') process.exitCode = code;
}
