/** What the attempts are aimed at; the suite sets it all up, so that each would succeed if nothing stood in the way. */
export interface Targets {
  /** The kernel process: the parent. */
  readonly kernelPid: number;
  /** Another process of the same user. */
  readonly siblingPid: number;
  /** The user that the kernel process is. */
  readonly user: number;
  /** A file that everybody may read. */
  readonly readable: string;
  /** A folder that everybody may write to. */
  readonly writableFolder: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly unixSocket: string;
  readonly abstractSocket: string;
  /** A SQLite database and an add-on that exist. */
  readonly database: string;
  readonly library: string;
}

export interface Attempt {
  readonly name: string;
  /** Returns if it went through, with what it got; throws if not. */
  readonly run: (targets: Targets) => unknown;
  /**
   * Where nothing is locked it is not refused: by nobody, only for the superuser, or it depends on how the machine is set up.
   * The control run holds the first two against what happens. Default: `always`.
   */
  readonly free?: 'always' | 'superuser' | 'depends';
  /** An error of another kind that is a refusal here, as the control run shows: some libraries swallow the error number. */
  readonly refusal?: (error: { readonly code: string; readonly message: string }) => boolean;
  /** Why only Node's layer refuses it, and why that does no harm. */
  readonly nodeOnly?: string;
  /** It may end the process: run in one of its own, and an end by a signal is a refusal. */
  readonly alone?: true;
}

/** `kernel process`: it was never handed to the task. */
export type Layer = 'Node permissions' | 'seccomp' | 'Landlock' | 'memory limit' | 'kernel process';

export type Outcome =
  | { readonly name: string; readonly result: 'refused'; readonly by: Layer; readonly detail: string }
  /** `failed`: it got as far as the operating system's own checks, and those found something else amiss. */
  | { readonly name: string; readonly result: 'went through' | 'failed' | 'no answer'; readonly detail: string };

/** Thrown by an attempt that looked for something to use and found nothing. */
export const NOTHING_THERE = 'NOTHING_THERE';

const PATIENCE_MS = 3000;

/** Makes one attempt and names who refused it. */
export async function makeAttempt({ name, run, refusal }: Attempt, targets: Targets): Promise<Outcome> {
  const tooLong = Symbol('too long');
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<typeof tooLong>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, tooLong);
  });
  try {
    const got = await Promise.race([run(targets), patience]);
    if (got === tooLong) return { name, result: 'no answer', detail: `for ${PATIENCE_MS} ms` };
    return { name, result: 'went through', detail: summary(got) };
  } catch (error) {
    const detail = describe(error);
    const by = refusedBy(error) ?? (refusal?.({ code: codeOf(error), message: String(error) }) === true ? 'seccomp' : undefined);
    return by === undefined ? { name, result: 'failed', detail } : { name, result: 'refused', by, detail };
  } finally {
    clearTimeout(timer);
  }
}

/** Fails with a system call's error number. */
export class SystemCallError extends Error {
  readonly code: string;
  constructor(call: string, code: string) {
    super(`${call}: ${code}`);
    this.code = code;
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** Looks through the causes that libraries wrap. */
function* chain(error: unknown): Generator {
  yield error;
  if (!(error instanceof Error)) return;
  if (error.cause !== undefined) yield* chain(error.cause);
  if (error instanceof AggregateError) for (const one of error.errors) yield* chain(one);
}

function refusedBy(error: unknown): Layer | undefined {
  for (const one of chain(error)) {
    const code = codeOf(one);
    if (code === 'ERR_ACCESS_DENIED' || code === 'ERR_DLOPEN_DISABLED') return 'Node permissions';
    if (code === 'EPERM' || /operation not permitted/i.test(String(one))) return 'seccomp';
    if (code === 'EACCES') return 'Landlock';
    if (code === NOTHING_THERE) return 'kernel process';
    if (one instanceof RangeError && /allocation failed/i.test(one.message)) return 'memory limit';
  }
  return undefined;
}

function describe(error: unknown): string {
  const causes = [...chain(error)].map((one) => codeOf(one) || String(one).split('\n')[0]);
  return [...new Set(causes)].join(' < ').slice(0, 160);
}

function summary(got: unknown): string {
  if (got === undefined || got === null) return '';
  return (typeof got === 'string' || typeof got === 'number' ? String(got) : typeof got).split('\n')[0]?.slice(0, 80) ?? '';
}

/** Resolves or rejects with the first of an emitter's two events. */
export function eventOf(
  emitter: { on: (event: string, listener: (value: unknown) => void) => unknown },
  good: string,
  bad = 'error',
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    emitter.on(good, resolve);
    emitter.on(bad, reject);
  });
}
