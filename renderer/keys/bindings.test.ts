import { parseKeybinding } from 'tinykeys';
import { describe, expect, it } from 'vitest';
import { ACTION_IDS, bindingOf, isSingle, keysOf } from './bindings.ts';
import { RESERVED } from './reserved.ts';

const sources = import.meta.glob<string>('../**/*.vue', { query: '?raw', import: 'default', eager: true });
const components = Object.entries(sources).map(([file, text]) => ({ file, text }));
const patterns = ACTION_IDS.flatMap((action) => bindingOf(action).keys);

describe('the table of keys', () => {
  it('gives no key to two actions', () => {
    const presses = patterns.map((pattern) =>
      JSON.stringify(parseKeybinding(pattern.toLowerCase()), (_, value: unknown) => (value instanceof RegExp ? value.source : value)),
    );
    expect(presses.filter((press, i) => presses.indexOf(press) !== i)).toEqual([]);
  });

  it('leaves browsers their own', () => {
    const own = new Set(RESERVED.map((pattern) => pattern.toLowerCase()));
    expect(patterns.filter((pattern) => own.has(pattern.toLowerCase()))).toEqual([]);
  });

  it('has an entry for every button, and buttons have no other way to act', () => {
    const known = new Set<string>(ACTION_IDS);
    const used = components.flatMap(({ file, text }) =>
      [...text.matchAll(/<ActionButton\s(?:"[^"]*"|[^">])*?:?action="([^"]*)"/g)].map(([, action]) => ({ file, action: action! })),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(({ action }) => /^\w+$/.test(action) && !known.has(action))).toEqual([]);
    const actionless = components.flatMap(({ file, text }) =>
      [...text.matchAll(/<ActionButton(?!(?:"[^"]*"|[^">])*(?:\baction=|:action\b))/g)].map(() => file),
    );
    expect(actionless).toEqual([]);
    // Other buttons belong to one row, chip or field, have a name of their own, and are reached by Tab or arrows.
    const unnamed = components.flatMap(({ file, text }) =>
      [...text.matchAll(/<button\b(?:"[^"]*"|[^">])*>/g)].filter(([tag]) => !/data-local/.test(tag)).map(([tag]) => `${file}: ${tag}`),
    );
    expect(unnamed).toEqual([]);
  });

  it('knows which keys are single characters', () => {
    expect(['k', '.', '1', 'Shift+m', 'Shift+Digit1', '[Shift]+/', '[Control]+[Alt]+(\\[)', 'Shift+?'].every(isSingle)).toBe(true);
    expect(['$mod+k', 'F6', 'Home', 'Space', 'Alt+Shift+Digit1', 'Shift+ArrowRight', 'Backspace'].some(isSingle)).toBe(false);
  });

  it('writes keys as people read them', () => {
    expect(keysOf('palette', false)).toBe('Ctrl+K');
    expect(keysOf('palette', true)).toBe('⌘+K');
    expect(keysOf('stepMessage', false)).toBe('Shift+→');
    expect(keysOf('faster', false)).toBe(']');
    expect(keysOf('detail2', false)).toBe('Shift+2');
  });
});
