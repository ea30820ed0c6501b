import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Wrong kernels, each by one change of a source. The fuzzer alone has to find every one of them. */
const MUTATIONS: readonly (readonly [what: string, file: string, right: string, wrong: string])[] = [
  ['a copied send right is not counted', 'ipc/right.ts', 'case COPY_SEND:\n      port.srights++;', 'case COPY_SEND:'],
  ['a made send right counts twice', 'ipc/right.ts', 'port.mscount = (port.mscount + 1)', 'port.mscount = (port.mscount + 2)'],
  ['a send right arrives as two references', 'ipc/right.ts', 'Math.min(urefs + 1, pegAt', 'Math.min(urefs + 2, pegAt'],
  ['nobody is told that no senders are left', 'ipc/right.release.ts', 'if (port.srights !== before) sendReleased(ipc, port);', ''],
  [
    'nobody is told of a send-once right that was given up',
    'ipc/right.release.ts',
    '  entryEmpty(ipc, event, entry, 0, 0, -1);\n  sendOnceReleased(ipc, port);',
    '  entryEmpty(ipc, event, entry, 0, 0, -1);',
  ],
  ['memory of a destroyed message stays', 'ipc/destroy.ts', 'memoryRelease(ipc, descriptor.memory, message.id, at);', ''],
  ['sequence numbers stand still', 'ipc/queue.ts', 'port.seqno = (port.seqno + 1) >>> 0;', ''],
  ['a blocked sender is forgotten', 'ipc/queue.ts', 'if (port.senders.first !== null) ipc.ready.push(port);', ''],
  [
    'a queue takes one more than its limit',
    'ipc/queue.ts',
    'port.msgcount < port.qlimit && port.senders',
    'port.msgcount <= port.qlimit && port.senders',
  ],
  ['a dead name has no reference for its request', 'ipc/death.ts', 'entry.urefs < UREFS_MAX ? 1 : 0', 'entry.urefs < 0 ? 1 : 0'],
  ['a dead-name notification is not sent', 'ipc/death.ts', 'if (notify !== null) notifyDeadName(ipc, notify, entry, port);', ''],
  ['a member stays in its set', 'ipc/set.ts', 'members.ports.delete(port);', ''],
];
const SEED = process.env['MACHLAB_MUTATION_SEED'] ?? '7';
const ROOM = join(import.meta.dirname, '..');

describe('a wrong kernel', () => {
  const work = mkdtempSync(join(tmpdir(), 'machlab mutations '));
  beforeAll(() => {
    writeFileSync(join(work, 'package.json'), '{"type":"module"}');
    cpSync(ROOM, join(work, 'kernel'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it.each(MUTATIONS)('is found out by the fuzzer: %s', { timeout: 120_000 }, (_, file, right, wrong) => {
    const path = join(work, 'kernel', file);
    const source = readFileSync(path, 'utf8');
    expect(source.split(right)).toHaveLength(2); // the place of the change is still there, once
    writeFileSync(path, source.replace(right, wrong));
    try {
      const { status, stdout } = spawnSync(
        process.execPath,
        [join(work, 'kernel', 'check', 'fuzz.main.ts'), '--long', '--steps', '20000', '--seed', SEED],
        {
          encoding: 'utf8',
          timeout: 100_000,
        },
      );
      expect([status, stdout.slice(0, 200)]).toEqual([1, expect.anything()]);
    } finally {
      writeFileSync(path, source);
    }
  });
});
