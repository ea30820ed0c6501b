import { describe, expect, it } from 'vitest';
import { FileIndex } from './operations.ts';
import type { FileOperation } from './operations.ts';
import { treeAt } from './tree.ts';

let seq = 0;
const did = (routine: string, path: string, more: Partial<FileOperation> = {}): FileOperation => {
  seq += 2;
  return {
    seq,
    msg: seq,
    routine,
    client: 1,
    fields: { path },
    on: 1,
    path,
    replySeq: seq + 1,
    replyMsg: seq + 1,
    code: 0,
    answer: {},
    opened: 0,
    ...more,
  };
};
const paths = (operations: readonly FileOperation[], cursor = Infinity): string[] =>
  treeAt(operations, cursor).map(({ path, folder }) => (folder ? `${path}/` : path));

describe('the volume as the log has seen it', () => {
  it('grows by what is opened, made and listed, with the folders above', () => {
    const listing = { answer: { names: '["b.txt", "inner"]', kinds: '[1, 2]' } };
    expect(paths([did('file_open', 'notes/today.txt'), did('file_mkdir', 'empty'), did('file_readdir', 'notes', listing)])).toEqual([
      'empty/',
      'notes/',
      'notes/b.txt',
      'notes/inner/',
      'notes/today.txt',
    ]);
  });

  it('forgets what is removed, and moves what is renamed with nothing left behind', () => {
    const made = [
      did('file_open', 'a/x'),
      did('file_open', 'a/y'),
      did('file_unlink', 'a/x'),
      did('file_rename', 'a/y', { fields: { from: 'a/y', to: 'b/z' } }),
    ];
    expect(paths(made)).toEqual(['a/', 'b/', 'b/z']);
    expect(paths([...made, did('file_rmdir', 'a')])).toEqual(['b/', 'b/z']);
  });

  it('believes no failed request, and nothing that is still to come', () => {
    const failed = did('file_open', 'no', { code: 7 });
    const late = did('file_open', 'late');
    expect(paths([failed, late], late.seq)).toEqual([]);
    expect(paths([failed, late], late.replySeq)).toEqual(['late']);
  });

  it('has nothing to tell without messages', () => {
    expect(new FileIndex().operations).toEqual([]);
  });
});
