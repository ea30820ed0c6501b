import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useHost } from '../connection/useHost.ts';
import { useSession } from '../connection/useSession.ts';
import { n, t } from '../words/words.ts';

/** What this is: a live system or an opened session, and what one should know of it. */
export function useSessionTitle(): { readonly title: ComputedRef<string>; readonly detail: ComputedRef<string> } {
  const host = useHost();
  const session = useSession();
  const title = computed(() => {
    const opened = session.opened;
    if (opened !== null) return opened.about.title === '' ? opened.name : opened.about.title;
    return host.welcome === null ? t('session.none') : t('session.live');
  });
  const detail = computed(() => {
    const { opened } = session;
    if (opened !== null) return t('session.recorded', { when: opened.about.startedAt.slice(0, 16).replace('T', ' ') });
    if (host.welcome === null) return '';
    const pid = n(host.status?.kernel.pid ?? 0, { useGrouping: false });
    return host.readOnly ? t('session.readOnly') : t('session.kernel', { pid });
  });
  return { title, detail };
}
