import fc from 'fast-check';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPEN_APPEND, OPEN_CREATE, OPEN_EXCLUSIVE, OPEN_READ, OPEN_SYNC, OPEN_TRUNCATE, OPEN_WRITE } from '../../kernel/abi/fileNumbers.ts';
import type { OpenFile } from './handle.ts';
import { decodeOpenFlags } from './openFlags.ts';
import type { Replacement } from './replace.ts';
import type { FileResult } from './result.ts';
import {
  modelClose,
  type ModelHandle,
  modelRead,
  type ModelReplacement,
  modelSeek,
  modelTruncate,
  ModelVolume,
  modelWrite,
  type Outcome,
} from './testing/model.ts';
import { temporaryFolder } from './testing/temporaryFolder.ts';
import { bytesOf, codeOf, valueOf } from './testing/volumeHelp.ts';
import { Volume } from './volume.ts';

interface Both {
  readonly real: Volume;
  readonly model: ModelVolume;
  readonly files: [OpenFile, ModelHandle][];
  readonly replacements: [Replacement, ModelReplacement][];
}

/** One operation: done to the real volume and to the model, its two outcomes side by side. */
interface Step {
  readonly text: string;
  readonly run: (both: Both) => readonly [real: Outcome, model: Outcome] | undefined;
}

const path = fc.constantFrom('a', 'b c', 'd', 'd/a', 'd/ä', 'd/e', 'd/e/a', 'f', 'f/d');
const flags = fc
  .tuple(
    fc.constantFrom(OPEN_READ, OPEN_WRITE, OPEN_READ | OPEN_WRITE, OPEN_READ | OPEN_WRITE),
    fc.constantFrom(0, OPEN_CREATE, OPEN_CREATE, OPEN_CREATE | OPEN_EXCLUSIVE),
    fc.constantFrom(0, 0, OPEN_TRUNCATE, OPEN_APPEND, OPEN_SYNC),
  )
  .map((parts) => parts[0] | parts[1] | parts[2])
  .filter((bits) => decodeOpenFlags(bits).ok);
const slot = fc.nat(5);
const bytes = fc.uint8Array({ maxLength: 12 });
const offset = fc.option(fc.nat(20), { nil: undefined });

const outcome = <Value>(result: FileResult<Value>, show: (value: Value) => unknown = (value) => value): Outcome => {
  const code = codeOf(result);
  return result.ok || code === 'OK' ? { value: result.ok ? show(result.value) : undefined } : code;
};

const onFile = (text: string, index: number, run: (real: OpenFile, model: ModelHandle) => readonly [Outcome, Outcome]): Step => ({
  text: `${text} #${index}`,
  run: ({ files }) => {
    const pair = files[index % Math.max(1, files.length)];
    return pair && run(...pair);
  },
});

const onReplacement = (
  text: string,
  index: number,
  run: (real: Replacement, model: ModelReplacement, volume: ModelVolume) => readonly [Outcome, Outcome],
): Step => ({
  text: `${text} #${index}`,
  run: ({ replacements, model }) => {
    const pair = replacements[index % Math.max(1, replacements.length)];
    return pair && run(...pair, model);
  },
});

/** Opens in both; the pair is kept only when both opened. */
const opening = <Real, Model extends object>(
  kept: [Real, Model][],
  real: FileResult<Real>,
  model: Model | string,
): readonly [Outcome, Outcome] => {
  if (real.ok && typeof model !== 'string') kept.push([real.value, model]);
  return [outcome(real, () => 'opened'), typeof model === 'string' ? (model as Outcome) : { value: 'opened' }];
};

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(path, flags).map(([at, bits]) => ({
    text: `open ${at} ${bits}`,
    run: ({ real, model, files }: Both) => opening(files, real.open(bytesOf(at), bits), model.open(at, valueOf(decodeOpenFlags(bits)))),
  })),
  fc
    .tuple(slot, fc.nat(30), offset)
    .map(([index, size, at]) =>
      onFile(`read ${size} at ${at}`, index, (real, model) => [
        outcome(real.read(size, at), (read) => [...read]),
        modelRead(model, size, at),
      ]),
    ),
  fc
    .tuple(slot, bytes, offset)
    .map(([index, data, at]) =>
      onFile(`write ${data.length} at ${at}`, index, (real, model) => [outcome(real.write(data, at)), modelWrite(model, data, at)]),
    ),
  fc
    .tuple(slot, fc.integer({ min: -10, max: 20 }), fc.constantFrom(0, 1, 2))
    .map(([index, by, from]) =>
      onFile(`seek ${by} from ${from}`, index, (real, model) => [outcome(real.seek(by, from)), modelSeek(model, by, from)]),
    ),
  fc
    .tuple(slot, fc.nat(25))
    .map(([index, size]) => onFile(`truncate ${size}`, index, (real, model) => [outcome(real.truncate(size)), modelTruncate(model, size)])),
  slot.map((index) => onFile('close', index, (real, model) => [outcome(real.close()), modelClose(model)])),
  path.map((at) => ({
    text: `stat ${at}`,
    run: ({ real, model }: Both) =>
      [outcome(real.stat(bytesOf(at)), (stat) => (stat.kind === 1 ? stat.sizeBytes : 'folder')), model.stat(at)] as const,
  })),
  fc.oneof(path, fc.constant('.')).map((at) => ({
    text: `list ${at}`,
    run: ({ real, model }: Both) =>
      [outcome(real.readDirectory(bytesOf(at)), ({ entries }) => entries.map(({ name }) => name)), model.list(at)] as const,
  })),
  path.map((at) => ({
    text: `mkdir ${at}`,
    run: ({ real, model }: Both) => [outcome(real.makeDirectory(bytesOf(at))), model.makeFolder(at)] as const,
  })),
  path.map((at) => ({
    text: `unlink ${at}`,
    run: ({ real, model }: Both) => [outcome(real.unlink(bytesOf(at))), model.unlink(at)] as const,
  })),
  path.map((at) => ({
    text: `rmdir ${at}`,
    run: ({ real, model }: Both) => [outcome(real.removeDirectory(bytesOf(at))), model.removeFolder(at)] as const,
  })),
  fc.tuple(path, path).map(([from, to]) => ({
    text: `rename ${from} to ${to}`,
    run: ({ real, model }: Both) => [outcome(real.rename(bytesOf(from), bytesOf(to))), model.rename(from, to)] as const,
  })),
  path.map((at) => ({
    text: `begin replace ${at}`,
    run: ({ real, model, replacements }: Both) => opening(replacements, real.beginReplace(bytesOf(at)), model.beginReplace(at)),
  })),
  fc
    .tuple(slot, bytes)
    .map(([index, data]) =>
      onReplacement(`replacement: write ${data.length}`, index, (real, model, volume) => [
        outcome(real.write(data)),
        volume.writeReplacement(model, data),
      ]),
    ),
  fc
    .tuple(slot, fc.boolean())
    .map(([index, commit]) =>
      onReplacement(commit ? 'commit' : 'discard', index, (real, model, volume) => [
        outcome(commit ? real.commit() : real.discard()),
        volume.endReplace(model, commit),
      ]),
    ),
);

/** What really stands on the disk, in the shape of the model's. */
function everythingIn(root: string): Record<string, string | null> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const at = (entry: (typeof entries)[number]): string => `${entry.parentPath}/${entry.name}`;
  return Object.fromEntries(
    entries.map((entry) => [at(entry).slice(root.length + 1), entry.isDirectory() ? null : readFileSync(at(entry)).toString('hex')]),
  );
}

test('whatever is done in whatever order, the folder on the disk is what the model says, and so is every answer', () => {
  const folder = temporaryFolder();
  fc.assert(
    fc.property(fc.array(fc.record({ step }), { minLength: 1, maxLength: 60, size: 'max' }), (steps) => {
      const both: Both = {
        real: valueOf(Volume.start(mkdtempSync(`${folder}/run `))),
        model: new ModelVolume(),
        files: [],
        replacements: [],
      };
      const log: string[] = [];
      for (const one of steps) {
        log.push(one.step.text);
        const outcomes = one.step.run(both);
        expect({ log, outcome: outcomes?.[0] }).toEqual({ log, outcome: outcomes?.[1] });
      }
      both.real.close();
      expect(both.real.openCount).toBe(0);
      expect({ log, left: everythingIn(both.real.root) }).toEqual({ log, left: both.model.everything() });
      rmSync(both.real.root, { recursive: true });
    }),
    { numRuns: 1000 },
  );
});
