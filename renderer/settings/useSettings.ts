import { usePreferredColorScheme, usePreferredContrast, usePreferredReducedMotion } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, watchEffect } from 'vue';
import type { Theme } from '../view.ts';
import { DEFAULTS, languageOf, parseSettings } from './settings.ts';
import type { SettingName, Settings } from './settings.ts';

const KEY = 'machlab.settings';
const PRESENTER_SCALE = 1.5;

/** The settings, and what follows from them and from what the system prefers. */
export const useSettings = defineStore('settings', () => {
  let keep: (text: string) => void = () => {};
  const values = ref<Settings>(parseSettings(localStorage.getItem(KEY), { ...DEFAULTS, language: languageOf(navigator.languages) }));
  const scheme = usePreferredColorScheme();
  const contrast = usePreferredContrast();
  const motion = usePreferredReducedMotion();

  const theme = computed<Theme>(() => {
    if (values.value.theme !== 'system') return values.value.theme;
    if (contrast.value === 'more') return 'hc';
    return scheme.value === 'dark' ? 'dark' : 'light';
  });
  const reducedMotion = computed(
    () => values.value.motion === 'reduced' || (values.value.motion === 'system' && motion.value === 'reduce'),
  );
  const scale = computed(() => (values.value.textSize / 100) * (values.value.presenter ? PRESENTER_SCALE : 1));

  function set<Name extends SettingName>(name: Name, value: Settings[Name]): void {
    values.value = { ...values.value, [name]: value };
    localStorage.setItem(KEY, JSON.stringify(values.value));
    keep(JSON.stringify(values.value));
  }

  /** What the host has kept takes the place of what this address has: each start of the host has an address of its own. */
  function meet(kept: string, keepThere: (text: string) => void): void {
    keep = keepThere;
    if (kept === '' || localStorage.getItem(KEY) !== null) return;
    values.value = parseSettings(kept, values.value);
    localStorage.setItem(KEY, JSON.stringify(values.value));
  }

  /** Keeps the page's root element as the settings say; the style sheets read it there. */
  function applyTo(root: HTMLElement): void {
    watchEffect(() => {
      root.dataset['theme'] = theme.value;
      root.dataset['motion'] = reducedMotion.value ? 'reduced' : 'full';
      root.dataset['presenter'] = values.value.presenter ? 'on' : 'off';
      root.lang = values.value.language;
      root.style.setProperty('--scale', String(scale.value));
    });
  }

  return { values, theme, reducedMotion, scale, set, meet, applyTo };
});
