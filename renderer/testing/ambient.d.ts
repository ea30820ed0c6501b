/** The little of Node that tests of the window's sources use. The window itself runs in a page and has none of it. */
declare module 'node:fs' {
  export function readFileSync(path: URL, encoding: 'utf8'): string;
  export function globSync(pattern: string, options: { readonly cwd: URL }): string[];
}
