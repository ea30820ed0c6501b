/** Types of clients and servers, derived from a declaration. */
import type { Code } from '../codes.ts';
import type { Values, World } from './field.ts';
import type { Routine, Routines } from './routine.ts';

export type Arguments<R extends Routine, W extends World> = Values<R['in'], W>;
export type Results<R extends Routine, W extends World> = Values<R['out'], W>;

/** What a handler answers: its results, or a code. A routine without results answers `KERN_SUCCESS` itself. */
export type Answer<R extends Routine, W extends World> = Code | Results<R, W>;

/** Serves one routine. `Got` is the world of the arguments, `Given` that of the results; they may be the same. */
export type Handler<R extends Routine, Context, Got extends World, Given extends World = Got> = (
  context: Context,
  args: Arguments<R, Got>,
) => Answer<R, Given>;

/** One handler for each routine of a subsystem. */
export type Handlers<S extends Routines, Context, Got extends World, Given extends World = Got> = {
  readonly [N in keyof S]: Handler<S[N], Context, Got, Given>;
};
