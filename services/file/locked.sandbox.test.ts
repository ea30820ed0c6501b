import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LAYER_LANDLOCK } from '../../kernel/abi/sandbox.ts';
import { prepareFolder } from '../../kernel/process/folder.ts';
import { takeIoUringAway } from '../../kernel/process/ioUring.ts';
import { TASK_PROFILES } from '../../kernel/process/profiles.ts';
import { bundleProgram, bundleRuntime } from '../runtime/escape/bundles.fixture.ts';
import { runTask } from '../runtime/escape/taskRun.fixture.ts';
import { startChild } from './testing/child.ts';
import { makeVictims, victims } from './testing/elsewhere.ts';

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
    'open by a descriptor what lies outside': 'FILE_ACCESS_DENIED',
  });
});

it.each([
  ['by its handles and Landlock', true],
  ['by Landlock alone', false],
])('changes nothing where a link leads that somebody outside swaps for a folder meanwhile: %s', async (_how, byHandle) => {
  const top = mkdtempSync(join(tmpdir(), 'machlab-race-'));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  chmodSync(top, 0o755);
  const [folder, outside] = [join(top, 'völume'), join(top, 'outside')];
  for (const made of [join(folder, 'd', 'sub'), outside]) mkdirSync(made, { recursive: true });
  makeVictims(outside);
  const before = victims(outside);
  await prepareFolder(folder);
  takeIoUringAway();
  const swapper = startChild('swapper.fixture.ts', [join(folder, 'd'), join(folder, 'aside'), outside]);
  await swapper.started;

  const run = await runTask({
    runtime: Buffer.from(await bundleRuntime()),
    program: await bundleProgram('../../file/testing/lockedRace.ts'),
    arguments: { byHandle, rounds: 3_000 },
    profile: TASK_PROFILES.file,
    folder,
  });
  const { stderr } = await run.exit;
  expect(run.report.layers & LAYER_LANDLOCK).toBe(LAYER_LANDLOCK);
  expect(victims(outside)).toEqual(before);
  expect(Object.keys(JSON.parse(stderr) as object)).toEqual(expect.arrayContaining(['done', 'FILE_IS_LINK']));
});
