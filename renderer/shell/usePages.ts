import { computed, defineAsyncComponent } from 'vue';
import type { Component, ComputedRef } from 'vue';
import { useHost } from '../connection/useHost.ts';
import { useSession } from '../connection/useSession.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { useSettings } from '../settings/useSettings.ts';
import { useLayout } from './useLayout.ts';

const WelcomePage = defineAsyncComponent(async () => (await import('../pages/WelcomePage.vue')).default);
const BootPage = defineAsyncComponent(async () => (await import('../pages/BootPage.vue')).default);
const RefusedPage = defineAsyncComponent(async () => (await import('../pages/RefusedPage.vue')).default);
const BrokenSessionPage = defineAsyncComponent(async () => (await import('../pages/BrokenSessionPage.vue')).default);

/** A page that takes the whole window; null when the window shows the system. */
export function usePages(): { readonly full: ComputedRef<Component | null> } {
  const host = useHost();
  const session = useSession();
  const player = usePlayer();
  const settings = useSettings();
  const layout = useLayout();

  const full = computed(() => {
    if (session.broken !== null) return BrokenSessionPage;
    if (session.opened !== null) return null;
    if (host.state === 'refused' || host.state === 'other-version') return RefusedPage;
    if (player.state.source === 'none' || host.status?.kernel.state === 'booting') return BootPage;
    if (layout.page === 'welcome' || !settings.values.welcomed) return WelcomePage;
    return null;
  });
  return { full };
}
