import { UserError } from '../userError.ts';

/** Random numbers from 0 to below 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number of a workload file: fixed, or drawn. */
export type Draw = (random: () => number) => number;

const DISTRIBUTIONS: Readonly<Record<string, { readonly numbers: number; readonly draw: (a: number, b: number) => Draw }>> = {
  exponential: { numbers: 1, draw: (mean) => (random) => -mean * Math.log(1 - random()) },
  uniform: { numbers: 2, draw: (least, most) => (random) => least + Math.floor(random() * (most - least + 1)) },
  normal: {
    numbers: 2,
    draw: (mean, deviation) => (random) => mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  },
};

/** `12`, `exponential 12`, `uniform 2 20` or `normal 12 3`. Throws a `UserError` that says what is wrong, without the place. */
export function drawOf(words: readonly string[], least: number): Draw {
  const [first = '', ...rest] = words;
  const distribution = DISTRIBUTIONS[first];
  const numbers = (distribution === undefined ? words : rest).map((word) => (/^\d+(?:\.\d+)?$/.test(word) ? Number(word) : NaN));
  const wanted = distribution?.numbers ?? 1;
  if (numbers.length !== wanted || numbers.some((number) => Number.isNaN(number)))
    throw new UserError(`‘${words.join(' ')}’ is no number, and no ‘exponential MEAN’, ‘uniform LEAST MOST’ or ‘normal MEAN DEVIATION’`);
  const [a = 0, b = 0] = numbers;
  if (first === 'uniform' && b < a) throw new UserError(`‘${words.join(' ')}’: the least is more than the most`);
  if (distribution === undefined && (a < least || !Number.isInteger(a)))
    throw new UserError(`${words.join(' ')} should be a whole number from ${least} on`);
  const draw = distribution?.draw(a, b) ?? (() => a);
  return (random) => Math.max(least, Math.round(draw(random)));
}
