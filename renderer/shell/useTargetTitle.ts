import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useLabels } from '../words/useLabels.ts';
import { useSelection } from './useSelection.ts';

/** What the inspector shows, in a few words; empty for nothing. */
export function useTargetTitle(): ComputedRef<string> {
  const selection = useSelection();
  const { target } = useLabels();
  return computed(() => {
    const shown = selection.pinned ?? selection.target;
    return shown === null ? '' : target(shown);
  });
}
