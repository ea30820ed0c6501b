import { describe, expect, it } from 'vitest';
import { DEFAULTS, languageOf, parseSettings } from './settings.ts';

describe('stored settings', () => {
  it('come back as they were', () => {
    const chosen = { ...DEFAULTS, theme: 'hc', textSize: 150, singleKeys: false } as const;
    expect(parseSettings(JSON.stringify(chosen))).toEqual(chosen);
  });

  it('are as by default where they are missing, of another time, or nonsense', () => {
    expect(parseSettings(null)).toEqual(DEFAULTS);
    expect(parseSettings('{')).toEqual(DEFAULTS);
    expect(parseSettings('[]')).toEqual(DEFAULTS);
    expect(parseSettings('{"theme":"pink","textSize":4000,"muted":"yes","other":1}')).toEqual(DEFAULTS);
  });
});

describe('the language', () => {
  it('is the first of the browser that machlab speaks, else English', () => {
    expect(languageOf(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(languageOf(['fr'])).toBe('en');
  });
});
