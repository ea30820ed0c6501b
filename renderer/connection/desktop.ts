/** What the desktop edition's preload script gives the page; absent in a browser. The other side is `electron/preload.ts`. */

export interface MenuGroup {
  readonly label: string;
  readonly items: readonly { readonly action: string; readonly label: string; readonly key: string }[];
}

export interface Desktop {
  /** The page listens for its port to the host. */
  connect(): void;
  menu(groups: readonly MenuGroup[]): void;
  onAction(act: (action: string) => void): void;
  onFile(open: (name: string, bytes: Uint8Array) => void): void;
  /** The path that a person chose; null: none. */
  save(name: string, bytes: Uint8Array): Promise<string | null>;
}

export const desktop: Desktop | undefined = (globalThis as { readonly machlabDesktop?: Desktop }).machlabDesktop;
