import type { Target, TargetKind } from '../view.ts';

/** One line of an inspector: what is so, and where it leads. */
export interface Fact {
  readonly name: string;
  readonly text: string;
  readonly target?: Target;
  readonly tone?: 'warn' | 'dead';
}

export function fact(name: string, text: string | number, target?: Target | null): Fact {
  return { name, text: String(text), ...(target == null ? {} : { target }) };
}

/** A target of one kind that is known by a number. */
export interface ObjectTarget<Kind extends TargetKind> {
  readonly kind: Kind;
  readonly id: number;
}
