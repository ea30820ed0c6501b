/** Steps that call: made by a task's thread, judged by code, results and message. */
import { codeName } from '../../abi/codes.ts';
import { SPECIAL_KERNEL } from '../../abi/events.ts';
import { OPTION_NAMES, RCV_MSG, TRAILER_AUDIT, TRAILER_SHIFT, trailerBytes } from '../../abi/message.ts';
import { machMsg, type MsgResult } from '../client/calls.ts';
import { layOut, type MsgArgs } from '../client/message.ts';
import type { Act, Agent, Run } from '../client/threads.ts';
import type { TaskHandle } from '../client/world.ts';
import { Args, type CallSpec, type Outcome } from './call.ts';
import { type AwaitStep, type CallStep, CALLS } from './case.ts';
import { differences, needsSender } from './expect.ts';

import { messageOf } from './message.ts';
import type { Stage } from './stage.ts';
import { NAME, TASK, THREAD } from './values.ts';
import { bitsOf, codeText, type ExpectedCode, isCode } from './words.ts';

/** The kernel does not know a call, and the case did not expect that. */
export class Unsupported extends Error {}

type Found = { expected: string; actual: string };

/** What ended a call: of `mach_msg` a message, of any other its results. */
export type Ended = { readonly outcome: Outcome; readonly message: MsgResult['message'] };

export function callStep(stage: Stage, step: CallStep): readonly Found[] {
  const run = beginCall(stage, step);
  if (step.async !== null) return [];
  return judge(stage, step, step, stage.world.threads.finish(run), run);
}

/** Begins a call; it runs as far as it comes without waiting. */
export function beginCall(stage: Stage, step: CallStep): Run<Ended> {
  const task = stage.task(step.task);
  const agent = step.thread === null ? stage.world.agent(task) : stage.thread(step.thread).agent;
  const act = actOf(stage, step, task, agent);
  const run = stage.world.threads.start(agent, act);
  if (step.async !== null) stage.begun.set(step.async, { step, run: run as Run<unknown> });
  return run;
}

export function awaitStep(stage: Stage, step: AwaitStep): readonly Found[] {
  const { step: begun, run } = stage.begun.get(step.handle) ?? {};
  if (begun === undefined || run === undefined) return [{ expected: 'a call that began', actual: 'none' }];
  const ended = stage.world.threads.finish(run as Run<Ended>);
  return judge(stage, begun, step, ended, run);
}

function actOf(stage: Stage, step: CallStep, task: TaskHandle, agent: Agent): Act<Ended> {
  const spec = CALLS.get(step.call);
  return spec === undefined
    ? msgAct(msgArgs(stage, step))
    : callAct(spec, argsOf(stage, step, spec, task), agent, stage.taskPorts.get(task) ?? 0);
}

function* callAct(spec: CallSpec, args: Args, agent: Agent, taskPort: number): Act<Ended> {
  return { outcome: yield* spec.run({ agent, taskPort }, args), message: null };
}

function* msgAct(args: MsgArgs): Act<Ended> {
  const { code, message } = yield* machMsg(args);
  return { outcome: { code }, message };
}

function argsOf(stage: Stage, step: CallStep, spec: CallSpec, task: TaskHandle): Args {
  const values = new Map<string, unknown>();
  for (const [field, kind] of Object.entries({ ...spec.args, ...spec.optional })) {
    if (!(field in step.args)) continue;
    const value = kind.resolve(step.args[field], stage);
    values.set(field, kind === THREAD && typeof value === 'string' ? stage.threadName(value, task) : value);
  }
  const args = new Args(values);
  if (step.call === 'task_set_special_port' && args.number('which') === SPECIAL_KERNEL) stage.keepTaskPorts(targetTask(stage, step));
  return args;
}

function targetTask(stage: Stage, step: CallStep): TaskHandle | undefined {
  const target = step.args['target'];
  return typeof target === 'string' && target.startsWith('$') ? stage.world.tasks.get(TASK.resolve(target, stage)) : undefined;
}

function msgArgs(stage: Stage, step: CallStep): MsgArgs {
  const { args, expectMsg } = step;
  const words = args['options'] as readonly string[];
  let options = bitsOf(words, '', OPTION_NAMES, 'option');
  let rcvSize = args['rcv_size'] as number | undefined;
  if ((options & RCV_MSG) !== 0 && expectMsg !== null && needsSender(expectMsg) && !words.some((word) => word.startsWith('RCV_TRAILER'))) {
    options |= TRAILER_AUDIT << TRAILER_SHIFT;
    if (rcvSize !== undefined) rcvSize += trailerBytes(TRAILER_AUDIT) - trailerBytes(0);
  }
  const message = args['msg'] === undefined ? null : messageOf(args['msg'], stage);
  return {
    options,
    ...(message === null ? {} : { message: layOut(step.sizeField === null ? message : { ...message, sizeField: step.sizeField }) }),
    ...(step.sendSize === null ? {} : { sendSize: step.sendSize }),
    ...(rcvSize === undefined ? {} : { rcvSize }),
    ...(args['rcv_name'] === undefined ? {} : { rcvName: NAME.resolve(args['rcv_name'], stage) }),
    ...(args['timeout'] === undefined ? {} : { timeoutMs: args['timeout'] as number }),
    ...(step.notify === undefined ? {} : { notify: NAME.resolve(step.notify, stage) }),
  };
}

/** What of a call's end is not as its step, or the step that awaits it, expects. */
function judge(
  stage: Stage,
  step: CallStep,
  wanted: CallStep | AwaitStep,
  { outcome, message }: Ended,
  run: Run<unknown>,
): readonly Found[] {
  const expect = wanted.expect.length === 0 ? step.expect : wanted.expect;
  const found: Found[] = [];
  const accepted = expect.some((code) => isCode(code, outcome.code) || (outcome.trapCode !== undefined && isCode(code, outcome.trapCode)));
  if (!accepted) {
    if (outcome.unsupported === true) throw new Unsupported(`the kernel does not know ${step.call}`);
    found.push({ expected: expect.map(({ name }) => name).join(' or '), actual: answered(outcome, expect) });
  }
  if (outcome.results !== undefined && accepted) keep(stage, step, outcome.results, found);
  const expectMsg = wanted.expectMsg ?? step.expectMsg;
  const pseudoReceived = wanted.pseudoReceived ?? step.pseudoReceived;
  for (const [what, fields] of [
    ['message', expectMsg],
    ['message handed back', pseudoReceived],
  ] as const) {
    if (fields === null) continue;
    if (message === null) found.push({ expected: `a ${what}`, actual: accepted ? 'none' : 'none, with that code' });
    else
      for (const { field, expected, actual } of differences(fields, message, stage))
        found.push({ expected: `${what}.${field} ${expected}`, actual });
  }
  const { elapsedMs } = wanted;
  const passedMs = (run.endUs - run.startUs) / 1000;
  if (elapsedMs !== null && (passedMs < elapsedMs.min || passedMs > elapsedMs.max))
    found.push({ expected: `${elapsedMs.min} to ${elapsedMs.max} ms`, actual: `${passedMs} ms` });
  return found;
}

function answered({ code, trapCode }: Outcome, expect: readonly ExpectedCode[]): string {
  const answer = codeText(code, expect);
  return trapCode === undefined ? answer : `${answer} (by the trap: ${codeName(trapCode)})`;
}

/** Compares results with `out`, and keeps what `bind` names. */
function keep(stage: Stage, step: CallStep, results: Readonly<Record<string, unknown>>, found: Found[]): void {
  const spec = CALLS.get(step.call);
  if (spec === undefined) return;
  for (const [field, wanted] of Object.entries(step.out)) {
    const out = spec.outs?.[field];
    if (out === undefined) continue;
    const expected = out.kind.resolve(wanted, stage);
    const actual = results[out.of ?? field];
    const matches = out.matches === undefined ? expected === actual : actual !== undefined && out.matches(actual, expected);
    if (!matches) found.push({ expected: `${field} ${out.show(expected)}`, actual: actual === undefined ? 'none' : out.show(actual) });
  }
  bindResult(stage, step, results);
}

/** Keeps what `bind` names. */
export function bindResult(stage: Stage, step: CallStep, results: Readonly<Record<string, unknown>>): void {
  const spec = CALLS.get(step.call);
  if (step.bind === null || spec?.bind === undefined) return;
  const value = results[spec.bind] as number;
  stage.bind(step.bind, value);
  if (step.call === 'task_create') stage.world.adoptTask(step.bind, stage.task(step.task), value);
}
