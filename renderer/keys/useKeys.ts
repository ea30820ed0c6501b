import { createKeybindingsHandler } from 'tinykeys';
import type { KeybindingsMap } from 'tinykeys';
import { onMounted, onUnmounted } from 'vue';
import { useSettings } from '../settings/useSettings.ts';
import { ACTION_IDS, bindingOf, isSingle } from './bindings.ts';
import { useActions } from './useActions.ts';

/** Widgets whose own keys come first, and which those are. */
const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];
const OWN_KEYS: readonly (readonly [widget: string, keys: ReadonlySet<string>])[] = [
  [
    '[role=grid],[role=treegrid],[role=tree],[role=listbox],[role=menu],[role=slider],[role=dialog]',
    new Set([...ARROWS, 'PageUp', 'PageDown', 'Backspace']),
  ],
  ['[role=tablist],[role=radiogroup],[role=separator]', new Set(ARROWS)],
];
const TEXT = 'input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable=true]';

/** Whether what has the focus wants the key for itself. */
export function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (event.defaultPrevented || event.isComposing) return true;
  if (!(target instanceof Element)) return false;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (target.closest(TEXT) !== null) return plain && !/^F\d/.test(event.key);
  if (
    event.key === ' ' &&
    target.closest('button,a,summary,[role=button],[role=tab],[role=option],[role=radio],[tabindex]:not(main)') !== null
  )
    return true;
  return plain && OWN_KEYS.some(([widget, keys]) => keys.has(event.key) && target.closest(widget) !== null);
}

/** Listens to the keys of the one table for as long as the app is there. */
export function useKeys(): void {
  const actions = useActions();
  const settings = useSettings();
  const map: KeybindingsMap = {};
  for (const action of ACTION_IDS) {
    for (const pattern of bindingOf(action).keys) {
      map[pattern] = (event) => {
        if (isSingle(pattern) && !settings.values.singleKeys) return;
        if (actions.run(action)) event.preventDefault();
      };
    }
  }
  const listen = createKeybindingsHandler(map, { ignore: isTaken });
  onMounted(() => window.addEventListener('keydown', listen));
  onUnmounted(() => window.removeEventListener('keydown', listen));
}
