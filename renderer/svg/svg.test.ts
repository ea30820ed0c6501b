import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Chip, Line, RightKind, Scene } from '../scene/items.ts';
import { browserRun } from '../scene/testing/browserRun.ts';
import type { BrowserMoments } from '../scene/testing/browserRun.ts';
import { Drawer, Recording } from '../scene/testing/recording.ts';
import { chipSvg } from './boxes.ts';
import { lineSvg } from './lines.ts';
import { PALETTE_NAMES, paletteFrom } from './palette.ts';
import type { Palette } from './palette.ts';
import { sceneSvg } from './svg.ts';
import { escaped, label } from './tags.ts';

/** The palette of a theme as the tokens file has it. */
function paletteOf(theme: string): Palette {
  const css = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8');
  const values = new Map<string, string>();
  for (const [, selector, body] of css.matchAll(/(:root[^{]*|\[data-theme="\w+"\])\s*\{([^}]*)\}/g)) {
    const named = /data-theme="(\w+)"/.exec(selector!)?.[1];
    if (selector!.startsWith(':root,') ? theme !== 'light' : named !== undefined && named !== theme) continue;
    for (const [, name, value] of body!.matchAll(/--([\w-]+):\s*([^;]+);/g)) values.set(`--${name}`, value!);
  }
  return paletteFrom({ getPropertyValue: (name) => values.get(name) ?? '' });
}

let run: BrowserMoments;
let recording: Recording;
const drawer = new Drawer();
const grey = {
  ...paletteOf('light'),
  ...Object.fromEntries(PALETTE_NAMES.filter((name) => !name.startsWith('font')).map((name) => [name, '#888'])),
};

function at(moment: keyof BrowserMoments['at'], detail: Scene['detail'] = 3): Scene {
  const seq = run.at[moment];
  return drawer.draw(recording.seek(seq), { detail, step: { from: seq - 5, to: seq, back: false } });
}

beforeAll(async () => {
  run = await browserRun();
  recording = new Recording(run.recorder);
});

describe('a figure', () => {
  it('is whole in every theme and at every level: no value is missing', () => {
    for (const theme of ['light', 'dark', 'hc']) {
      const palette = paletteOf(theme);
      for (const name of PALETTE_NAMES) expect(palette[name], `${theme} ${name}`).not.toBe('');
      for (const detail of [1, 2, 3, 4] as const) {
        const svg = sceneSvg(at('delivered', detail), palette, { title: 'A renderer dies' });
        expect(svg).not.toMatch(/undefined|NaN|\[object/);
        expect(svg).toContain('<title>A renderer dies</title>');
      }
    }
  });

  it('has every task and port, by name from the second level on', () => {
    const scene = at('full');
    const svg = sceneSvg(scene, paletteOf('light'));
    for (const { title } of scene.tasks) expect(svg).toContain(`>${title}</text>`);
    expect(svg).toContain('>5/5</text>');
    expect(sceneSvg(at('full', 1), paletteOf('light'))).not.toContain('>browser</text>');
  });

  it('says names as they are, and never takes them for markup', () => {
    expect(escaped('<b> & "c"')).toBe('&lt;b&gt; &amp; &quot;c&quot;');
    expect(label('<script>', 1, 2, '#000', { family: 'x', sizePx: 11 })).toContain('>&lt;script&gt;</text>');
  });
});

describe('kinds of right without colour', () => {
  const chips = (): Map<RightKind, Chip> => new Map([...at('full').chips, ...at('crashed').chips].map((chip) => [chip.kind, chip]));

  it('are told apart by their signs', () => {
    const found = chips();
    expect([...found.keys()].toSorted()).toEqual(['dead', 'once', 'receive', 'send', 'set']);
    const one = found.get('send')!;
    const drawn = [...found.keys()].map((kind) => chipSvg({ ...one, kind, count: '', changed: false, both: false }, grey));
    expect(new Set(drawn).size).toBe(5);
  });

  it('are told apart by their lines', () => {
    const line = at('full').lines.find(({ kind }) => kind === 'send')!;
    const kinds: Line['kind'][] = ['receive', 'send', 'once', 'set', 'dead', 'notify'];
    expect(new Set(kinds.map((kind) => lineSvg({ ...line, kind }, grey, false))).size).toBe(6);
  });
});
