/** The volume as a person would think of it: a tree in memory. What the real one does is compared with this. */

import type { FileErrorName } from '../../../kernel/abi/fileErrors.ts';
import { SEEK_CURRENT, SEEK_START } from '../../../kernel/abi/fileNumbers.ts';
import type { OpenFlags } from '../openFlags.ts';

interface FileNode {
  readonly kind: 'file';
  bytes: Uint8Array;
}
interface FolderNode {
  readonly kind: 'folder';
  readonly children: Map<string, Node>;
}
type Node = FileNode | FolderNode;

export interface ModelHandle {
  readonly node: FileNode;
  readonly flags: OpenFlags;
  position: number;
  isOpen: boolean;
}

export interface ModelReplacement {
  readonly path: string;
  bytes: Uint8Array;
  isOpen: boolean;
}

/** A value, or the name of a code. */
export type Outcome = { readonly value: unknown } | FileErrorName;

const done: Outcome = { value: undefined };

export class ModelVolume {
  readonly #root: FolderNode = { kind: 'folder', children: new Map() };
  readonly #replacements = new Set<ModelReplacement>();

  open(path: string, flags: OpenFlags): ModelHandle | FileErrorName {
    const place = this.#place(path);
    if (typeof place === 'string') return place;
    let node = place.folder.children.get(place.name);
    if (node === undefined && !flags.create) return 'FILE_NOT_FOUND';
    if (node !== undefined && flags.exclusive) return 'FILE_EXISTS';
    if (node?.kind === 'folder') return 'FILE_IS_DIRECTORY';
    node ??= { kind: 'file', bytes: new Uint8Array(0) };
    place.folder.children.set(place.name, node);
    if (flags.truncate) node.bytes = new Uint8Array(0);
    return { node, flags, position: 0, isOpen: true };
  }

  stat(path: string): Outcome {
    const place = this.#place(path);
    if (typeof place === 'string') return place;
    const node = place.folder.children.get(place.name);
    return node === undefined ? 'FILE_NOT_FOUND' : { value: node.kind === 'file' ? node.bytes.length : 'folder' };
  }

  list(path: string): Outcome {
    const place = path === '.' ? this.#root : this.#node(path);
    if (typeof place === 'string') return place;
    return place.kind === 'file' ? 'FILE_NOT_DIRECTORY' : { value: [...place.children.keys()].toSorted() };
  }

  makeFolder(path: string): Outcome {
    const place = this.#place(path);
    if (typeof place === 'string') return place;
    if (place.folder.children.has(place.name)) return 'FILE_EXISTS';
    place.folder.children.set(place.name, { kind: 'folder', children: new Map() });
    return done;
  }

  unlink(path: string): Outcome {
    const node = this.#node(path);
    if (typeof node === 'string') return node;
    if (node.kind === 'folder') return 'FILE_IS_DIRECTORY';
    this.#remove(path);
    return done;
  }

  removeFolder(path: string): Outcome {
    const node = this.#node(path);
    if (typeof node === 'string') return node;
    if (node.kind === 'file') return 'FILE_NOT_DIRECTORY';
    if (this.#isReplacingBelow(path)) return 'FILE_BUSY';
    if (node.children.size > 0) return 'FILE_NOT_EMPTY';
    this.#remove(path);
    return done;
  }

  rename(from: string, to: string): Outcome {
    const node = this.#node(from);
    if (typeof node === 'string') return node;
    const target = this.#place(to);
    if (typeof target === 'string') return target;
    if (to.startsWith(`${from}/`)) return 'FILE_BAD_ARGUMENT';
    if (from === to) return done;
    const there = target.folder.children.get(target.name);
    if (there !== undefined && there.kind !== node.kind) return node.kind === 'folder' ? 'FILE_NOT_DIRECTORY' : 'FILE_IS_DIRECTORY';
    if (node.kind === 'folder' && (this.#isReplacingBelow(from) || this.#isReplacingBelow(to))) return 'FILE_BUSY';
    if (there?.kind === 'folder' && there.children.size > 0) return 'FILE_NOT_EMPTY';
    this.#remove(from);
    target.folder.children.set(target.name, node);
    return done;
  }

  beginReplace(path: string): ModelReplacement | FileErrorName {
    const place = this.#place(path);
    if (typeof place === 'string') return place;
    if (place.folder.children.get(place.name)?.kind === 'folder') return 'FILE_IS_DIRECTORY';
    const replacement = { path, bytes: new Uint8Array(0), isOpen: true };
    this.#replacements.add(replacement);
    return replacement;
  }

  writeReplacement(replacement: ModelReplacement, bytes: Uint8Array): Outcome {
    if (!replacement.isOpen) return 'FILE_NOT_OPEN';
    replacement.bytes = Uint8Array.from([...replacement.bytes, ...bytes]);
    return { value: bytes.length };
  }

  endReplace(replacement: ModelReplacement, commit: boolean): Outcome {
    if (!replacement.isOpen) return 'FILE_NOT_OPEN';
    replacement.isOpen = false;
    this.#replacements.delete(replacement);
    if (!commit) return done;
    const place = this.#place(replacement.path);
    if (typeof place === 'string') return place;
    if (place.folder.children.get(place.name)?.kind === 'folder') return 'FILE_IS_DIRECTORY';
    place.folder.children.set(place.name, { kind: 'file', bytes: replacement.bytes });
    return done;
  }

  /** Every path below the root with its contents, folders with null. */
  everything(): Record<string, string | null> {
    const all: Record<string, string | null> = {};
    const visit = (folder: FolderNode, prefix: string): void => {
      for (const [name, node] of folder.children) {
        all[prefix + name] = node.kind === 'file' ? Buffer.from(node.bytes).toString('hex') : null;
        if (node.kind === 'folder') visit(node, `${prefix}${name}/`);
      }
    };
    visit(this.#root, '');
    return all;
  }

  #isReplacingBelow(folder: string): boolean {
    return [...this.#replacements].some((replacement) => replacement.path.startsWith(`${folder}/`));
  }

  #place(path: string): { readonly folder: FolderNode; readonly name: string } | FileErrorName {
    const names = path.split('/');
    const name = names.pop()!;
    let folder = this.#root;
    for (const step of names) {
      const next = folder.children.get(step);
      if (next === undefined) return 'FILE_NOT_FOUND';
      if (next.kind === 'file') return 'FILE_NOT_DIRECTORY';
      folder = next;
    }
    return { folder, name };
  }

  #node(path: string): Node | FileErrorName {
    const place = this.#place(path);
    return typeof place === 'string' ? place : (place.folder.children.get(place.name) ?? 'FILE_NOT_FOUND');
  }

  #remove(path: string): void {
    const place = this.#place(path);
    if (typeof place !== 'string') place.folder.children.delete(place.name);
  }
}

export function modelRead(handle: ModelHandle, sizeBytes: number, offset?: number): Outcome {
  if (!handle.isOpen) return 'FILE_NOT_OPEN';
  if (!handle.flags.read) return 'FILE_BAD_MODE';
  const start = offset ?? handle.position;
  const bytes = handle.node.bytes.slice(start, start + sizeBytes);
  if (offset === undefined) handle.position += bytes.length;
  return { value: [...bytes] };
}

export function modelWrite(handle: ModelHandle, bytes: Uint8Array, offset?: number): Outcome {
  if (!handle.isOpen) return 'FILE_NOT_OPEN';
  if (!handle.flags.write) return 'FILE_BAD_MODE';
  if (handle.flags.append && offset !== undefined) return 'FILE_BAD_ARGUMENT';
  const start = handle.flags.append ? handle.node.bytes.length : (offset ?? handle.position);
  if (bytes.length > 0) {
    const grown = new Uint8Array(Math.max(handle.node.bytes.length, start + bytes.length));
    grown.set(handle.node.bytes);
    grown.set(bytes, start);
    handle.node.bytes = grown;
  }
  if (offset === undefined) handle.position = start + bytes.length;
  return { value: bytes.length };
}

export function modelSeek(handle: ModelHandle, offset: number, from: number): Outcome {
  if (!handle.isOpen) return 'FILE_NOT_OPEN';
  const base = from === SEEK_START ? 0 : from === SEEK_CURRENT ? handle.position : handle.node.bytes.length;
  if (base + offset < 0) return 'FILE_BAD_ARGUMENT';
  handle.position = base + offset;
  return { value: handle.position };
}

export function modelTruncate(handle: ModelHandle, sizeBytes: number): Outcome {
  if (!handle.isOpen) return 'FILE_NOT_OPEN';
  if (!handle.flags.write) return 'FILE_BAD_MODE';
  const cut = new Uint8Array(sizeBytes);
  cut.set(handle.node.bytes.subarray(0, sizeBytes));
  handle.node.bytes = cut;
  return done;
}

export function modelClose(handle: ModelHandle): Outcome {
  if (!handle.isOpen) return 'FILE_NOT_OPEN';
  handle.isOpen = false;
  return done;
}
