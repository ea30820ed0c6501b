/** Case files, read strictly: what is not in the format is an error of its case, and never passes. */
import { OPTION_NAMES, RCV_MSG, SEND_MSG } from '../../abi/message.ts';
import type { CallSpec } from './call.ts';
import { nameCalls } from './calls/names.ts';
import { portCalls } from './calls/ports.ts';
import { serviceCalls } from './calls/services.ts';
import { taskCalls } from './calls/tasks.ts';
import { readCheck, readSetup } from './case.setup.ts';
import { checkExpectation } from './expect.ts';
import { boolean, integer, isObject, type Json, list, Malformed, object, string, text, word } from './json.ts';
import { checkMessage } from './message.ts';
import { LABEL, NAME, TASK, U32 } from './values.ts';
import { bitsOf, type ExpectedCode, expectedCode } from './words.ts';

export const FORMAT = 'mach-conformance/1';
/** Fields of a file that only say something about it. */
const DESCRIPTIVE = ['about', 'title', 'note', 'source', 'license', 'version', 'date'];
export const CALLS: ReadonlyMap<string, CallSpec> = new Map(
  [nameCalls, portCalls, taskCalls, serviceCalls].flatMap((calls) => Object.entries(calls)),
);
/** The trap that has a shape of its own. */
export const MACH_MSG = 'mach_msg';

const KINDS = { upstream: 1, adapted: 1, doc: 1, source: 1 };
export const CASE_PROFILES = { any: 1, xnu: 1, gnumach: 1 };
const RECOMMENDED = { pass: 1, 'profile-only': 1 };

export interface CallStep {
  readonly kind: 'call';
  readonly call: string;
  readonly task: string;
  /** The label of a thread. */
  readonly thread: string | null;
  readonly args: Json;
  readonly bind: string | null;
  readonly expect: readonly ExpectedCode[];
  readonly out: Json;
  readonly expectMsg: Json | null;
  readonly pseudoReceived: Json | null;
  readonly async: string | null;
  readonly notify: unknown;
  readonly sendSize: number | null;
  readonly sizeField: number | null;
  readonly elapsedMs: { readonly min: number; readonly max: number } | null;
}

export interface AwaitStep {
  readonly kind: 'await';
  readonly handle: string;
  /** Empty: what the step that began it expects. */
  readonly expect: readonly ExpectedCode[];
  readonly expectMsg: Json | null;
  readonly pseudoReceived: Json | null;
  readonly elapsedMs: { readonly min: number; readonly max: number } | null;
}

export interface SetupStep {
  readonly kind: 'setup';
  readonly setup: string;
  readonly fields: Json;
}

export interface CheckStep {
  readonly kind: 'check';
  readonly check: string;
  readonly fields: Json;
}

export type Step = CallStep | AwaitStep | SetupStep | CheckStep;

export interface Case {
  readonly id: string;
  readonly title: string;
  readonly profile: 'any' | 'xnu' | 'gnumach';
  readonly profileOnly: boolean;
  readonly optional: boolean;
  readonly steps: readonly Step[];
}

/** A case, or why it is none. */
export type ReadCase = { readonly ok: true; readonly case: Case } | { readonly ok: false; readonly id: string; readonly problem: string };

/** Returns: the cases of a file. Throws `Malformed` when the file as a whole is not in the format. */
export function readCases(file: string): readonly ReadCase[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(file);
  } catch (error) {
    throw new Malformed('', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { format, cases, ...about } = object(parsed, '', ['format', 'cases'], DESCRIPTIVE);
  for (const [field, value] of Object.entries(about)) string(value, field);
  if (format !== FORMAT) throw new Malformed('format', `expected ${FORMAT}, found ${text(format)}`);
  const all = list(cases, 'cases');
  if (all.length === 0) throw new Malformed('cases', 'the file has no case');
  const ids = new Set<string>();
  return all.map((value, index) => {
    const id = isObject(value) && typeof value['id'] === 'string' ? value['id'] : `case ${index + 1}`;
    try {
      if (ids.has(id)) throw new Malformed('id', `${text(id)} is used twice`);
      ids.add(id);
      return { ok: true, case: readCase(value) };
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return { ok: false, id, problem: error.message };
    }
  });
}

function readCase(value: unknown): Case {
  const fields = object(value, '', ['id', 'title', 'kind', 'profile', 'recommended', 'steps'], ['source', 'optional', 'note']);
  word(fields['kind'], 'kind', KINDS, 'kind');
  word(fields['profile'], 'profile', CASE_PROFILES, 'profile');
  word(fields['recommended'], 'recommended', RECOMMENDED, 'verdict');
  const steps = list(fields['steps'], 'steps');
  if (steps.length === 0) throw new Malformed('steps', 'a case without steps shows nothing');
  const read = steps.map((step, index) => readStep(step, `step ${index + 1}`));
  checkHandles(read);
  return {
    id: string(fields['id'], 'id'),
    title: string(fields['title'], 'title'),
    profile: fields['profile'] as Case['profile'],
    profileOnly: fields['recommended'] === 'profile-only',
    optional: 'optional' in fields && boolean(fields['optional'], 'optional'),
    steps: read,
  };
}

/** Handles and labels of threads are made before they are used. */
function checkHandles(steps: readonly Step[]): void {
  const handles = new Set<string>();
  const threads = new Set<string>();
  const known = (set: ReadonlySet<string>, label: string, at: number, what: string): void => {
    if (!set.has(label)) throw new Malformed(`step ${at + 1}`, `there is no ${what} ${text(label)}`);
  };
  steps.forEach((step, at) => {
    if (step.kind === 'await') known(handles, step.handle, at, 'handle');
    if (step.kind === 'check' && step.check === 'blocked') known(handles, step.fields['handle'] as string, at, 'handle');
    if (step.kind === 'setup' && step.setup === 'thread') threads.add(step.fields['bind'] as string);
    if (step.kind !== 'call') return;
    if (step.thread !== null) known(threads, step.thread, at, 'thread');
    const target = step.args['thread'];
    if (typeof target === 'string' && /^[A-Za-z_]/.test(target) && target !== 'NULL' && target !== 'DEAD')
      known(threads, target, at, 'thread');
    if (step.async !== null) handles.add(step.async);
  });
}

/** Returns: one step. Throws `Malformed`. */
export function readStep(value: unknown, path: string): Step {
  if (!isObject(value)) throw new Malformed(path, `expected a step, found ${text(value)}`);
  if ('call' in value) return readCall(value, path);
  if ('await' in value) return readAwait(value, path);
  if ('setup' in value) return readSetup(value, path);
  if ('check' in value) return readCheck(value, path);
  throw new Malformed(path, 'neither a call, nor await, setup or check');
}

const CALL_FIELDS = ['task', 'thread', 'bind', 'expect', 'expect_any', 'out', 'expect_msg', 'pseudo_received', 'async', 'notify', 'send_size', 'msgh_size_field', 'elapsed_ms', 'note']; // prettier-ignore

function readCall(value: Json, path: string): CallStep {
  const fields = object(value, path, ['call', 'args'], CALL_FIELDS);
  const call = string(fields['call'], `${path}.call`);
  const spec = CALLS.get(call);
  if (spec === undefined && call !== MACH_MSG) throw new Malformed(path, `unknown call '${call}'`);
  const where = `${path} (${call})`;
  const args = spec === undefined ? readMsgArgs(fields['args'], where) : readArgs(fields['args'], spec, where);
  const out = 'out' in fields ? readOut(fields['out'], spec, where) : {};
  if ('bind' in fields && spec?.bind === undefined) throw new Malformed(where, 'this call gives nothing to bind');
  if (spec !== undefined) {
    for (const field of ['expect_msg', 'pseudo_received', 'notify', 'send_size', 'msgh_size_field'])
      if (field in fields) throw new Malformed(where, `'${field}' belongs to mach_msg`);
  }
  for (const field of ['expect_msg', 'pseudo_received']) if (field in fields) checkExpectation(fields[field], `${where}.${field}`);
  if ('notify' in fields) NAME.check(fields['notify'], `${where}.notify`);
  if ('note' in fields) string(fields['note'], `${where}.note`);
  return {
    kind: 'call',
    call,
    task: 'task' in fields ? TASK.resolve(fields['task'], { value: () => 0 }) : 'A',
    thread: 'thread' in fields ? label(fields['thread'], `${where}.thread`) : null,
    args,
    bind: 'bind' in fields ? label(fields['bind'], `${where}.bind`) : null,
    expect: readExpect(fields, where),
    out,
    expectMsg: (fields['expect_msg'] as Json | undefined) ?? null,
    pseudoReceived: (fields['pseudo_received'] as Json | undefined) ?? null,
    async: 'async' in fields ? label(fields['async'], `${where}.async`) : null,
    notify: fields['notify'],
    sendSize: 'send_size' in fields ? size(fields['send_size'], `${where}.send_size`) : null,
    sizeField: 'msgh_size_field' in fields ? size(fields['msgh_size_field'], `${where}.msgh_size_field`) : null,
    elapsedMs: readElapsed(fields, where),
  };
}

function size(value: unknown, path: string): number {
  U32.check(value, path);
  return value as number;
}

function label(value: unknown, path: string): string {
  LABEL.check(value, path);
  return value as string;
}

function readExpect(fields: Json, path: string): readonly ExpectedCode[] {
  if ('expect' in fields === 'expect_any' in fields) throw new Malformed(path, "one of 'expect' and 'expect_any' says what is expected");
  if ('expect' in fields) return [expectedCode(fields['expect'], `${path}.expect`)];
  const any = list(fields['expect_any'], `${path}.expect_any`);
  if (any.length === 0) throw new Malformed(`${path}.expect_any`, 'expects nothing');
  return any.map((item, index) => expectedCode(item, `${path}.expect_any[${index}]`));
}

function readElapsed(fields: Json, path: string): CallStep['elapsedMs'] {
  if (!('elapsed_ms' in fields)) return null;
  const { min, max } = object(fields['elapsed_ms'], `${path}.elapsed_ms`, [], ['min', 'max']);
  return {
    min: min === undefined ? 0 : integer(min, `${path}.elapsed_ms.min`),
    max: max === undefined ? Infinity : integer(max, `${path}.elapsed_ms.max`),
  };
}

function readArgs(value: unknown, spec: CallSpec, path: string): Json {
  const args = object(value, `${path}.args`, Object.keys(spec.args), Object.keys(spec.optional ?? {}));
  for (const [field, kind] of Object.entries({ ...spec.args, ...spec.optional }))
    if (field in args) kind.check(args[field], `${path}.args.${field}`);
  return args;
}

function readMsgArgs(value: unknown, path: string): Json {
  const at = `${path}.args`;
  const args = object(value, at, ['options'], ['msg', 'rcv_name', 'timeout', 'rcv_size']);
  const options = bitsOf(args['options'], `${at}.options`, OPTION_NAMES, 'option');
  if ((options & SEND_MSG) !== 0 && !('msg' in args)) throw new Malformed(at, "SEND_MSG needs 'msg'");
  if ((options & RCV_MSG) !== 0 && !('rcv_name' in args)) throw new Malformed(at, "RCV_MSG needs 'rcv_name'");
  if ('msg' in args) checkMessage(args['msg'], `${at}.msg`);
  if ('rcv_name' in args) NAME.check(args['rcv_name'], `${at}.rcv_name`);
  if ('timeout' in args) U32.check(args['timeout'], `${at}.timeout`);
  if ('rcv_size' in args) U32.check(args['rcv_size'], `${at}.rcv_size`);
  return args;
}

function readOut(value: unknown, spec: CallSpec | undefined, path: string): Json {
  const outs = spec?.outs ?? {};
  const fields = object(value, `${path}.out`, [], Object.keys(outs));
  for (const [field, wanted] of Object.entries(fields)) outs[field]?.kind.check(wanted, `${path}.out.${field}`);
  return fields;
}

function readAwait(value: Json, path: string): AwaitStep {
  const fields = object(value, path, ['await'], ['expect', 'expect_any', 'expect_msg', 'pseudo_received', 'elapsed_ms', 'note']);
  for (const field of ['expect_msg', 'pseudo_received']) if (field in fields) checkExpectation(fields[field], `${path}.${field}`);
  return {
    kind: 'await',
    handle: label(fields['await'], `${path}.await`),
    expect: 'expect' in fields || 'expect_any' in fields ? readExpect(fields, path) : [],
    expectMsg: (fields['expect_msg'] as Json | undefined) ?? null,
    pseudoReceived: (fields['pseudo_received'] as Json | undefined) ?? null,
    elapsedMs: readElapsed(fields, path),
  };
}
