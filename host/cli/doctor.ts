import { arch, platform, release, type, userInfo } from 'node:os';
import { Command } from 'commander';
import * as S from '../../kernel/abi/sandbox.ts';
import { chromiumSandbox } from '../chromiumSandbox.ts';
import { openDataFolder } from '../dataFolder.ts';
import { Kernel } from '../kernel.ts';
import { version } from '../paths.ts';
import { bundleSource } from '../programs.ts';
import { pathWord } from './path.ts';
import { kernelEnd } from './run.ts';
import { UserError } from '../userError.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what this machine gives: runtime, sandbox layers, and what is missing')
    .option('--json', 'print one JSON object')
    .option('--data <folder>', 'keep data there', pathWord)
    .action(async (options: { json?: true; data?: string }) => {
      process.exitCode = await doctor(options);
    });
}

type Locked = Awaited<ReturnType<Kernel['lockedOf']>>;

/** A user without an entry among the machine's users, as containers have them, goes by number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

async function doctor({ json, data }: { json?: true; data?: string }): Promise<number> {
  const { report, check } = await tryTask(data);
  const layers = S.LAYER_NAMES.map(([bit, name]) => ({ name, holds: (report.layers & bit) !== 0, mend: MEND[bit] ?? '' }));
  const probes = S.PROBE_NAMES.filter(([bit]) => (report.probesTried & bit) !== 0).map(([bit, name]) => ({
    name,
    refused: (report.probesRefused & bit) !== 0,
  }));
  const escapes = probes.filter(({ refused }) => !refused);
  const about = {
    machlab: version(),
    os: `${type()} ${release()} (${arch()})`,
    node: process.version,
    user: userName(),
    landlockAbi: report.landlockAbi,
    layers,
    probes,
    confirmed: check,
  };
  if (json !== undefined) process.stdout.write(`${JSON.stringify(about)}\n`);
  else {
    const lines = [
      `machlab           ${about.machlab}`,
      `operating system  ${about.os}`,
      `runtime           Node ${about.node}, ${process.execPath}`,
      `user              ${about.user}${process.getuid?.() === 0 ? '; tasks run as the unprivileged user nobody' : ''}`,
      `Landlock          ${report.landlockAbi > 0 ? `version ${report.landlockAbi} of its interface` : 'not there'}`,
      `checked by the OS ${check === null ? 'not possible here' : checkText(check)}`,
      '',
      'The sandbox of a task on this machine:',
      ...layers.map(({ name, holds, mend }) => `  ${holds ? 'holds  ' : 'missing'}  ${name}${holds || mend === '' ? '' : `: ${mend}`}`),
      '',
      `It tried ${probes.length} ways out; ${probes.length - escapes.length} were refused.`,
      ...escapes.map(({ name }) => `  not refused: ${name}`),
    ];
    const { works, why, mend } = chromiumSandbox();
    lines.push(
      '',
      works ? 'The desktop edition’s own sandbox can start here.' : `The desktop edition’s own sandbox cannot start here: ${why}.`,
      ...mend.map((step) => `  ${step}`),
    );
    if (platform() !== 'linux')
      lines.push(`On ${type()} machlab knows only the layers that Node itself gives: run no program here that you do not trust.`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return layers.every(({ holds, name }) => holds || name === 'no file calls') && escapes.length === 0 ? 0 : 1;
}

function checkText({ filtered, noNewPrivs, unprivileged }: NonNullable<Locked['check']>): string {
  const claims = [
    [filtered, 'system calls are filtered'],
    [noNewPrivs, 'no privileges can be gained'],
    [unprivileged, 'the user is unprivileged'],
  ] as const;
  return claims.map(([holds, text]) => (holds ? text : `NOT confirmed: ${text}`)).join(', ');
}

/** Boots the system and has one task lock itself. */
async function tryTask(data?: string): Promise<Locked> {
  const kernel = new Kernel({ data: openDataFolder(data), title: 'doctor' });
  await kernel.booted();
  const program = await bundleSource('doctor', 'setInterval(() => {}, 1000)');
  kernel.handIn(program);
  const { process: id } = await kernel.run(program.name);
  const locked = await Promise.race([kernel.lockedOf(id), kernel.outcome(id)]);
  if ('what' in locked) {
    const why = locked.what === 'kernel' ? kernelEnd(locked.end) : locked.what === 'exit' ? locked.exit.stderr.trim() : '';
    throw new UserError(`a task could not lock itself: ${why}`);
  }
  await kernel.shutdown();
  return locked;
}

/** What an administrator would have to set, by layer. */
const MEND: Readonly<Record<number, string>> = {
  [S.LAYER_NO_NEW_PRIVS]: 'a Linux of this century has it; a container runtime may hide prctl(2)',
  [S.LAYER_LANDLOCK]: 'a Linux from 5.13 on, built with CONFIG_SECURITY_LANDLOCK, with “landlock” in the boot parameter lsm=',
  [S.LAYER_SECCOMP]: 'a Linux built with CONFIG_SECCOMP_FILTER; in a container, a profile that lets seccomp(2) through',
  [S.LAYER_NODE_PERMISSION]: 'the pinned Node should have it: run ‘npm install’ again',
  [S.LAYER_DATA_LIMIT]: 'machlab watches the memory of tasks itself instead, and ends those that take too much',
  [S.LAYER_IO_URING_OFF]: 'seccomp is missing, or set kernel.io_uring_disabled=2 with sysctl',
  [S.LAYER_UNPRIVILEGED]: 'start machlab as an ordinary user, or as root with the right to change users (CAP_SETUID, CAP_SETGID)',
  [S.LAYER_DIES_WITH_KERNEL]: 'tasks end when their channel does, so one that computes without end may outlive a killed kernel process',
  [S.LAYER_NOT_DUMPABLE]: 'other processes of this user may read the memory of tasks',
};
