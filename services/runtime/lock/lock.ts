import {
  LAYER_DATA_LIMIT,
  LAYER_DIES_WITH_KERNEL,
  LAYER_IO_URING_OFF,
  LAYER_LANDLOCK,
  LAYER_NO_FILE_CALLS,
  LAYER_NO_NEW_PRIVS,
  LAYER_NODE_PERMISSION,
  LAYER_NOT_DUMPABLE,
  LAYER_SECCOMP,
  LAYER_UNPRIVILEGED,
  type LockSettings,
  type SandboxReport,
} from '../../../kernel/abi/sandbox.ts';
import { dataLimit, noCoreFile } from './dataLimit.ts';
import { bindFsync } from './fsync.ts';
import { ioUringIsOff } from './ioUring.ts';
import { enterLandlock, landlockAbi, landlockRuleset } from './landlock.ts';
import { openLibc, type Libc } from './libc.ts';
import { noNewPrivs, notDumpable } from './noNewPrivs.ts';
import { dieWithParent } from './parentDeath.ts';
import { startPoolThreads } from './poolThreads.ts';
import { probeNode, probeOs, type ProbeResult } from './probe.ts';
import { installFilter, taskFilter } from './seccomp.ts';
import { syscallsOf, type SyscallTable } from './syscalls.ts';
import { becomeUnprivileged } from './user.ts';

/** The channel to the kernel process. */
const CHANNEL = 3;

/**
 * Locks this process for good, attempts what it has given up, and says what came of it. Call it once, before any program code.
 * A step that the machine does not offer leaves its bit out of the report: who starts tasks decides whether that will do.
 */
export async function lockSandbox(settings: LockSettings): Promise<SandboxReport> {
  openStandardStreams();
  if (settings.writeFolders.length > 0) bindFsync();
  const table = process.platform === 'linux' ? syscallsOf(process.arch) : undefined;
  const os = table === undefined ? NOTHING_BY_OS : await lockByOs(openLibc(), table, settings);
  const layers = os.layers | (giveUpFfi() ? LAYER_NODE_PERMISSION : 0);
  const node = await probeNode({ channel: CHANNEL, kernelPid: settings.kernelPid, poolIsFiltered: table !== undefined });
  return {
    layers,
    landlockAbi: os.landlockAbi,
    probesTried: os.probes.tried | node.tried,
    probesRefused: os.probes.refused | node.refused,
  };
}

interface OsLock {
  readonly layers: number;
  readonly landlockAbi: number;
  readonly probes: ProbeResult;
}

const NOTHING_BY_OS: OsLock = { layers: 0, landlockAbi: 0, probes: { tried: 0, refused: 0 } };

/** The order matters: each line says what it must come before or after. */
async function lockByOs(libc: Libc, table: SyscallTable, settings: LockSettings): Promise<OsLock> {
  let layers = 0;
  const take = (layer: number, held: boolean): void => {
    if (held) layers |= layer;
  };
  const withFileCalls = settings.readFolders.length + settings.writeFolders.length > 0;

  take(LAYER_IO_URING_OFF, ioUringIsOff(libc, table)); // once the filter stands the answer would always be yes
  noCoreFile(libc, table);
  take(LAYER_DATA_LIMIT, dataLimit(libc, table, settings.dataLimitBytes)); // reads /proc: before Landlock
  if (withFileCalls) enterFolder(settings); // while still the user who may pass through the folders above it
  const abi = landlockAbi(libc, table);
  const ruleset = landlockRuleset(libc, table, abi, settings); // likewise
  take(LAYER_UNPRIVILEGED, becomeUnprivileged(libc, settings)); // signals threads that Landlock will not bind: before it
  take(LAYER_DIES_WITH_KERNEL, dieWithParent(libc, table, settings.kernelPid)); // a change of user would clear it
  take(LAYER_NOT_DUMPABLE, notDumpable(libc, table)); // likewise
  take(LAYER_NO_NEW_PRIVS, noNewPrivs(libc, table)); // Landlock and seccomp ask for it
  take(LAYER_LANDLOCK, enterLandlock(libc, table, ruleset)); // binds the pool's threads only if they are born later
  await startPoolThreads(CHANNEL); // no thread can be made once the filter stands
  const filtered = installFilter(libc, table, taskFilter(table, { pid: process.pid, withFileCalls }));
  take(LAYER_SECCOMP, filtered);
  take(LAYER_NO_FILE_CALLS, filtered && !withFileCalls);
  return { layers, landlockAbi: abi, probes: probeOs(libc, table, settings.kernelPid) };
}

/** Paths from here on are relative to the folder, so that nothing above it need be passable for an unprivileged user. */
function enterFolder({ readFolders, writeFolders }: LockSettings): void {
  const folder = writeFolders[0] ?? readFolders[0];
  if (folder !== undefined) process.chdir(folder);
}

/** Streams open lazily, with calls that the filter refuses. */
function openStandardStreams(): void {
  process.stdout.write('');
  process.stderr.write('');
}

/** Whether Node's permission model is on and FFI is gone from it. */
function giveUpFfi(): boolean {
  // Undefined where the process was started without the model.
  const permission: typeof process.permission | undefined = process.permission;
  if (permission === undefined) return false;
  permission.drop('ffi');
  return !permission.has('ffi');
}
