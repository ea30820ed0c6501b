/**
 * Every action of the window and the keys that give it: the one table. Patterns are those of tinykeys; `$mod` is Control, on macOS
 * Command. An action without keys is in the command palette, as all are.
 *
 * No key is one that browsers keep for themselves or use for tabs, printing or downloads (`reserved.ts`).
 */

export type ActionGroup = 'time' | 'views' | 'selection' | 'search' | 'system' | 'window';

interface Binding {
  readonly group: ActionGroup;
  readonly keys: readonly string[];
}

const key = (group: ActionGroup, ...keys: string[]): Binding => ({ group, keys });

export const BINDINGS = {
  runPause: key('time', 'k', 'Space'),
  step: key('time', 'ArrowRight', 'l'),
  stepBack: key('time', 'ArrowLeft', 'j'),
  stepMessage: key('time', 'Shift+ArrowRight'),
  unstepMessage: key('time', 'Shift+ArrowLeft'),
  stepTrap: key('time', '.'),
  unstepTrap: key('time', ','),
  nextMark: key('time', 'PageDown'),
  previousMark: key('time', 'PageUp'),
  nextOfSelection: key('time', 'n'),
  previousOfSelection: key('time', 'p'),
  start: key('time', 'Home'),
  live: key('time', 'End'),
  slower: key('time', '[Control]+[Alt]+(\\[)'),
  faster: key('time', '[Control]+[Alt]+(\\])'),
  goTo: key('time', '$mod+g'),
  focusGate: key('time', 'g'),
  pick1: key('time', '1'),
  pick2: key('time', '2'),
  pick3: key('time', '3'),
  pick4: key('time', '4'),
  pick5: key('time', '5'),
  pick6: key('time', '6'),
  pick7: key('time', '7'),
  pick8: key('time', '8'),
  pick9: key('time', '9'),
  bookmark: key('time', 'Shift+m'),
  note: key('time', 'Shift+n'),

  viewGraph: key('views', 'Alt+Shift+Digit1'),
  viewSequence: key('views', 'Alt+Shift+Digit2'),
  viewBrowser: key('views', 'Alt+Shift+Digit3'),
  viewScheduler: key('views', 'Alt+Shift+Digit4'),
  viewFiles: key('views', 'Alt+Shift+Digit5'),
  viewTables: key('views', 'Alt+Shift+Digit6'),
  detail1: key('views', 'Shift+Digit1'),
  detail2: key('views', 'Shift+Digit2'),
  detail3: key('views', 'Shift+Digit3'),
  detail4: key('views', 'Shift+Digit4'),
  zoomIn: key('views', '[Shift]+(\\+)'),
  zoomOut: key('views', '-'),
  zoomFit: key('views', '0'),
  tidy: key('views'),
  resetLayout: key('views'),
  undoLayout: key('views', '$mod+z'),
  exportFigure: key('views', 'Shift+e'),
  copyTable: key('views', 'Shift+c'),

  inspect: key('selection'),
  inspectorBack: key('selection', 'Backspace'),
  inspectorForward: key('selection', 'Shift+Backspace'),
  pin: key('selection', 'i'),
  why: key('selection', 'w'),
  origin: key('selection', 'o'),
  breakOn: key('selection', 'b'),
  crash: key('selection', 'x'),
  restartTask: key('selection', 'r'),
  stopProgram: key('selection'),
  openInTables: key('selection', 't'),
  deselect: key('selection'),

  palette: key('search', '$mod+k'),
  filter: key('search', '[Shift]+/'),
  find: key('search', '$mod+f'),
  filterSelection: key('search', 'f'),
  clearFilter: key('search'),
  breakpoints: key('search', 'Shift+b'),

  runProgram: key('system', 'Shift+r'),
  openSession: key('system', 'Shift+o'),
  saveSession: key('system', 'Shift+s'),
  downloadSession: key('system'),
  leaveSession: key('system'),
  pauseKernel: key('system'),
  runKernel: key('system'),
  enableServices: key('system'),
  restartKernel: key('system'),
  sandbox: key('system'),

  guide: key('window', '$mod+b'),
  inspector: key('window', '$mod+i'),
  strip: key('window', 'c'),
  nextRegion: key('window', 'F6'),
  previousRegion: key('window', 'Shift+F6'),
  toasts: key('window', 'F8'),
  settings: key('window', '$mod+,'),
  theme: key('window', 'Shift+t'),
  presenter: key('window', 'Shift+p'),
  mute: key('window', 'm'),
  describe: key('window', 'Shift+?'),
  keys: key('window', 'Shift+k'),
  tour: key('window', 'Shift+g'),
  welcome: key('window'),
} as const satisfies Readonly<Record<string, Binding>>;

export type ActionId = keyof typeof BINDINGS;

export const ACTION_IDS = Object.keys(BINDINGS) as readonly ActionId[];

export function bindingOf(action: ActionId): Binding {
  return BINDINGS[action];
}

/** The keys of an action as people read them; empty when it has none. */
export function keysOf(action: ActionId, apple: boolean): string {
  const [first] = bindingOf(action).keys;
  return first === undefined ? '' : keyText(first, apple);
}

/** Whether a pattern is one character without Control, Alt or Command: keys that can be switched off. */
export function isSingle(pattern: string): boolean {
  const press = pattern.replaceAll('[Control]+', '').replaceAll('[Alt]+', '').replaceAll('[Shift]+', '').replace('Shift+', '');
  return /^(?:.|\(\\.\)|Digit\d)$/.test(press);
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
  Backspace: '⌫',
};

/** A pattern as people read it: `Ctrl+K`, `Shift+→`. */
export function keyText(pattern: string, apple: boolean): string {
  return pattern
    .replaceAll(/\[\w+\]\+/g, '')
    .split('+')
    .map((part) => {
      if (part === '$mod') return apple ? '⌘' : 'Ctrl';
      const bare = /^\(\\(.*)\)$/.exec(part)?.[1] ?? part.replace('Digit', '');
      return SHOWN[bare] ?? (bare.length === 1 ? bare.toUpperCase() : bare);
    })
    .join('+');
}
