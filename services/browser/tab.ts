/** A tab: where it has been, what it shows, and who paints it. */
import { TAB_LOADING } from '../../kernel/abi/interfaces/browser.ts';
import type { Child } from './child.ts';
import { History } from './history.ts';
import type { SavedTab } from './saved.ts';

/** A rectangle in a tab that a plug-in draws. */
export interface Embed {
  readonly embed: number;
  readonly instance: number;
  readonly plugin: Child;
  paint: Uint8Array;
}

const NO_PAINT = new Uint8Array(0);

export class Tab {
  readonly tab: number;
  readonly history: History;
  width: number;
  height: number;
  /** `TAB_*`. */
  state = TAB_LOADING;
  title = '';
  /** The number of what it shows now: another with each load, so that what an earlier page still says is not taken for this one's. */
  page = 0;
  renderer: Child | undefined;
  paint: Uint8Array = NO_PAINT;
  readonly embeds = new Map<number, Embed>();

  constructor({ tab, addresses, at, width, height }: SavedTab) {
    this.tab = tab;
    this.history = new History(addresses, at);
    this.width = width;
    this.height = height;
  }

  get saved(): SavedTab {
    const { tab, width, height, history } = this;
    return { tab, addresses: history.addresses, at: history.at, width, height };
  }
}
