/** The volume as the log has seen it: what was listed, made, opened or removed, in order. */

import { FILE_KIND_DIRECTORY } from '../../kernel/abi/fileNumbers.ts';
import type { FileOperation } from './operations.ts';

export interface TreeEntry {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly folder: boolean;
  /** The operation that told of it last. */
  readonly seq: number;
}

type Known = Map<string, { folder: boolean; seq: number }>;

/** The entries after the operations that had been answered at `cursor`, folders before what is in them. */
export function treeAt(operations: readonly FileOperation[], cursor: number): TreeEntry[] {
  const known: Known = new Map();
  for (const operation of operations) {
    if (operation.code === 0 && operation.replySeq <= cursor) learn(known, operation);
  }
  return [...known]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([path, { folder, seq }]) => ({
      path,
      name: path.slice(path.lastIndexOf('/') + 1),
      depth: path.split('/').length - 1,
      folder,
      seq,
    }));
}

function learn(known: Known, { routine, path, fields, answer, replySeq }: FileOperation): void {
  switch (routine) {
    case 'file_readdir': {
      const names = listOf(answer['names']);
      const kinds = listOf(answer['kinds']);
      names.forEach((name, i) => add(known, join(path, name), Number(kinds[i]) === FILE_KIND_DIRECTORY, replySeq));
      return;
    }
    case 'file_open':
    case 'file_replace':
    case 'file_begin_replace':
      return add(known, path, false, replySeq);
    case 'file_stat':
      return add(known, path, Number(answer['kind']) === FILE_KIND_DIRECTORY, replySeq);
    case 'file_mkdir':
      return add(known, path, true, replySeq);
    case 'file_unlink':
    case 'file_rmdir':
      return remove(known, path);
    case 'file_rename': {
      const folder = known.get(clean(path))?.folder ?? false;
      remove(known, path);
      return add(known, fields['to'] ?? '', folder, replySeq);
    }
    default:
  }
}

function add(known: Known, path: string, folder: boolean, seq: number): void {
  const whole = clean(path);
  if (whole === '') return;
  for (let at = whole.indexOf('/'); at > 0; at = whole.indexOf('/', at + 1)) {
    const parent = whole.slice(0, at);
    if (!known.has(parent)) known.set(parent, { folder: true, seq });
  }
  known.set(whole, { folder, seq });
}

function remove(known: Known, path: string): void {
  const whole = clean(path);
  for (const one of known.keys()) if (one === whole || one.startsWith(`${whole}/`)) known.delete(one);
}

const clean = (path: string): string => path.replace(/^\/+|\/+$/g, '');
const join = (path: string, name: string): string => `${clean(path)}/${name}`;
/** By parts, so that what is in a folder follows it. */
const compare = (a: string, b: string): number => {
  const [x, y] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! < y[i]! ? -1 : 1;
  return x.length - y.length;
};

/** The elements of a list as it is shown: `["a", "b"]` or `[1, 2]`. */
function listOf(text: string | undefined): string[] {
  const inside = /^\[(.*?)(?:, and \d+ more)?\]$/s.exec(text ?? '')?.[1];
  if (inside === undefined || inside === '') return [];
  try {
    return (JSON.parse(`[${inside}]`) as unknown[]).map(String);
  } catch {
    return [];
  }
}
