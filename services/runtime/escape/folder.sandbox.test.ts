import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAYER_LANDLOCK, LAYER_NO_FILE_CALLS, sandboxBadge, type SandboxReport } from '../../../kernel/abi/sandbox.ts';
import { prepareFolder } from '../../../kernel/process/folder.ts';
import { takeIoUringAway } from '../../../kernel/process/ioUring.ts';
import { TASK_PROFILES } from '../../../kernel/process/profiles.ts';
import { bundleProgram, bundleRuntime } from './bundles.fixture.ts';
import { runTask } from './taskRun.fixture.ts';

type Told = Readonly<Record<'inside' | 'outside' | 'byCall', Readonly<Record<string, unknown>>>>;

const notLinux = process.platform === 'linux' ? undefined : 'Landlock is Linux only';

describe.skipIf(notLinux !== undefined).each([
  { layers: 'all layers, below a home that is shut to it', nodePermissions: true, homeMode: 0o700 },
  { layers: 'the Node layer off, below a home that is shut to it', nodePermissions: false, homeMode: 0o700 },
  // Here nothing but Landlock stands between it and the files outside: everybody may read and write them.
  { layers: 'the Node layer off, where files are open to everybody', nodePermissions: false, homeMode: 0o777 },
])('a task with a folder, with $layers', ({ nodePermissions, homeMode }) => {
  const top = mkdtempSync(join(tmpdir(), 'machlab-folder-'));
  /** With a name that is hard to spell. */
  const home = join(top, 'Zoë’s home, 100 %');
  const folder = join(home, 'völume (1)');
  const outside = { file: join(home, 'secret.txt'), folder: join(home, 'other') };
  let told: Told;
  let report: SandboxReport;

  beforeAll(async () => {
    takeIoUringAway();
    const umask = process.umask(0);
    mkdirSync(outside.folder, { recursive: true });
    writeFileSync(outside.file, 'secret', { mode: 0o666 });
    writeFileSync(join(outside.folder, 'there'), 'there', { mode: 0o666 });
    mkdirSync(folder);
    process.umask(umask);
    writeFileSync(join(folder, 'given.txt'), 'given');
    symlinkSync(outside.file, join(folder, 'out'));
    symlinkSync(outside.folder, join(folder, 'outFolder'));
    await prepareFolder(folder);
    chmodSync(top, 0o755);
    chmodSync(home, homeMode);
    const runtime = Buffer.from(await bundleRuntime());
    const program = await bundleProgram('folder.program.fixture.ts');
    const run = await runTask({ runtime, program, arguments: outside, profile: TASK_PROFILES.file, folder, nodePermissions });
    report = run.report;
    const trap = await run.nextTrap();
    const { stderr } = await run.exit;
    if (trap === undefined) throw new Error(`the program did not tell: ${stderr}`);
    told = JSON.parse(trap.toString('utf8')) as Told;
  });

  afterAll(() => rmSync(top, { recursive: true, force: true }));

  it('does in its folder all that a file service does', () => {
    expect(told.inside).toEqual({
      list: true,
      read: 'given',
      'read in a pool thread': 'given',
      'make a folder': 'done',
      'write, cut, force to the disk': 'jell',
      rename: 'done',
      'force the folder to the disk': 'done',
      'look at a file': 4,
      unlink: 'done',
      'remove a folder': 'done',
    });
  });

  it('is refused everything outside it, by whatever way', () => {
    const allowed = nodePermissions ? ['ERR_ACCESS_DENIED', 'EACCES', 'EPERM'] : ['EACCES', 'EPERM'];
    expect(Object.entries(told.outside).filter(([, outcome]) => !allowed.includes(String(outcome)))).toEqual([]);
    expect(readFileSync(outside.file, 'utf8')).toBe('secret');
  });

  it('is kept in by Landlock where the way leads through a link, which Node lets pass', () => {
    expect(told.outside['read through a link that leads out']).toBe('EACCES');
    expect(told.outside['read through a link that leads out, in a pool thread']).toBe('EACCES');
  });

  it('has no other system call for it', () => {
    const expected = {
      'openat to read': 'EACCES',
      'openat to write a device': 'EACCES',
      'execve of what it can read': 'EPERM',
      socket: 'EPERM',
    };
    expect(told.byCall).toEqual(nodePermissions || process.arch !== 'x64' ? {} : expected);
  });

  it('earns the badge by Landlock and not by the filter', () => {
    expect(report.layers & LAYER_NO_FILE_CALLS).toBe(0);
    expect(report.layers & LAYER_LANDLOCK).not.toBe(0);
    expect(sandboxBadge(report)).toBe('os-sandbox');
  });
});
