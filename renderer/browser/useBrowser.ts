import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { browser, BROWSER_SERVICE_NAME, SINGLE_BROWSER_SERVICE_NAME } from '../../kernel/abi/interfaces/browser.ts';
import { useHost } from '../connection/useHost.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useDisplay } from './useDisplay.ts';

/** Tabs that are opened have this size until their place on the screen is known. */
const SIZE = { width: 640, height: 480 };

export type BrowserLayout = 'one' | 'all';

type Routines = typeof browser;
/** What can be asked by way of the display: words and texts, no rights. */
type Input = Readonly<Record<string, number | string>>;

/** Which tab is in front, and what a person does to the browser: each a message of the kernel to its port. */
export const useBrowser = defineStore('browser', () => {
  const host = useHost();
  const player = usePlayer();
  const display = useDisplay();
  const layout = ref<BrowserLayout>('one');
  const front = ref(0);

  const tab = computed(() => display.tabs.find((one) => one.tab === front.value) ?? display.tabs[0] ?? null);
  /** Pages take input at the live edge of a kernel that runs; null: they do, else why not. */
  const off = computed(() => {
    if (!player.state.follow || player.state.source !== 'live') return 'past';
    if (!host.commands) return 'looking';
    return player.state.mode === 'paused' ? 'paused' : null;
  });

  async function ask(routine: keyof Routines, args: Input): Promise<void> {
    const service = display.single ? SINGLE_BROWSER_SERVICE_NAME : BROWSER_SERVICE_NAME;
    if (host.commands) await host.command({ do: 'display', service, routine: browser[routine].id, args });
  }

  let opening = false;
  /** The tab that comes next is the one in front. */
  function open(url: string): Promise<void> {
    opening = true;
    return ask('browser_open', { url, ...SIZE });
  }

  /** A tab that was not there before comes to the front when somebody here opened it. */
  function appeared(tabs: readonly number[]): void {
    const newest = tabs.at(-1);
    if (opening && newest !== undefined) [front.value, opening] = [newest, false];
  }

  return { layout, front, tab, off, ask, open, appeared };
});
