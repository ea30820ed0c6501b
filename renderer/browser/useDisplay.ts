import { defineStore } from 'pinia';
import { computed, ref, toRaw } from 'vue';
import { PORT_KIND_DISPLAY } from '../../kernel/abi/events.ts';
import { usePlayer } from '../player/usePlayer.ts';
import type { LogReader } from '../view.ts';
import { DisplayLog, embedOf, linesOf, paintOf, pictureOf, PROCESSES, SITES, TABS, type Drawn } from './displayLog.ts';
import { embedIn, lineIn, paintIn, processesIn, sitesIn, tabsIn, type ShownLine, type ShownTab } from './shown.ts';
import { useBodies } from './useBodies.ts';

/** What a browser shows at the cursor. What has to be fetched first comes a moment later; until then the last one stays. */
export const useDisplay = defineStore('display', () => {
  const player = usePlayer();
  const bodies = useBodies();
  let index: { readonly log: LogReader; readonly display: DisplayLog } | null = null;

  /** Reads on in the log; `moment` says when. */
  const log = computed(() => {
    const { moment } = player;
    const raw = toRaw(moment.log);
    if (index?.log !== raw) {
      const port = [...moment.state.ports.values()].find(({ kind }) => kind === PORT_KIND_DISPLAY);
      if (port === undefined) return null;
      index = { log: raw, display: new DisplayLog(raw, port.id) };
    }
    index.display.follow();
    return index.display;
  });

  /** Of two browsers that may run, the one that is all in one process. */
  const single = ref(false);
  const task = computed(() => {
    const { state, cursor } = player.moment;
    const isMeant = (id: number): boolean => (state.tasks.get(id)?.name === SINGLE_TASK) === single.value;
    return log.value?.taskAt(cursor, isMeant) ?? 0;
  });

  function drawn(about: string): Drawn | undefined {
    return (player.moment.version, log.value?.at(task.value, about, player.moment.cursor));
  }

  /** What was shown last, per thing: it stays while the next is fetched. */
  const last = new Map<string, { readonly drawn: Drawn; readonly value: unknown }>();
  function shown<Value>(about: string, read: (data: Uint8Array) => Value, none: Value): Value {
    const found = drawn(about);
    if (found === undefined) return none;
    const before = last.get(about);
    if (before?.drawn === found) return before.value as Value;
    const data = bodies.data(found);
    if (data === undefined) return before?.drawn.task === found.task ? (before.value as Value) : none;
    const value = data === null ? none : read(data);
    last.set(about, { drawn: found, value });
    return value;
  }

  const tabs = computed(() => shown(TABS, tabsIn, NO_TABS));
  const processes = computed(() => shown(PROCESSES, processesIn, []));
  const sites = computed(() => shown(SITES, sitesIn, []));

  /** A tab's display list; null: it has none, or its bytes are no longer kept. */
  const paint = (tab: number): Uint8Array | null => shown<Uint8Array | null>(paintOf(tab), paintIn, null);
  /** What a plug-in draws in a tab; empty: it is gone; null: it has not drawn. */
  const embed = (tab: number, number: number): Uint8Array | null => shown<Uint8Array | null>(embedOf(tab, number), embedIn, null);
  /** A picture's file; null: not kept, or not there yet. */
  function picture(resource: number): Uint8Array | null {
    const found = drawn(pictureOf(resource));
    return found === undefined ? null : (bodies.body(found.msg) ?? null);
  }
  const read = new WeakMap<Drawn, ShownLine | undefined>();
  /** The last lines of a tab's console; one that has to be fetched first is left out until it is there. */
  function lines(tab: number): readonly ShownLine[] {
    const found = (player.moment.version, log.value?.last(task.value, linesOf(tab), player.moment.cursor, LINES_SHOWN)) ?? [];
    return found.flatMap((drawn) => {
      if (!read.has(drawn)) {
        const data = bodies.data(drawn);
        if (data === undefined) return [];
        read.set(drawn, data === null ? undefined : lineIn(data));
      }
      return read.get(drawn) ?? [];
    });
  }
  /** The event by which a tab's painting was there; -1: there is none. */
  const paintedAt = (tab: number): number => drawn(paintOf(tab))?.seq ?? -1;

  return { single, task, tabs, processes, sites, paint, embed, picture, lines, paintedAt };
});

/** Of a console; the log has the rest. */
const LINES_SHOWN = 100;
const NO_TABS: readonly ShownTab[] = [];
/** What the catalogue calls the browser that is one process. */
const SINGLE_TASK = 'browser (one process)';
