/** The names most like a word that none of them is: those that it is a part of or has as a part, then those few letters away. */
export function similar(word: string, names: Iterable<string>, most = 4): string[] {
  const wanted = word.toLowerCase();
  const reach = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  const ranked: (readonly [name: string, far: number])[] = [];
  for (const name of names) {
    const like = name.toLowerCase();
    const far = wanted !== '' && (like.includes(wanted) || wanted.includes(like)) ? 0 : distance(wanted, like);
    if (far <= reach) ranked.push([name, far]);
  }
  const nearest = Math.min(...ranked.map(([, far]) => far));
  return ranked
    .filter(([, far]) => far <= nearest + (nearest === 0 ? 0 : 1))
    .toSorted((a, b) => a[1] - b[1])
    .slice(0, most)
    .map(([name]) => name);
}

/** As a part of a message; empty when nothing is like the word. */
export function suggestion(word: string, names: Iterable<string>): string {
  const found = similar(word, names);
  return found.length === 0 ? '' : `; there is ${found.join(', ')}`;
}

/** Letters to add, take out, change or swap with their neighbours (restricted Damerau-Levenshtein). */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > a.length) return Infinity;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
