/** The messages between main and preload, by name. There are no others. */
export const IPC = {
  /** From the window: it listens, and wants a port to the host. */
  connect: 'machlab:connect',
  /** To the window: the port. */
  port: 'machlab:port',
  /** From the window: its commands in its language, for the application's menu (`MenuGroup[]`). */
  menu: 'machlab:menu',
  /** To the window: a command was chosen in the menu. */
  action: 'machlab:action',
  /** To the window: a session file to be opened (`OpenedFile`). */
  file: 'machlab:file',
  /** From the window: bytes to be saved where a person says; answered by the path, or null. */
  save: 'machlab:save',
} as const;

/** One group of the menu: the window's own commands, so that menu and window never differ. */
export interface MenuGroup {
  readonly label: string;
  readonly items: readonly MenuEntry[];
}

export interface MenuEntry {
  readonly action: string;
  readonly label: string;
  /** Its first key as the window has it (`$mod+k`); empty for none. */
  readonly key: string;
}

export interface OpenedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A menu as it may come from a page: shapes and sizes are looked at. */
export function menuOf(value: unknown): readonly MenuGroup[] | null {
  if (!Array.isArray(value) || value.length > 20) return null;
  for (const group of value as readonly unknown[]) {
    if (!hasTexts(group, ['label']) || !Array.isArray(group['items']) || group['items'].length > 100) return null;
    if (!(group['items'] as readonly unknown[]).every((item) => hasTexts(item, ['action', 'label', 'key']))) return null;
  }
  return value as readonly MenuGroup[];
}

function hasTexts(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return keys.every((key) => {
    const text = (value as Record<string, unknown>)[key];
    return typeof text === 'string' && text.length <= 200;
  });
}
