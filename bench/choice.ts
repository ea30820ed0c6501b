import type { Metric } from './metric.ts';

/** The names that were asked for, each in full or by its beginning up to a dot; all when none was. A string says what is wrong. */
export const choose = (names: readonly string[], asked: readonly string[]): ReadonlySet<string> | string => {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return `bench: ${twice} is measured by two files`;
  if (asked.length === 0) return new Set(names);
  const chosen = new Set<string>();
  for (const word of asked) {
    const found = names.filter((name) => name === word || name.startsWith(word.endsWith('.') ? word : `${word}.`));
    if (found.length === 0) return `bench: there is no ${word}; there are ${names.length === 0 ? 'none yet' : names.join(', ')}`;
    for (const name of found) chosen.add(name);
  }
  return chosen;
};

const show = (value: number | null): string => (value === null ? '–' : value >= 1000 ? Math.round(value).toString() : value.toPrecision(3));

/** The figures as lines of aligned columns. */
export const table = (metrics: readonly Metric[]): string => {
  const rows = metrics.map(({ name, value, unit, baseline, note }) => [name, show(value), unit, show(baseline), note]);
  const all = [['name', 'value', 'unit', 'baseline', 'note'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
