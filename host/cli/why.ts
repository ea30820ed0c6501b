import { Command } from 'commander';
import { whyBlocked, whyDead, whyNotDelivered, type Why } from '../../kernel/trace/queries.ts';
import { Replica } from '../../kernel/trace/replica.ts';
import { type Catalogue, sentenceOf, whySentence } from '../../kernel/trace/sentences.ts';
import { catalogueOf, type LanguageOption, languageOption } from './language.ts';
import { eventNumber, messageNumber, nameNumber, openAt, tasksCalled } from './moment.ts';
import { pathWord } from './path.ts';
import { printable } from './printable.ts';

interface WhyOptions extends LanguageOption {
  readonly at?: number;
  readonly json?: true;
}

export function whyCommand(): Command {
  return new Command('why')
    .description('answer a question about a moment of a session: the reason, and the events that led there')
    .addCommand(
      question('blocked', 'why does a task not go on?')
        .argument('<task>', 'its number or name')
        .action(async (path: string, task: string, options: WhyOptions) => {
          const replica = await openAt(path, options.at);
          const { state, log, at } = replica;
          tell(
            replica,
            options,
            tasksCalled(state, at, task, true).flatMap(({ id }) => whyBlocked(state, log, at, id)),
          );
        }),
    )
    .addCommand(
      question('dead', 'why does a name lead nowhere?')
        .argument('<name>', 'a name of the task’s space, such as 0x1003', nameNumber)
        .requiredOption('--task <task>', 'the task whose name it is, by its number or name')
        .action(async (path: string, name: number, options: WhyOptions & { readonly task: string }) => {
          const replica = await openAt(path, options.at);
          const { state, log, at } = replica;
          tell(
            replica,
            options,
            tasksCalled(state, at, options.task, true).map(({ id }) => whyDead(state, log, at, id, name)),
          );
        }),
    )
    .addCommand(
      question('not-delivered', 'why has a message not been received?')
        .argument('<message>', 'its number, such as m12', messageNumber)
        .action(async (path: string, message: number, options: WhyOptions) => {
          const replica = await openAt(path, options.at);
          tell(replica, options, [whyNotDelivered(replica.state, replica.log, replica.at, message)]);
        }),
    );
}

function question(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<session>', 'a file that --trace has written', pathWord)
    .option('--at <event>', 'after this event; the last one unless given', eventNumber)
    .option('--json', 'print a line of JSON for each answer')
    .addOption(languageOption());
}

interface Answer {
  readonly reason: string;
  readonly text: string;
  readonly term: string;
  readonly chain: readonly { readonly seq: number; readonly text: string }[];
  readonly because: readonly Answer[];
}

function tell(replica: Replica, options: WhyOptions, found: readonly Why[]): void {
  const walk = new Replica(replica.log, replica.checkpoints);
  const catalogue = catalogueOf(options);
  for (const why of found) {
    const answer = answerOf(why, replica, walk, catalogue);
    process.stdout.write(
      options.json === undefined ? printable(linesOf(answer, '').join('')) : `${JSON.stringify({ at: replica.at, ...answer })}\n`,
    );
  }
}

/** The reason is told as of the moment that was asked about, each event of the chain as of its own. */
function answerOf(why: Why, asked: Replica, walk: Replica, catalogue: Catalogue): Answer {
  const { text, term } = whySentence(why, asked.state, asked.log, catalogue);
  const chain = why.chain.map((seq) => {
    walk.seek(seq);
    const event = walk.log.event(seq);
    return { seq, text: event === undefined ? '' : sentenceOf(event, walk.state, catalogue).text };
  });
  return { reason: why.reason, text, term, chain, because: why.because.map((deeper) => answerOf(deeper, asked, walk, catalogue)) };
}

function linesOf({ text, term, chain, because }: Answer, indent: string): string[] {
  const lines = [`${indent}${text}${term === '' ? '' : `  [${term}]`}\n`];
  for (const { seq, text: told } of chain) lines.push(`${indent}  ${`#${seq}`.padStart(7)}  ${told}\n`);
  for (const deeper of because) lines.push(...linesOf(deeper, `${indent}  `));
  return lines;
}
