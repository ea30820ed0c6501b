import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { prepareFolder } from '../../kernel/process/folder.ts';
import { takeIoUringAway } from '../../kernel/process/ioUring.ts';
import { TASK_PROFILES } from '../../kernel/process/profiles.ts';
import { bundleProgram, bundleRuntime } from '../runtime/escape/bundles.fixture.ts';
import { runTask } from '../runtime/escape/taskRun.fixture.ts';

it('does all its work behind the lock, in a folder below one that is shut to it', async () => {
  const top = mkdtempSync(join(tmpdir(), 'machlab-volume-'));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const folder = join(top, 'shut home', 'völume');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(top, 'shut home', 'secret'), 'secret', { mode: 0o666 });
  symlinkSync('../secret', join(folder, 'out'));
  await prepareFolder(folder);
  chmodSync(join(top, 'shut home'), 0o700);
  takeIoUringAway();

  const run = await runTask({
    runtime: Buffer.from(await bundleRuntime()),
    program: await bundleProgram('../../file/testing/lockedVolume.ts'),
    profile: TASK_PROFILES.file,
    folder,
  });
  const { stderr } = await run.exit;
  expect(JSON.parse(stderr)).toEqual({
    start: 'true 0',
    list: 'out',
    'make a folder': 'done',
    replace: 'done',
    open: 'done',
    write: '4',
    cut: 'done',
    read: 'wholemor',
    close: 'done',
    stat: '8',
    rename: 'done',
    unlink: 'done',
    'remove a folder': 'done',
    'follow a link': 'FILE_IS_LINK',
    leave: 'FILE_BAD_PATH',
    'where the folder stands': realpathSync(folder),
    'open by its descriptor': 'FILE_ACCESS_DENIED',
  });
});
