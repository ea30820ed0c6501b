import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '../../host/dataFolder.ts';
import { Kernel } from '../../host/kernel.ts';
import { bundleProgram, findProgram } from '../../host/programs.ts';

const EVENTS = 1_000_000;
const FOLDER = join(import.meta.dirname, '..', '..', 'dist', 'bench');
/** What the system does over and over: rights move, queues fill, servers crash, files are copied, and many messages go back and forth. */
const ROUND: readonly (readonly [program: string, args: unknown])[] = [
  ['hello', null],
  ['rights', null],
  ['full-queue', null],
  ['crash', null],
  ['copy-file', { in: 'in', out: 'out' }],
  ['ping', { rounds: 4000 }],
];
const FILE_BYTES = 3_000_000;

/**
 * The session file of a million events: the bundled system, its programs in processes of their own, recorded as `--trace` does. Made
 * once for each build; a run takes about a minute.
 */
export async function millionEvents(): Promise<string> {
  const build = createHash('sha256');
  for (const file of ['kernel.mjs', 'log.mjs', 'runtime.mjs']) build.update(readFileSync(join(FOLDER, '..', file)));
  const path = join(FOLDER, `million-${build.digest('hex').slice(0, 12)}.machlab`);
  if (existsSync(path)) return path;
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  await record(`${path}.part`);
  renameSync(`${path}.part`, path);
  return path;
}

async function record(path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'machlab-bench-'));
  const data = openDataFolder(folder);
  writeFileSync(join(data.volume, 'in'), Buffer.alloc(FILE_BYTES, 'machlab '));
  let events = 0;
  const kernel = new Kernel({ data, title: 'a million events', trace: path, windows: true, onEdge: ({ end }) => (events = end) });
  try {
    await kernel.booted();
    for (const [program] of ROUND) kernel.handIn(await bundleProgram(findProgram(program)));
    while (events < EVENTS) {
      for (const [program, args] of ROUND) {
        const { process } = await kernel.run(program, { arguments: args });
        await kernel.outcome(process);
        if (events >= EVENTS) break;
      }
    }
  } finally {
    await kernel.shutdown();
    kernel.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
