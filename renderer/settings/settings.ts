/** What a person can set, with its defaults; kept in the browser's own storage, read back with suspicion. */

export type ThemeChoice = 'system' | 'light' | 'dark' | 'hc';
export type MotionChoice = 'system' | 'full' | 'reduced';
export type Language = 'en' | 'de';
export type Verbosity = 'sentence' | 'changes' | 'everything';

export interface Settings {
  readonly theme: ThemeChoice;
  readonly motion: MotionChoice;
  /** Per cent. */
  readonly textSize: number;
  readonly presenter: boolean;
  readonly language: Language;
  readonly verbosity: Verbosity;
  readonly muted: boolean;
  readonly detail: 1 | 2 | 3 | 4;
  readonly confirmCrash: boolean;
  /** Keys that are a single letter, digit or sign do something. */
  readonly singleKeys: boolean;
  /** The page of the first run has been seen. */
  readonly welcomed: boolean;
}

export const DEFAULTS: Settings = {
  theme: 'system',
  motion: 'system',
  textSize: 100,
  presenter: false,
  language: 'en',
  verbosity: 'sentence',
  muted: false,
  detail: 3,
  confirmCrash: true,
  singleKeys: true,
  welcomed: false,
};

export type SettingName = keyof Settings;

/** What each setting may be. Booleans may be either. */
export const CHOICES = {
  theme: ['system', 'light', 'dark', 'hc'],
  motion: ['system', 'full', 'reduced'],
  textSize: [90, 100, 110, 125, 150, 175, 200],
  language: ['en', 'de'],
  verbosity: ['sentence', 'changes', 'everything'],
  detail: [1, 2, 3, 4],
} as const satisfies Partial<{ [Name in SettingName]: readonly Settings[Name][] }>;

/** The settings that a stored text holds; what is missing or makes no sense is as by default. */
export function parseSettings(stored: string | null, defaults: Settings = DEFAULTS): Settings {
  let found: unknown;
  try {
    found = JSON.parse(stored ?? '');
  } catch {
    return defaults;
  }
  if (typeof found !== 'object' || found === null) return defaults;
  const values = found as Readonly<Record<string, unknown>>;
  const entries = Object.entries(defaults).map(([name, value]) => {
    const stored = values[name];
    return [name, fits(name as SettingName, stored) ? stored : value];
  });
  return Object.fromEntries(entries) as unknown as Settings;
}

function fits(name: SettingName, value: unknown): boolean {
  const choices: Readonly<Record<string, readonly unknown[]>> = CHOICES;
  return choices[name]?.includes(value) ?? typeof value === typeof DEFAULTS[name];
}

/** The language of a person's browser, as far as machlab speaks it. */
export function languageOf(browser: readonly string[]): Language {
  for (const tag of browser) {
    const language = CHOICES.language.find((one) => tag.toLowerCase().startsWith(one));
    if (language !== undefined) return language;
  }
  return 'en';
}
