import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { jsonLines } from '../../kernel/trace/export/json.ts';
import { mermaid, MERMAID_TEXT_MAX } from '../../kernel/trace/export/mermaid.ts';
import { perfettoTrace } from '../../kernel/trace/export/perfetto.ts';
import { type Filter, isFilter, parseFilter } from '../../kernel/trace/filter.ts';
import { Replica } from '../../kernel/trace/replica.ts';
import type { Catalogue } from '../../kernel/trace/sentences.ts';
import { UserError } from '../userError.ts';
import { catalogueOf, type LanguageOption, languageOption } from './language.ts';
import { eventNumber } from './moment.ts';
import { pathWord } from './path.ts';
import { printable } from './printable.ts';
import { openSession } from './session.ts';
import { cannotWrite, checkWritable } from './writable.ts';

interface TraceOptions extends LanguageOption {
  readonly perfetto?: string;
  readonly mermaid?: true;
  readonly json?: true;
  readonly from?: number;
  readonly to?: number;
  readonly filter?: string;
}

export function traceCommand(): Command {
  return new Command('trace')
    .description('write a session in a form that other programs read')
    .argument('<session>', 'a file that --trace has written', pathWord)
    .addOption(
      new Option('--perfetto <file>', 'a trace for ui.perfetto.dev and chrome://tracing')
        .argParser(pathWord)
        .conflicts(['mermaid', 'json', 'from', 'to']),
    )
    .addOption(new Option('--mermaid', 'print a sequence diagram in Mermaid’s language').conflicts(['json', 'filter']))
    .option('--json', 'print the events, a line of JSON each')
    .option('--from <event>', 'the first event', eventNumber)
    .option('--to <event>', 'the last event', eventNumber)
    .addOption(new Option('--filter <text>', 'only events that this filter lets through, as in the window').conflicts('perfetto'))
    .addOption(languageOption())
    .action(trace);
}

async function trace(path: string, options: TraceOptions, command: Command): Promise<void> {
  if (options.perfetto === undefined && options.mermaid === undefined && options.json === undefined)
    command.error('machlab: one of --perfetto, --mermaid and --json is needed');
  if (options.from !== undefined && options.to !== undefined && options.from > options.to)
    throw new UserError(`event ${options.from} comes after event ${options.to}: --from is the first, --to the last`, 2);
  const catalogue = catalogueOf(options);
  const filter = filterOf(options.filter, catalogue);
  if (options.perfetto !== undefined) checkWritable(options.perfetto, '--perfetto');
  const { log, checkpoints, about } = await openSession(path);
  const replica = new Replica(log, checkpoints);
  const [from, to] = [options.from ?? log.first, (options.to ?? log.end - 1) + 1];
  if (from < log.first || to > log.end || from >= to)
    throw new UserError(`${path} has no events ${from} to ${to - 1}: it has ${log.first} to ${log.end - 1}`);
  if (options.perfetto !== undefined) return toFile(options.perfetto, perfettoTrace(replica, about.title, catalogue));
  if (options.json !== undefined) return print(jsonLines(replica, { from, to, filter, catalogue }));
  const text = mermaid(replica, from, to, catalogue);
  if (text.length > MERMAID_TEXT_MAX)
    process.stderr.write(
      `machlab: ${text.length} characters: Mermaid takes ${MERMAID_TEXT_MAX} unless its maxTextSize is raised; --from and --to give less\n`,
    );
  return print([printable(text)]);
}

function filterOf(text: string | undefined, catalogue: Catalogue): Filter | undefined {
  if (text === undefined) return undefined;
  const filter = parseFilter(text, catalogue);
  if (isFilter(filter)) return filter;
  throw new UserError(`${filter.message}\n  ${text}\n  ${' '.repeat(filter.at)}${'^'.repeat(Math.max(1, filter.length))}`, 2);
}

async function toFile(path: string, text: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(inPieces(text), { objectMode: false, encoding: 'utf8' }), createWriteStream(path));
  } catch (error) {
    throw cannotWrite(path, '--perfetto', error);
  }
}

/** No faster than the reader reads. */
async function print(text: Iterable<string>): Promise<void> {
  let printed = false;
  for (const piece of inPieces(text)) {
    printed = true;
    if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  if (!printed) process.stderr.write('machlab: no event passes the filter\n');
}

const PIECE = 0x10000;

function* inPieces(text: Iterable<string>): Generator<string, void, undefined> {
  let piece = '';
  for (const part of text) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
