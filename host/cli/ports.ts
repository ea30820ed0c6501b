import { Command } from 'commander';
import { nameText } from '../../kernel/abi/rights.ts';
import { rightsOf, type RightRow } from '../../kernel/trace/queries.ts';
import { Labels } from '../../kernel/trace/sentences.ts';
import { ENGLISH } from '../../kernel/trace/sentences.en.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import { eventNumber, openAt, tasksCalled } from './moment.ts';
import { pathWord } from './path.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

interface PortsOptions {
  readonly at?: number;
  readonly task?: string;
}

export function portsCommand(): Command {
  return new Command('ports')
    .description('list the rights of tasks as they were at a moment of a session, in the columns of lsmp')
    .argument('<session>', 'a file that --trace has written', pathWord)
    .option('--at <event>', 'after this event; the last one unless given', eventNumber)
    .option('--task <task>', 'one task alone, by its number or name')
    .action(async (path: string, options: PortsOptions) => ports(path, options));
}

async function ports(path: string, { at, task }: PortsOptions): Promise<void> {
  const { state, at: seq } = await openAt(path, at);
  const chosen = tasksCalled(state, seq, task);
  const labels = new Labels(state, ENGLISH);
  for (const { id, name, process: processId } of chosen) {
    const pid = state.processes.get(processId)?.pid;
    process.stdout.write(printable(`Task ${id} ${name}${pid === undefined ? '' : ` (${pid})`} at event #${seq}\n`));
    process.stdout.write(printable(table([HEADINGS, ...rightsOf(state, id).map((row) => cells(row, state, labels))])));
    process.stdout.write('\n');
  }
}

const HEADINGS = ['name', 'rights', 'refs', 'sends', 'onces', 'made', 'qlen', 'qlimit', 'seqno', 'flags', 'notify', 'port', 'identity'];

function cells(row: RightRow, state: Frozen, labels: Labels): string[] {
  const { receive } = row;
  const count = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return [
    nameText(row.name),
    row.rights.join(','),
    String(row.urefs),
    count(receive?.srights),
    count(receive?.sorights),
    count(receive?.mscount),
    count(receive?.queued),
    count(receive?.qlimit),
    count(receive?.seqno),
    row.flags,
    row.notifications,
    row.object === 0 ? '' : `p${row.object}`,
    identity(row, state, labels),
  ];
}

/** What a right leads to: the members of a set, the sets of a member, what the kernel received for, or who receives. */
function identity({ rights, members, receive, receiver, object, of }: RightRow, state: Frozen, labels: Labels): string {
  if (rights.includes('port-set')) return members.length === 0 ? 'no members' : `members ${members.map((port) => `p${port}`).join(' ')}`;
  if (rights.includes('dead')) return 'dead';
  const label = labels.port(object);
  const named = label === `p${object}` ? '' : label;
  if (receive !== null) return [named, ...receive.sets.map((set) => `in set p${set}`)].filter((text) => text !== '').join(', ');
  if (receiver === 0 || of !== 0) return named === '' ? 'the kernel' : named;
  const pid = receiver === null ? undefined : state.processes.get(state.tasks.get(receiver)?.process ?? 0)?.pid;
  const to = receiver === null ? 'nobody receives' : `→ ${labels.task(receiver)}${pid === undefined ? '' : ` (${pid})`}`;
  return named === '' ? to : `${named} ${to}`;
}
