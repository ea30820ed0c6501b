import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useHost } from '../connection/useHost.ts';
import { useSession } from '../connection/useSession.ts';
import type { Mark } from './marks.ts';
import { usePlayer } from './usePlayer.ts';

/** All marks in order of their events: those that the log gives, and those that people set. */
export function useMarks(): ComputedRef<readonly Mark[]> {
  const player = usePlayer();
  const host = useHost();
  const session = useSession();
  return computed(() => {
    void player.state.end;
    const { bookmarks, notes } = session.opened?.marks ?? host.marks;
    const own: Mark[] = [
      ...bookmarks.map(({ seq }): Mark => ({ seq, kind: 'bookmark' })),
      ...notes.map(({ seq }): Mark => ({ seq, kind: 'note' })),
    ];
    const found = player.marks.all;
    return own.length === 0 ? found : [...found, ...own].toSorted((a, b) => a.seq - b.seq);
  });
}
