import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { LOOKING_COMMANDS } from '../../kernel/abi/window.ts';
import type { BreakpointListed, MarksMessage, Place, Status, Welcome, WindowCommand } from '../../kernel/abi/window.ts';
import type { Batch } from '../../kernel/trace/batch.ts';
import { readSession } from '../../kernel/trace/session.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { Link } from './link.ts';
import type { Answer, LinkState } from './link.ts';
import type { Connect } from './transport.ts';

/** The kernel counts as silent after this long. */
const SILENT_MS = 2000;

/** The system at the other end: what it says of itself, and what can be asked of it. */
export const useHost = defineStore('host', () => {
  const player = usePlayer();
  let link: Link | null = null;
  let held: Batch[] | null = null;

  const state = shallowRef<LinkState>('connecting');
  const welcome = shallowRef<Welcome | null>(null);
  const status = shallowRef<Status | null>(null);
  const breakpoints = shallowRef<readonly BreakpointListed[]>([]);
  const marks = shallowRef<Pick<MarksMessage, 'bookmarks' | 'notes'>>({ bookmarks: [], notes: [] });
  /** Where boxes of the graph were dragged to. */
  const places = shallowRef<readonly Place[]>([]);

  const open = computed(() => state.value === 'open');
  const readOnly = computed(() => (status.value?.readOnly ?? welcome.value?.readOnly) === true);
  const silent = computed(() => (status.value?.kernel.silentMs ?? 0) >= SILENT_MS);
  /** The kernel is there and listens to this window. */
  const commands = computed(
    () => open.value && !readOnly.value && status.value?.kernel.state === 'running' && player.state.source === 'live',
  );

  function connect(through: Connect): void {
    link?.close();
    link = new Link(
      through,
      {
        state: (next) => (state.value = next),
        welcome: take,
        status: (next) => {
          status.value = next;
          player.status(next.mode, next.liveEdge);
        },
        breakpoints: ({ list }) => (breakpoints.value = list),
        marks: (next) => (marks.value = next),
        view: (next) => (places.value = next.places),
        batch: (batch) => (held === null ? player.take(batch) : held.push(batch)),
        catchUp: (file) => void catchUp(file),
      },
      (act, ms) => void setTimeout(act, ms),
    );
    player.attach({ ask: (request) => void command({ do: request }), took: (before) => link?.took(before) });
  }

  /** The host will not have this window. */
  function refuse(): void {
    state.value = 'refused';
  }

  function take(next: Welcome): void {
    const other = next.run !== welcome.value?.run;
    welcome.value = next;
    if (other) player.open('live');
  }

  /** While the file is read, batches that follow it wait. */
  async function catchUp(file: Uint8Array): Promise<void> {
    held = [];
    const { log } = await readSession(file);
    player.open('live', log);
    for (const batch of held) player.take(batch);
    held = null;
  }

  /** Asks for all events from the first that is kept. */
  function begin(): void {
    player.open('live');
    link?.again();
  }

  function command(wanted: WindowCommand): Promise<Answer> {
    if (link !== null && (!readOnly.value || LOOKING_COMMANDS.includes(wanted.do))) return link.command(wanted);
    return Promise.resolve({ type: 'refused', request: 0, code: link === null ? 'failed' : 'read-only', text: '' });
  }

  return { state, welcome, status, breakpoints, marks, places, open, readOnly, silent, commands, connect, refuse, begin, command };
});
