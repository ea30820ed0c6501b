/** A page in the test's own process: files from a map, everything that it says kept. */
import { loadYoga, type Yoga } from 'yoga-layout/load';
import type { PaintList } from '../../../kernel/abi/paint.ts';
import { decodePaint, isPaintError } from '../../../kernel/abi/paintDecode.ts';
import { utf8 } from '../../../kernel/abi/bytes.ts';
import { Page } from '../page/page.ts';

let loaded: Promise<Yoga> | undefined;

export class PageRig {
  readonly page: Page;
  readonly said: string[] = [];
  readonly visited: string[] = [];
  readonly sent: string[] = [];
  readonly kept = new Map<string, string | undefined>();
  readonly embeds: string[] = [];
  title = '';

  private constructor(html: string, files: Readonly<Record<string, string | Uint8Array>>, yoga: Yoga, width: number, height: number) {
    this.page = new Page('lab://test/', html, { width, height }, yoga, {
      say: (level, text) => void this.said.push(`${level}: ${text}`),
      navigate: (url) => void this.visited.push(url),
      broadcast: (channel, text) => void this.sent.push(`${channel}: ${text}`),
      store: (key, value) => void this.kept.set(key, value),
      stored: new Map([['before', 'kept']]),
      file: async (url) => {
        const found = files[url.replace('lab://test/', '')];
        const bytes = typeof found === 'string' ? utf8(found) : found;
        return bytes === undefined ? { status: 404, bytes: new Uint8Array(0), number: 0 } : { status: 200, bytes, number: 7 };
      },
      embed: (type, source) => this.embeds.push(`${type} ${source}`),
      titleChanged: (title) => {
        this.title = title;
      },
    });
  }

  static async open(html: string, files: Readonly<Record<string, string | Uint8Array>> = {}, width = 400, height = 300): Promise<PageRig> {
    const rig = new PageRig(html, files, await (loaded ??= loadYoga()), width, height);
    await rig.page.load();
    return rig;
  }

  /** The picture, decoded as a window would. */
  paint(): PaintList {
    this.page.repaint();
    const list = decodePaint(this.page.paint()!);
    if (isPaintError(list)) throw new Error(`${list.error} at ${list.at}`);
    return list;
  }

  /** Where a text stands, as `x y` of its first run. */
  textAt(text: string): { readonly x: number; readonly y: number } {
    const found = this.paint().ops.find((op) => op.op === 'text' && op.text.includes(text));
    if (found?.op !== 'text') throw new Error(`${text} is not painted`);
    return { x: found.x, y: found.y };
  }

  texts(): string[] {
    return this.paint().ops.flatMap((op) => (op.op === 'text' ? [op.text] : []));
  }

  click(x: number, y: number): void {
    this.page.paint();
    for (const kind of [2, 3]) this.page.input({ kind, x, y, delta: 0, key: '', modifiers: 0 });
  }

  clickOn(text: string): void {
    const { x, y } = this.textAt(text);
    this.click(x + 2, y - 2);
  }

  key(...keys: readonly string[]): void {
    for (const key of keys) this.page.input({ kind: 5, x: 0, y: 0, delta: 0, key, modifiers: 0 });
  }

  /** Lets the page wait for so long. */
  wait(ms: number): void {
    this.page.pass(ms);
  }
}
