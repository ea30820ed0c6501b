import { defineStore } from 'pinia';
import { computed, markRaw, shallowRef } from 'vue';
import { EV_BREAKPOINT_HIT, EVENT_TYPE_MASK, EVENT_WORDS } from '../../kernel/abi/events.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import { Log } from '../../kernel/trace/log.ts';
import { Replica } from '../../kernel/trace/replica.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import type { Moment, Step } from '../view.ts';
import { EMPTY_PLAYER, phaseOf, turn } from './machine.ts';
import type { PlayerInput, PlayerRequest, PlayerState } from './machine.ts';
import { MarkIndex } from './marks.ts';

/** Time in each frame for taking events, so that drawing and input keep the larger part of it. */
const FRAME_BUDGET_MS = 6;
/** While it runs and nothing is left to take: until the next moment, so that what is drawn a frame later has that frame for itself. */
const MOMENT_EVERY_MS = 30;
/** Steps up to this many events are shown as a step; more is a jump. */
const STEP_EVENTS_MAX = 256;

/**
 * The replica, the cursor, and time passing. Batches wait in a queue and are folded once per frame, as many as fit its budget; views
 * see one new `moment` per frame at most, and fewer while they have seen all there is.
 */
export const usePlayer = defineStore('player', () => {
  let replica = new Replica(new Log());
  let index = new MarkIndex();
  let ask: (request: PlayerRequest) => void = () => {};
  let took: (before: number) => void = () => {};
  let version = 0;
  let queue: Batch[] = [];
  let frame = 0;
  let owed = 0;
  let lastFrameMs = 0;
  let emptiedMs = 0;

  const state = shallowRef<PlayerState>(EMPTY_PLAYER);
  /** Events that the host has, as it last said. */
  const edge = shallowRef(0);
  /** In events per second for playing, and what motion is divided by. */
  const speed = shallowRef(1);
  const step = shallowRef<Step | null>(null);
  const moment = shallowRef<Moment>(momentNow());
  const marks = shallowRef<MarkIndex>(markRaw(index));

  /** The breakpoint that was hit last. */
  const stopped = shallowRef<Hit | null>(null);

  const phase = computed(() => phaseOf(state.value));
  /** Events that are known to exist and not folded here yet. */
  const behind = computed(() => Math.max(0, edge.value - state.value.end));

  function momentNow(): Moment {
    const { mode, follow } = state.value;
    return {
      state: replica.state,
      log: markRaw(replica.log),
      cursor: replica.at,
      version: ++version,
      running: mode === 'running' && follow,
      speed: speed.value,
    };
  }

  /** Takes an input of the machine and shows what follows from it. */
  function send(input: PlayerInput): void {
    const next = turn(state.value, input);
    state.value = next.state;
    show(input.type !== 'go' || input.step === true);
    if (next.send !== undefined) ask(next.send);
    if (next.state.playing) schedule();
  }

  function show(marked: boolean): void {
    const from = replica.at + 1;
    const to = state.value.position;
    replica.seek(to - 1);
    if (from !== to) step.value = marked ? stepOf(from, to) : null;
    moment.value = momentNow();
  }

  function schedule(): void {
    if (frame === 0) frame = requestAnimationFrame(onFrame);
  }

  function onFrame(nowMs: number): void {
    frame = 0;
    if (moment.value.running && nowMs - emptiedMs < MOMENT_EVERY_MS) return schedule();
    const until = performance.now() + FRAME_BUDGET_MS;
    while (queue.length > 0 && performance.now() < until) takeNext();
    if (queue.length === 0) emptiedMs = nowMs;
    if (state.value.playing) advance(nowMs);
    else lastFrameMs = 0;
    if (queue.length > 0 || state.value.playing) schedule();
  }

  function takeNext(): void {
    const batch = queue.shift()!;
    if (batch.firstSeq > replica.log.end) return;
    replica.log.append(batch);
    index.add(batch);
    index.trim(replica.log.first);
    const hit = lastHit(batch);
    took(replica.log.end);
    const followed = state.value.follow || state.value.stepping;
    send({ type: 'events', first: replica.log.first, end: replica.log.end });
    if (hit === null) return;
    stopped.value = hit;
    if (followed) send({ type: 'go', position: hit.event + 1 });
  }

  function advance(nowMs: number): void {
    if (lastFrameMs > 0) owed += ((nowMs - lastFrameMs) / 1000) * EVENTS_PER_SECOND * Math.min(speed.value, MAX_SPEED);
    lastFrameMs = nowMs;
    const by = Math.floor(owed);
    owed -= by;
    if (by > 0) send({ type: 'advance', by });
  }

  /** Reads the state as it was at another position close by; the cursor stays where it is. */
  function peek<Found>(position: number, read: (state: Frozen) => Found): Found {
    const from = replica.at;
    replica.seek(position - 1);
    try {
      return read(replica.state);
    } finally {
      replica.seek(from);
    }
  }

  /** Begins with another log: a session, another run of the kernel, or a catch-up. */
  function open(source: 'live' | 'session', log: Log = new Log()): void {
    queue = [];
    replica = new Replica(log);
    step.value = null;
    index = new MarkIndex();
    for (const chunk of log.chunks()) index.add(chunk);
    marks.value = markRaw(index);
    send({ type: 'opened', source, first: log.first, end: log.end });
    took(log.end);
  }

  function take(batch: Batch): void {
    if (state.value.source !== 'live') return;
    queue.push(batch);
    schedule();
  }

  function status(mode: 'running' | 'paused', liveEdge: number): void {
    edge.value = liveEdge;
    if (state.value.source === 'session') return;
    if (mode !== state.value.mode) send({ type: 'mode', mode });
  }

  /** Who carries out what the machine asks for, and who is told how far events are folded. */
  function attach(host: { ask(request: PlayerRequest): void; took(before: number): void }): void {
    ask = (request) => host.ask(request);
    took = (before) => host.took(before);
  }

  /** The log itself, for searches, and a cursor of its own over it. */
  const log = (): Log => replica.log;
  const walker = (): Replica => new Replica(replica.log, replica.checkpoints);

  return { log, walker, state, phase, edge, behind, speed, step, moment, marks, stopped, send, peek, open, take, status, attach };
});

/** At 1×: slow enough to read each sentence's gist. */
const EVENTS_PER_SECOND = 4;
const MAX_SPEED = 2500;

/** A condition held at an event; the kernel pauses after its trap. A run up to somewhere is a breakpoint too, that nobody set. */
export interface Hit {
  readonly breakpoint: number;
  readonly event: number;
}

function lastHit({ count, words }: Batch): Hit | null {
  for (let at = (count - 1) * EVENT_WORDS; at >= 0; at -= EVENT_WORDS) {
    if ((words[at]! & EVENT_TYPE_MASK) === EV_BREAKPOINT_HIT) return { breakpoint: words[at + 1]!, event: words[at + 2]! };
  }
  return null;
}

function stepOf(from: number, to: number): Step | null {
  if (Math.abs(to - from) > STEP_EVENTS_MAX) return null;
  return to > from ? { from, to: to - 1, back: false } : { from: to, to: from - 1, back: true };
}
