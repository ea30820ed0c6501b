import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startChild } from './testing/child.ts';
import { makeVictims, victims } from './testing/elsewhere.ts';
import { changeAgainAndAgain } from './testing/race.ts';
import { pathsBelow, temporaryFolder } from './testing/temporaryFolder.ts';
import { bytesOf, freshVolume, textOf, valueOf } from './testing/volumeHelp.ts';
import { contentsAfter, FOLDERS, type Operation, operation, randomNumbers } from './testing/workload.ts';
import { Volume } from './volume.ts';
import { OPEN_READ } from '../../kernel/abi/fileNumbers.ts';

const ROUNDS = Number(process.env['MACHLAB_KILL_ROUNDS'] ?? 12);
const OPERATIONS_PER_ROUND = 200;
const LATEST_KILL_MS = 150;

const temporariesIn = (root: string): string[] => pathsBelow(root).filter((path) => path.endsWith('.tmp'));

/** Reads a file of the volume if it is there. */
function contentsOf(root: string, file: string): Uint8Array | undefined {
  return pathsBelow(root).includes(file) ? readFileSync(`${root}/${file}`) : undefined;
}

/** Whether a file is as it was before an operation, as it is after it, or, for one in place, has a beginning of it. */
function isPartOf(before: Uint8Array | undefined, found: Uint8Array | undefined, under: Operation): boolean {
  if (found === undefined) return before === undefined;
  const same = (wanted: Uint8Array | undefined): boolean => wanted !== undefined && Buffer.compare(found, wanted) === 0;
  if (same(before) || same(contentsAfter(before, under))) return true;
  if (under.kind === 'replace') return false;
  const start = under.kind === 'append' ? (before?.length ?? 0) : under.offset;
  let doneBytes = 0;
  while (doneBytes < under.bytes.length && found[start + doneBytes] === under.bytes[doneBytes]) doneBytes += 1;
  return same(contentsAfter(before, under, doneBytes));
}

test(`a service killed at ${ROUNDS} random moments leaves every replaced file whole and every answered write in its place`, async () => {
  const seed = Date.now() & 0xffff;
  const random = randomNumbers(seed);
  const root = temporaryFolder();
  for (const folder of FOLDERS) mkdirSync(`${root}/${folder}`);
  const expected = new Map<string, Uint8Array>();
  let next = 0;
  let killed = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = startChild('writer.fixture.ts', [root, String(seed), String(next), String(OPERATIONS_PER_ROUND)]);
    await child.started;
    await pause(random() * LATEST_KILL_MS);
    child.process.kill('SIGKILL');
    const { signal, output, errors } = await child.ended;
    expect({ seed, round, errors }).toEqual({ seed, round, errors: '' });
    if (signal === 'SIGKILL') killed += 1;

    const answered = Number(output.trimEnd().split('\n').at(-1));
    for (; next <= answered; next += 1) {
      const done = operation(seed, next);
      expected.set(done.file, contentsAfter(expected.get(done.file), done));
    }
    const under = operation(seed, next);
    const found = contentsOf(root, under.file);
    expect({ seed, round, next, kind: under.kind, isPart: isPartOf(expected.get(under.file), found, under) }).toMatchObject({
      isPart: true,
    });
    for (const [file, bytes] of expected) {
      const isAsAnswered = file === under.file || Buffer.compare(bytes, contentsOf(root, file) ?? new Uint8Array(0)) === 0;
      expect({ seed, round, next, file, isAsAnswered }).toMatchObject({ isAsAnswered: true });
    }

    const left = temporariesIn(root).length;
    expect(valueOf(Volume.start(root)).swept).toEqual({ removed: left, failed: 0 });
    expect(temporariesIn(root)).toEqual([]);
    if (found !== undefined) expected.set(under.file, found);
    next += 1;
  }
  expect(killed).toBeGreaterThan(ROUNDS / 3);
});

test('a file opened while somebody outside swaps its folder for a link is the one in the volume, or refused', async () => {
  const volume = freshVolume();
  const outside = temporaryFolder();
  for (const folder of [`${volume.root}/d`, outside]) mkdirSync(folder, { recursive: true });
  valueOf(volume.replace(bytesOf('d/file'), bytesOf('inside')));
  const elsewhere = valueOf(Volume.start(outside));
  valueOf(elsewhere.replace(bytesOf('file'), bytesOf('outside')));
  const swapper = startChild('swapper.fixture.ts', [`${volume.root}/d`, `${volume.root}/aside`, outside]);
  await swapper.started;

  const seen = new Map<string, number>();
  for (let tries = 0; tries < 30_000; tries += 1) {
    const opened = volume.open(bytesOf('d/file'), OPEN_READ);
    const outcome = opened.ok ? textOf(valueOf(opened.value.read(100))) : 'refused';
    if (opened.ok) opened.value.close();
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  }
  swapper.process.kill('SIGKILL');
  await swapper.ended;

  expect([...seen.keys()].sort((one, other) => (one < other ? -1 : 1))).toEqual(['inside', 'refused']);
  expect(volume.openCount).toBe(0);
  expect(readdirSync(outside)).toEqual(['file']);
});

test.skipIf(process.platform !== 'linux')(
  'whatever is changed while somebody outside swaps its folder for a link, nothing changes where the link leads (Linux: folders by handle)',
  async () => {
    const volume = freshVolume();
    const outside = temporaryFolder();
    mkdirSync(`${volume.root}/d/sub`, { recursive: true });
    makeVictims(outside);
    const before = victims(outside);
    const swapper = startChild('swapper.fixture.ts', [`${volume.root}/d`, `${volume.root}/aside`, outside]);
    await swapper.started;
    const seen = changeAgainAndAgain(volume, 3_000);
    swapper.process.kill('SIGKILL');
    await swapper.ended;

    expect(victims(outside)).toEqual(before);
    expect(Object.keys(seen)).toEqual(expect.arrayContaining(['done', 'FILE_IS_LINK']));
  },
);
