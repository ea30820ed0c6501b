/** Plays steps on a stage one after the other, whatever they answer, and checks the kernel after each. */
import { codeName, MACH_SEND_INVALID_REPLY, MIG_REPLY_MISMATCH, MIG_SERVER_DIED, MIG_TYPE_ERROR } from '../../abi/codes.ts';
import type { ProfileName } from '../../abi/profile.ts';
import type { Received } from '../client/received.ts';
import { Stuck } from '../client/threads.ts';
import { type TaskHandle, Unprepared } from '../client/world.ts';
import { type CallStep, readStep } from '../conformance/case.ts';
import type { Json } from '../conformance/json.ts';
import { Stage, Unbound } from '../conformance/stage.ts';
import { beginCall, bindResult, type Ended, Unsupported } from '../conformance/step.call.ts';
import { checkStep, setupStep } from '../conformance/step.setup.ts';
import { History } from '../history.ts';

/** What was found wrong, and how to tell it from other faults. */
export interface Fault {
  readonly kind: string;
  readonly detail: string;
}

/** After how many steps the events are folded, taken back and read as a story, unless told otherwise. */
const FOLD_EVERY = 64;

export class Player {
  readonly stage: Stage;
  /** The steps so far, as they can be played again: with what was bound and what was answered. */
  readonly steps: Json[] = [];
  readonly #history = new History();
  #handles = 0;
  #sinceFold = 0;
  /** Data of the messages sent, by their ids. */
  readonly #sent = new Map<number, string>();
  #before: string;

  readonly #foldEvery: number;

  constructor(profile: ProfileName, foldEvery = FOLD_EVERY) {
    this.#foldEvery = foldEvery;
    this.stage = new Stage(profile, 'nothing');
    this.stage.prepare();
    this.#before = this.stage.replica.snapshotText();
  }

  /** Plays a step. Returns: what is wrong with the kernel now, or null. */
  play(json: Json): Fault | null {
    try {
      this.steps.push(this.#play(json));
    } catch (error) {
      if (!(error instanceof Stuck || error instanceof Unbound || error instanceof Unprepared || error instanceof Unsupported)) {
        this.steps.push(json);
        return { kind: 'exception', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
      this.steps.push(json);
    }
    this.#bury();
    return this.check();
  }

  /** Checks the state, and every so often the events. Returns: what is wrong, or null. */
  check(): Fault | null {
    const { stage } = this;
    const broken = stage.audit() ?? stage.fault();
    if (broken !== null) return { kind: broken.split(':').slice(0, 2).join(':'), detail: broken };
    return ++this.#sinceFold >= this.#foldEvery ? this.checkEvents() : null;
  }

  /** Folds, takes back and reads the events since the last time. */
  checkEvents(): Fault | null {
    this.#sinceFold = 0;
    const { replica, rig } = this.stage;
    const batches = replica.follow();
    const difference = replica.difference(rig.machine);
    if (difference !== null) return { kind: 'fold', detail: `the fold of the events differs from the kernel at ${difference}` };
    const back = replica.thereAndBack(batches, this.#before);
    if (back !== null) return { kind: 'unfold', detail: `taking events back leads elsewhere at ${back}` };
    this.#before = replica.snapshotText();
    const story = this.#history.read(batches) ?? this.#history.compare(rig.machine);
    return story === null ? null : { kind: story.property, detail: `event ${story.event}: ${story.detail}` };
  }

  #play(json: Json): Json {
    const { stage } = this;
    const async = typeof json['async'] === 'string' ? json['async'] : `h${++this.#handles}`;
    const step = readStep('call' in json ? { expect: 'KERN_SUCCESS', ...json, async } : json, 'step');
    if (step.kind === 'setup') {
      setupStep(stage, step);
      return json;
    }
    if (step.kind === 'check') {
      checkStep(stage, step);
      return json;
    }
    if (step.kind === 'await') return json;
    this.#note(step);
    const run = beginCall(stage, step);
    const timeoutMs = step.args['timeout'];
    if (!run.done && json['async'] === undefined && typeof timeoutMs === 'number' && timeoutMs > 0) stage.rig.pass(timeoutMs * 1000);
    stage.world.threads.settle();
    const { async: _, expect: _old, ...rest } = json as Record<string, unknown>;
    if (!run.done) return { ...rest, expect: 'KERN_SUCCESS', async };
    const { outcome, message } = run.value;
    if (outcome.results !== undefined) bindResult(stage, step, outcome.results);
    if ([MACH_SEND_INVALID_REPLY, MIG_REPLY_MISMATCH, MIG_TYPE_ERROR, MIG_SERVER_DIED].includes(outcome.code)) run.agent.replyPort = 0;
    return { ...rest, expect: nameOf(outcome.code), ...this.#bindMessage(step, run.value, message, rest) };
  }

  #note({ call, args, sendSize }: CallStep): void {
    if (call !== 'mach_msg' || sendSize !== null) return;
    const { id, data } = (args['msg'] ?? {}) as { id?: number; data?: string };
    if (id !== undefined && id >= 100_000) this.#sent.set(id, data ?? '');
  }

  /** Names that came with a message are bound, so that later steps can speak of them. */
  #bindMessage(step: CallStep, { outcome }: Ended, message: Received | null, json: Json): Json {
    if (step.call !== 'mach_msg' || message === null || outcome.code !== 0) return {};
    const data = this.#sent.get(message.msghId);
    const actual = new TextDecoder().decode(message.data).replace(/\0+$/, '');
    if (data !== undefined && message.data.length > 0 && actual !== data && message.trailer !== null)
      throw new Error(`message ${message.msghId} was sent with ${JSON.stringify(data)} and came with ${JSON.stringify(actual)}`);
    if (json['expect_msg'] !== undefined) return this.#rebind(message, json['expect_msg'] as Json);
    const label = `m${this.steps.length}`;
    const bind: Record<string, string> = {};
    if (message.remote !== 0 && message.remote !== 0xffffffff) {
      bind['remote'] = `${label}r`;
      this.stage.bind(`${label}r`, message.remote);
    }
    const body = (message.descriptors ?? []).map(({ type, rights }, index) => {
      const known = type === 0 && rights[0] !== 0 && rights[0] !== 0xffffffff;
      if (known) this.stage.bind(`${label}b${index}`, rights[0] as number);
      return known
        ? { type: 'PORT', bind: `${label}b${index}` }
        : { type: ['PORT', 'OOL', 'OOL_PORTS', 'OOL_VOLATILE', 'GUARDED_PORT'][type] };
    });
    const expected = { ...(Object.keys(bind).length > 0 ? { bind } : {}), ...(body.length > 0 ? { body } : {}) };
    return Object.keys(expected).length > 0 ? { expect_msg: expected } : {};
  }

  /** The same, for a step that is played again. */
  #rebind(message: Received, expected: Json): Json {
    const { bind, body } = expected as { bind?: { remote?: string }; body?: readonly { bind?: string }[] };
    if (bind?.remote !== undefined) this.stage.bind(bind.remote, message.remote);
    body?.forEach(({ bind: label }, index) => {
      const name = message.descriptors?.[index]?.rights[0];
      if (label !== undefined && name !== undefined) this.stage.bind(label, name);
    });
    return {};
  }

  /** Threads and tasks that are gone take no more steps. */
  #bury(): void {
    const { rig, world, threads } = this.stage;
    const alive = (thread: number): boolean => rig.machine.system.threads.has(thread);
    world.threads.abandon((agent) => !alive(agent.thread));
    for (const task of world.tasks.values()) removeDead(task, alive);
    for (const [label, { agent }] of threads) if (!alive(agent.thread)) threads.delete(label);
  }
}

function removeDead({ agents }: TaskHandle, alive: (thread: number) => boolean): void {
  for (let at = agents.length - 1; at >= 0; at--) if (!alive(agents[at]?.thread ?? 0)) agents.splice(at, 1);
}

/** A code as a case file has it; one without a name counts as success. */
function nameOf(code: number): string {
  const name = codeName(code);
  return /^[A-Z]/.test(name) ? name : 'KERN_SUCCESS';
}
