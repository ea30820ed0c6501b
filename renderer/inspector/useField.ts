import { ref } from 'vue';
import type { Ref } from 'vue';

/** A stretch of a message's bytes that the pointer or the focus is on; from header start. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function useField(): { readonly field: Ref<Stretch | null> } {
  return { field: ref<Stretch | null>(null) };
}
