import { useWindowSize } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { useSettings } from '../settings/useSettings.ts';
import type { ViewId } from './views.ts';

/** Narrower than this, side panes are rails that open as drawers; lower than that, the strip folds. */
const WIDE_PX = 1261;
const HIGH_PX = 781;

export type Page = 'main' | 'settings' | 'sandbox' | 'welcome';

/** Which view is where, and which panes are open. */
export const useLayout = defineStore('layout', () => {
  const settings = useSettings();
  const { width, height } = useWindowSize();
  const view = ref<ViewId>('graph');
  const page = ref<Page>('main');
  const wide = computed(() => width.value >= WIDE_PX);
  const high = computed(() => height.value >= HIGH_PX);

  const guideWanted = ref<boolean | null>(null);
  const inspectorWanted = ref<boolean | null>(null);
  const stripWanted = ref<boolean | null>(null);
  const presents = computed(() => settings.values.presenter);
  const guideOpen = computed(() => guideWanted.value ?? (wide.value && !presents.value));
  const inspectorOpen = computed(() => inspectorWanted.value ?? (wide.value && !presents.value));
  const stripOpen = computed(() => stripWanted.value ?? (high.value && !presents.value));
  // On the projector the picture has the room, and afterwards the panes are back.
  watch(presents, () => (guideWanted.value = inspectorWanted.value = stripWanted.value = null));
  /** The sequence of events below; the scheduler has a chart of its own along the time, and pages need the room. */
  const stripShown = computed(() => stripOpen.value && page.value === 'main' && view.value !== 'scheduler' && view.value !== 'browser');

  const guideWidth = ref(width.value >= 1900 ? 320 : 288);
  const inspectorWidth = ref(width.value >= 1900 ? 400 : 360);
  const stripHeight = ref(height.value >= 1060 ? 240 : 188);

  function show(next: ViewId): void {
    view.value = next;
    page.value = 'main';
  }
  /** On a narrow window one drawer at a time. */
  function setGuide(open: boolean): void {
    guideWanted.value = open;
    if (open && !wide.value) inspectorWanted.value = false;
  }
  function setInspector(open: boolean): void {
    inspectorWanted.value = open;
    if (open && !wide.value) guideWanted.value = false;
  }
  function setStrip(open: boolean): void {
    stripWanted.value = open;
  }

  return {
    width,
    height,
    view,
    page,
    wide,
    high,
    guideOpen,
    inspectorOpen,
    stripOpen,
    stripShown,
    guideWidth,
    inspectorWidth,
    stripHeight,
    show,
    setGuide,
    setInspector,
    setStrip,
  };
});
