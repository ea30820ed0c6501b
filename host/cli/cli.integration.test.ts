import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { build } from '../testing/built.ts';
import { machlab, type Ran, type Running, start, temporaryFolder } from '../testing/commandLine.ts';

beforeAll(build);

/** A program in a folder whose name is hard on paths. */
function program(text: string, name = 'prögram one.ts'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !(process.platform === 'linux' && readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z '));
  } catch {
    return false;
  }
}

async function until(holds: () => boolean, what: string, timeoutMs = 10_000): Promise<void> {
  for (const endMs = Date.now() + timeoutMs; !holds(); await sleep(10)) if (Date.now() > endMs) throw new Error(`${what}: waited in vain`);
}

interface Listed {
  readonly pid: number;
  readonly name: string;
}

/** The processes of a running system as `ps` lists them, the host's bundler among them, by what they call themselves. */
function processesOf({ child }: Running): Listed[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)?.slice(1) ?? []);
  const below = (parent: number): string[][] =>
    all.filter(([, above]) => Number(above) === parent).flatMap((one) => [one, ...below(Number(one[0]))]);
  return below(child.pid ?? 0).map(([pid, , args = '']) => ({ pid: Number(pid), name: args }));
}

/** Those of the kernel and of tasks. */
const ours = (all: readonly Listed[]): Listed[] =>
  all.filter(({ name }) => name.startsWith('machlab: ')).map(({ pid, name }) => ({ pid, name: name.replace('machlab: ', '') }));

const namesOf = (all: readonly Listed[]): string[] => all.map(({ name }) => name).toSorted();

/** A system with a program that computes and one that waits, when both have locked themselves. */
async function runningSystem(): Promise<{ running: Running; processes: readonly Listed[] }> {
  const path = program(
    `import { args, spawn } from 'machlab';
    if (args === 'busy') { console.log('busy'); setTimeout(() => { for (;;); }, 1000); }
    else { await spawn({ program: 'run', args: 'busy' }); console.log('there'); setInterval(() => {}, 1000); }`,
    'run.ts',
  );
  const running = start(['run', path]);
  await until(() => /there/.test(running.stdout()) && /busy/.test(running.stdout()), 'two tasks that run');
  await sleep(1200);
  return { running, processes: processesOf(running) };
}

describe('machlab run', () => {
  it('prints what a program prints, and ends with its code', async () => {
    const ran = await machlab('run', program("console.log('out ü'); console.error('err'); process.exit(7);"));
    expect(ran).toEqual({ code: 7, stdout: 'out ü\n', stderr: 'err\n' });
  });

  it('prints the error that nobody caught, with the line of the source file', async () => {
    const path = program('const one: number = 1;\n\nthrow new TypeError(`no ${one}`);\n');
    const { code, stderr } = await machlab('run', path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^TypeError: no 1\n {4}at .*prögram one\.ts:3:7\)?\n$/);
  });

  it('ends with 128 and the number of the signal that ended the program, and names it', async () => {
    const path = program("process.kill(process.pid, 'SIGKILL')", 'ends.ts');
    expect(await machlab('run', path)).toEqual({ code: 137, stdout: '', stderr: 'machlab: ends was ended by SIGKILL\n' });
    expect(await machlab('run', program('process.abort()'))).toMatchObject({
      code: 134,
      stderr: expect.stringMatching(/was ended by SIGABRT\n$/) as string,
    });
  });

  it('ends a program that takes too long, with code 124', async () => {
    const { code, stderr } = await machlab('run', program('for (;;);'), '--timeout', '0.5');
    expect([code, stderr]).toEqual([124, expect.stringMatching(/was ended after 0\.5 s/)]);
  });

  it('hands a file of any size in, and takes it out the same', async () => {
    const folder = temporaryFolder();
    const [source, target] = [join(folder, 'größe in.bin'), join(folder, 'out é.bin')];
    writeFileSync(source, randomBytes(20_000_003));
    const { code, stderr } = await machlab('run', 'copy-file', '--in', source, '--out', target);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(hash(target)).toBe(hash(source));
  });

  it.each([
    [
      '--ps',
      ({ stderr }: Ran): string[] =>
        stderr
          .trim()
          .split('\n')
          .slice(1)
          .map((row) => row.trim().replace(/ +\d+ +/, ' ')),
    ],
    [
      '--json',
      ({ stdout }: Ran): string[] => {
        const { kernelPid, processes } = JSON.parse(stdout) as { kernelPid: number; processes: { pid: number; name: string }[] };
        return [`${kernelPid} kernel`, ...processes.map(({ pid, name }) => `${pid} ${name}`)];
      },
    ],
  ])('tells the very processes that the operating system lists, one for the kernel and one for each task: %s', async (option, told) => {
    const path = program(
      `import { args, files, spawn } from 'machlab';
      if (args === null) { await spawn({ program: 'three', args: 'other' }); await files().replace('a', 'b'); }
      setInterval(() => {}, 1000);`,
      'three.ts',
    );
    const data = temporaryFolder();
    const running = start(['run', path, option], { env: { MACHLAB_DATA: data } });
    let listed: Listed[] = [];
    const all = (): boolean => namesOf((listed = ours(processesOf(running)))).join(' ') === 'file kernel three three';
    await until(all, 'a kernel and three tasks');
    // The system lists a process a moment before machlab hears of it, but that one has served somebody.
    await until(() => existsSync(join(data, 'volume', 'a')), 'the file that it writes');
    running.child.kill('SIGINT');
    expect(told(await running.ended).toSorted()).toEqual(listed.map(({ pid, name }) => `${pid} ${name}`).toSorted());
  });
});

describe('no process stays behind', () => {
  const ALL = ['kernel', 'run', 'run'];
  const allGone = async (processes: readonly Listed[]): Promise<string[]> => {
    await until(() => !processes.some(({ pid }) => isAlive(pid)), 'the end of all processes');
    return namesOf(ours(processes));
  };

  it('when the host is killed', async () => {
    const { running, processes } = await runningSystem();
    running.child.kill('SIGKILL');
    expect(await allGone(processes)).toEqual(ALL);
  });

  it('when the kernel is killed; and the run ends with code 70', async () => {
    const { running, processes } = await runningSystem();
    process.kill(processes.find(({ name }) => name === 'machlab: kernel')!.pid, 'SIGKILL');
    expect(await running.ended).toMatchObject({
      code: 70,
      stderr: expect.stringMatching(/the kernel process ended by SIGKILL/) as string,
    });
    expect(await allGone(processes)).toEqual(ALL);
  });

  it('when the run is interrupted', async () => {
    const { running, processes } = await runningSystem();
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(await allGone(processes)).toEqual(ALL);
  });
});

describe('one clear line for what a user can do wrong', () => {
  it.each<[string, () => string[], number, RegExp]>([
    [
      'a program that is not there',
      () => ['run', 'nowhere.ts'],
      1,
      /^machlab: cannot run nowhere\.ts: there is no such file; machlab itself brings .*hello/,
    ],
    ['a file that is no program', () => ['run', program('', 'notes.txt')], 1, /notes\.txt is no program: its name should end in \.ts/],
    ['a folder', () => ['run', temporaryFolder()], 1, /it is a folder/],
    ['a flag that there is not', () => ['run', '--bogus', 'hello'], 2, /^machlab: unknown option '--bogus'/],
    ['a flag that is nearly one', () => ['run', '--jsn', 'hello'], 2, /^machlab: unknown option '--jsn' \(Did you mean --json\?\)$/m],
    ['no program', () => ['run'], 2, /^machlab: missing required argument 'program'; --help tells/],
    ['an option without its file', () => ['run', 'hello', '--trace'], 2, /'--trace <file>' argument missing; --help tells/],
    ['too many words', () => ['open', 'nowhere'], 2, /^machlab: too many arguments for 'open'.* nowhere; --help tells/],
    ['a program without a name', () => ['run', ''], 1, /^machlab: no program is named; machlab itself brings .*hello/],
    ['a command that there is not', () => ['bogus'], 2, /^machlab: unknown command 'bogus'/],
    ...['--trace', '--in', '--out', '--data'].map((option): [string, () => string[], number, RegExp] => [
      `${option} with nothing`,
      () => ['run', 'hello', option, ''],
      2,
      new RegExp(`^machlab: option '${option} <.*>' argument '' is invalid\\. It is a path\\.`),
    ]),
    ['a session without a name', () => ['ports', ''], 2, /^machlab: .*'session'\. It is a path/],
    ['a timeout that is no number', () => ['run', 'hello', '--timeout', 'soon'], 2, /number of seconds above 0/],
    [
      'a data folder below a file',
      () => ['run', 'hello', '--data', join(program(''), 'data')],
      1,
      /^machlab: cannot keep data in .*--data or MACHLAB_DATA/,
    ],
    ['a data folder in no place for one', () => ['run', 'hello', '--data', '/proc/machlab'], 1, /^machlab: cannot keep data in/],
    [
      'a trace that cannot be written',
      () => ['run', 'hello', '--trace', '/nowhere/t.machlab'],
      1,
      /^machlab: cannot write \/nowhere\/t\.machlab: there is no such file or folder/,
    ],
    [
      'a trace of a schedule that cannot be written',
      () => ['sched', 'convoy', '--trace', '/nowhere/t.machlab'],
      1,
      /^machlab: cannot write \/nowhere\/t\.machlab: there is no such file or folder; name another file with --trace/,
    ],
    [
      'a file to hand in that is not there',
      () => ['run', 'copy-file', '--in', '/nowhere/in'],
      1,
      /^machlab: cannot hand in \/nowhere\/in: there is no such file/,
    ],
    [
      'a session that is not there',
      () => ['ports', 'nowhere'],
      1,
      /^machlab: cannot read nowhere: .*; name a session that machlab run --trace FILE has/,
    ],
    [
      'a policy that is not there',
      () => ['sched', 'convoy', '--policy', 'nowhere.ts'],
      1,
      /^machlab: cannot read nowhere\.ts: .*; a policy is .* rr,/,
    ],
    ['cases that are not there', () => ['conformance', 'nowhere'], 1, /^machlab: cannot read nowhere: .*; name files of cases/],
    ['a session that is none', () => ['replay', program('text')], 1, /^machlab: cannot open .*: this is not a machlab session/],
    ['a name that is nobody’s', () => ['explain', 'mach_bogus'], 1, /^machlab: nothing is known of ‘mach_bogus’; docs\/mach\.md lists/],
  ])('%s', async (_what, args, code, line) => {
    const ran = await machlab(...args());
    expect(ran.stderr).toMatch(line);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect([ran.code, ran.stdout]).toEqual([code, '']);
  });

  it('is not kept from a program of its own by a file of that name which is none', async () => {
    const made = program('ELF', 'hello');
    expect(await start(['run', 'hello'], { cwd: dirname(made) }).ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each<[string, (path: string) => { readonly given: string; readonly cwd: string }]>([
    ['in full', (path) => ({ given: path, cwd: tmpdir() })],
    ['from the working folder', (path) => ({ given: `./${basename(path)}`, cwd: dirname(path) })],
  ])('says where a program does not compile, its path as it was typed: %s', async (_how, spell) => {
    const { given, cwd } = spell(program('const a = 1;\nconst b = ;\n'));
    expect(await start(['run', given], { cwd }).ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `machlab: ${given}:2:11: Unexpected ";"\n`,
    });
  });

  it.skipIf(process.platform !== 'linux').each([
    ['run', 'hello'],
    ['sched', 'convoy'],
  ])('says that the disk is full where a record cannot be written: %s (Linux: /dev/full)', async (command, what) => {
    const { code, stderr } = await machlab(command, what, '--trace', '/dev/full');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'machlab: cannot write /dev/full: the disk is full; name another file with --trace\n',
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'says that the disk is full where a file cannot be taken out, and leaves what is there',
    async () => {
      expect(await machlab('run', 'copy-file', '--out', '/dev/full')).toMatchObject({
        code: 1,
        stderr: 'machlab: cannot write /dev/full: the disk is full; name another file with --out\n',
      });
      expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
    },
  );

  it('says that the port of the window is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(await machlab('start', '--no-open', '--port', String(port))).toMatchObject({
      code: 1,
      stderr: `machlab: port ${port} is in use; name another with --port, or none\n`,
    });
  });

  it('says where what a program imports does not compile, from the same folder', async () => {
    const path = program("import './bröken.ts';\n");
    const imported = join(dirname(path), 'bröken.ts');
    writeFileSync(imported, 'const b = ;\n');
    expect((await machlab('run', path)).stderr).toBe(`machlab: ${imported}:1:11: Unexpected ";"\n`);
  });
});

describe('the other commands', () => {
  it('list the rights of a task at an event', async () => {
    const trace = join(temporaryFolder(), 't.machlab');
    await machlab('run', 'rights', '--trace', trace);
    const { code, stdout } = await machlab('ports', trace, '--at', '600', '--task', '2');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Task 2 rights \(\d+\) at event #600\nname +rights +refs/);
    expect(stdout).toMatch(/0x0103 +recv .*rights’s notify port/);
  });

  it('explain a name', async () => {
    expect((await machlab('explain', 'KERN_INVALID_NAME')).stdout).toMatch(/^KERN_INVALID_NAME +\(code 0xf\)\n/);
  });

  it('say what this machine gives', async () => {
    const { code, stdout } = await machlab('doctor', '--json');
    const about = JSON.parse(stdout) as { layers: { name: string; holds: boolean }[]; probes: { refused: boolean }[] };
    expect(about.probes.length).toBeGreaterThan(5);
    expect(code === 0).toBe(
      about.layers.every(({ name, holds }) => holds || name === 'no file calls') && about.probes.every(({ refused }) => refused),
    );
  });

  it('keep data where they are told to', async () => {
    const folder = join(temporaryFolder(), 'däta');
    mkdirSync(folder);
    await machlab('run', 'hello', '--data', folder);
    expect(existsSync(join(folder, 'volume', 'hello.txt'))).toBe(true);
  });
});
