import type { BigIntStats } from 'node:fs';
import { FILE_KIND_DIRECTORY, FILE_KIND_FILE, FILE_KIND_LINK, FILE_KIND_OTHER, type FileKind } from '../../kernel/abi/fileNumbers.ts';

/** What `stat` answers about a file or a folder. */
export interface FileStat {
  readonly kind: FileKind;
  /** Bytes of a file; 0 for a folder, whose size means something else on every system. */
  readonly sizeBytes: number;
  /** When the contents last changed, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

export function fileStat(entry: BigIntStats): FileStat {
  const kind = kindOf(entry);
  return { kind, sizeBytes: kind === FILE_KIND_FILE ? Number(entry.size) : 0, modifiedMs: Number(entry.mtimeMs) };
}

/** The kind of anything that can tell, a stat or an entry of a folder. */
export function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isFile()) return FILE_KIND_FILE;
  if (entry.isDirectory()) return FILE_KIND_DIRECTORY;
  return entry.isSymbolicLink() ? FILE_KIND_LINK : FILE_KIND_OTHER;
}
