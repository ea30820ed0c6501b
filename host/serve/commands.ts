import {
  COMMAND_BREAK,
  COMMAND_DISPLAY,
  COMMAND_ENABLE,
  COMMAND_PASS_TIME,
  COMMAND_PAUSE,
  COMMAND_PICK,
  COMMAND_RUN,
  COMMAND_STEP,
  COMMAND_TERMINATE,
  COMMAND_UNBREAK,
} from '../../kernel/abi/commands.ts';
import { PAGE_CRASH_NAMES } from '../../kernel/abi/pages.ts';
import type { Done, RefusalCode, Refused, WindowCommand } from '../../kernel/abi/window.ts';
import { isFilter, parseFilter } from '../../kernel/trace/filter.ts';
import { isPlace, type Marks, NO_VIEW, type View, withMark, withoutMark, withoutPlace, withPlace } from '../../kernel/trace/session.ts';
import { type ComparedRun, metricsOf } from '../../kernel/trace/schedule.ts';
import type { Plan } from '../../services/workload/plan.ts';
import { bundleProgram, bundleSource, CompileError, findProgram, labPrograms, type Program } from '../programs.ts';
import { comparePages } from '../pages/compare.ts';
import { UserError } from '../userError.ts';
import { bundledWorkload } from '../workload/find.ts';
import { type PolicyChoice, policyChoice } from '../workload/policy.ts';
import { readWorkload } from '../workload/read.ts';
import { followPolicy, runAlone, startWorkload } from '../workload/run.ts';
import { Sessions } from './sessions.ts';
import type { SharedSystem } from './system.ts';

/** How a command went: what to answer with, or the bytes it asked for. */
export type Outcome = Omit<Done, 'request'> | Omit<Refused, 'request'> | Uint8Array;

const DONE: Omit<Done, 'request'> = { type: 'done' };
/** The breakpoint behind `runUntil`; those of people count from 1. */
const RUN_UNTIL = 0x7fffffff;
const NAME_MAX = 40;
/** Runs that are put side by side, at most. */
const COMPARED_MAX = 4;

/** Marks as they will be; null: they cannot be. */
type Changed = { readonly [Kind in keyof Marks]?: Marks[Kind] | null };

const refused = (code: RefusalCode, text = ''): Omit<Refused, 'request'> => ({ type: 'refused', code, text });

/** Carries out what a window asks for. Never throws what a window can cause. */
export async function obey(system: SharedSystem, window: number, asked: WindowCommand): Promise<Outcome> {
  try {
    return await carryOut(system, window, asked);
  } catch (error) {
    if (error instanceof CompileError) return { ...refused('does-not-compile', error.message), problems: error.problems };
    if (error instanceof UserError) return refused('failed', error.message);
    throw error;
  }
}

async function carryOut(system: SharedSystem, window: number, asked: WindowCommand): Promise<Outcome> {
  const { kernel } = system;
  const sessions = new Sessions(system.data.sessions);
  switch (asked.do) {
    case 'restartKernel':
      await system.restart();
      return DONE;
    case 'listSessions':
      return { type: 'done', sessions: sessions.list() };
    case 'openSession':
      if (asked.name === system.opens?.name) return system.opens.bytes;
      return sessions.read(asked.name) ?? refused('no-such-session', asked.name);
    case 'saveSession': {
      const path = sessions.path(asked.name);
      if (path === undefined) return refused('bad-name', asked.name);
      sessions.write(path, (await kernel.session(system.additions)).bytes);
      return { type: 'done', path };
    }
    case 'exportSession':
      return (await kernel.session(system.additions)).bytes;
    case 'fetchRange':
      return (await kernel.range(asked.from, asked.to)) ?? refused('not-kept');
    case 'fetchBody':
      return (await kernel.body(asked.msg)) ?? refused('not-kept');
    case 'bookmark':
      return marked(system, { bookmarks: withMark(system.marks.bookmarks, { seq: asked.seq, label: asked.label }) });
    case 'removeBookmark':
      return marked(system, { bookmarks: withoutMark(system.marks.bookmarks, asked.seq) });
    case 'note':
      return marked(system, { notes: withMark(system.marks.notes, { seq: asked.seq, text: asked.text }) });
    case 'removeNote':
      return marked(system, { notes: withoutMark(system.marks.notes, asked.seq) });
    case 'keepSettings':
      return system.settings.keep(asked.text) ? DONE : refused('failed', 'these are no settings');
    case 'place': {
      if (!isPlace(asked)) return refused('bad-place', `${asked.key} at ${asked.x}, ${asked.y}`);
      const view = withPlace(system.view, asked);
      return view === null ? refused('bad-place', 'too many boxes have a place of their own') : drawn(system, view);
    }
    case 'removePlace':
      return drawn(system, withoutPlace(system.view, asked.key));
    case 'forgetPlaces':
      return drawn(system, NO_VIEW);
    case 'compareWorkload':
      return compareWorkload(system, asked);
    case 'comparePages': {
      const crash = PAGE_CRASH_NAMES.find((one) => one === asked.crash);
      return crash === undefined ? refused('failed', `no page ends by ${asked.crash}`) : json(await comparePages(crash));
    }
    default:
      return system.running ? withKernel(system, window, asked) : refused('kernel-ended');
  }
}

async function withKernel(system: SharedSystem, window: number, asked: WindowCommand): Promise<Outcome> {
  const { kernel } = system;
  const give = async (command: number, argument = 0, argument2 = 0, text = ''): Promise<Outcome> => {
    await kernel.command({ command, window, argument, argument2, text });
    return DONE;
  };
  switch (asked.do) {
    case 'pause':
      return give(COMMAND_PAUSE);
    case 'run':
      return give(COMMAND_RUN);
    case 'step':
      return system.edge.paused ? give(COMMAND_STEP) : refused('not-paused');
    case 'pick':
      return give(COMMAND_PICK, asked.thread);
    case 'admit':
      return give(COMMAND_PICK, 0, asked.process);
    case 'passTime':
      return system.edge.paused ? give(COMMAND_PASS_TIME, asked.thread, asked.service) : refused('not-paused');
    case 'runUntil': {
      const problem = filterProblem(asked.filter);
      if (problem !== '') return refused('bad-filter', problem);
      await give(COMMAND_BREAK, RUN_UNTIL, 1, asked.filter);
      return give(COMMAND_RUN);
    }
    case 'setBreakpoint':
      return setBreakpoint(system, asked, give);
    case 'removeBreakpoint':
      if (!system.breakpoints.delete(asked.breakpoint)) return refused('no-such-breakpoint');
      system.tell('breakpoints');
      return give(COMMAND_UNBREAK, asked.breakpoint);
    case 'crash':
    case 'stopProgram': {
      const how = asked.do === 'crash' ? asked.how : 'kill';
      if (how === 'terminate') return give(COMMAND_TERMINATE, asked.task);
      const process = system.processOf(asked.task);
      if (process === undefined) return refused('no-such-task');
      kernel.signal({ process, signal: how === 'segv' ? 'SIGSEGV' : how === 'abort' ? 'SIGABRT' : 'SIGKILL' });
      return DONE;
    }
    case 'runProgram':
      if (!labPrograms().includes(asked.program)) return refused('no-such-program', asked.program);
      return start(system, await bundleProgram(findProgram(asked.program)));
    case 'runSource': {
      const name = asked.name.replace(/[^\w .-]/g, '_').slice(0, NAME_MAX) || 'program';
      return start(system, await bundleSource(name, asked.source));
    }
    case 'enableService':
      return give(COMMAND_ENABLE, asked.service);
    case 'display':
      return give(COMMAND_DISPLAY, 0, 0, JSON.stringify({ service: asked.service, routine: asked.routine, args: asked.args }));
    case 'runWorkload':
      return runWorkload(system, asked);
    case 'followPolicy': {
      const policy = policyOf(asked.policy);
      if (typeof policy === 'string') return refused('bad-policy', policy);
      const { task } = await followPolicy(kernel, policy);
      return { type: 'done', value: task };
    }
    default:
      return refused('malformed');
  }
}

async function runWorkload(system: SharedSystem, asked: Extract<WindowCommand, { readonly do: 'runWorkload' }>): Promise<Outcome> {
  const plan = planOf(asked);
  if (typeof plan === 'string') return refused('bad-workload', plan);
  const policy = policyOf(asked.policy);
  if (typeof policy === 'string') return refused('bad-policy', policy);
  const own = asked.policySource === '' ? null : await bundleSource(asked.policy, asked.policySource);
  const { task } = await startWorkload(system.kernel, { ...plan, usPerTick: asked.usPerTick }, policy, own);
  return { type: 'done', value: task };
}

async function compareWorkload(system: SharedSystem, asked: Extract<WindowCommand, { readonly do: 'compareWorkload' }>): Promise<Outcome> {
  const plan = planOf(asked);
  if (typeof plan === 'string') return refused('bad-workload', plan);
  const runs: ComparedRun[] = [];
  for (const text of asked.policies.split(' ').slice(0, COMPARED_MAX)) {
    const policy = policyOf(text);
    if (typeof policy === 'string') return refused('bad-policy', policy);
    const { schedule } = await runAlone({ data: system.data, plan, policy });
    if (schedule === null) return refused('failed', `the workload did not end well under ${text}`);
    runs.push({ policy: text, schedule, metrics: metricsOf(schedule) });
  }
  return json(runs);
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** The plan of a bundled workload, or of a file's text; or what is wrong with it, in one sentence. */
function planOf({ workload, text }: { readonly workload: string; readonly text: string }): Plan | string {
  try {
    return text === '' ? bundledWorkload(workload) : readWorkload(workload, text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function policyOf(text: string): PolicyChoice | string {
  try {
    return policyChoice(text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

async function start(system: SharedSystem, program: Program): Promise<Outcome> {
  system.kernel.handIn(program);
  const { task } = await system.kernel.run(program.name);
  return { type: 'done', value: task };
}

async function setBreakpoint(
  system: SharedSystem,
  asked: Extract<WindowCommand, { readonly do: 'setBreakpoint' }>,
  give: (command: number, argument: number, argument2?: number, text?: string) => Promise<Outcome>,
): Promise<Outcome> {
  const { filter, enabled, once } = asked;
  const problem = filterProblem(filter);
  if (problem !== '') return refused('bad-filter', problem);
  if (asked.breakpoint !== 0 && !system.breakpoints.has(asked.breakpoint)) return refused('no-such-breakpoint');
  const breakpoint = asked.breakpoint === 0 ? Math.max(0, ...system.breakpoints.keys()) + 1 : asked.breakpoint;
  const hits = system.breakpoints.get(breakpoint)?.hits ?? 0;
  system.breakpoints.set(breakpoint, { breakpoint, filter, enabled, once, hits });
  await (enabled ? give(COMMAND_BREAK, breakpoint, once ? 1 : 0, filter) : give(COMMAND_UNBREAK, breakpoint));
  system.tell('breakpoints');
  return { type: 'done', value: breakpoint };
}

function filterProblem(text: string): string {
  const filter = parseFilter(text);
  if (!isFilter(filter)) return `at ${filter.at + 1}: ${filter.message}`;
  return filter.empty ? 'a breakpoint needs a filter' : '';
}

function marked(system: SharedSystem, { bookmarks = system.marks.bookmarks, notes = system.marks.notes }: Changed): Outcome {
  if (bookmarks === null || notes === null) return refused('failed', 'it is too long, or there are too many already');
  system.marks = { bookmarks, notes };
  system.tell('marks');
  return DONE;
}

function drawn(system: SharedSystem, view: View): Outcome {
  system.view = view;
  system.tell('view');
  return DONE;
}
