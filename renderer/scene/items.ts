/** What a scene consists of. Plain data, ready to be painted: texts are cut, places known, only what the detail level shows is filled in. */

import type { DetailLevel, Target } from '../view.ts';
import type { Point, Rect, Side } from './geometry.ts';
import type { Path } from './path.ts';
import type { Route, Wanted } from './router.ts';

/** The kinds of right; each has a glyph, a line pattern and a colour of its own. */
export type RightKind = 'receive' | 'send' | 'once' | 'set' | 'dead';
export type LineKind = RightKind | 'notify';

interface Item {
  /** As `targetKey`, or derived from it; stable as long as the thing lives. */
  readonly key: string;
  readonly target: Target;
  /** Out of the filter or the focus. */
  readonly dim: boolean;
  /** Something about it changed in the current step. */
  readonly changed: boolean;
}

export interface Tag {
  readonly text: string;
  readonly x: number;
  readonly w: number;
  readonly target: Target;
}

export type BadgeKind = 'os-sandbox' | 'seat-belt' | 'none' | null;

export interface TaskBox extends Item {
  readonly id: number;
  readonly side: Side;
  readonly rect: Rect;
  readonly title: string;
  readonly fullTitle: string;
  readonly subtitle: string;
  readonly state: string;
  readonly tags: readonly Tag[];
  /** Names that are tags, or would be if there were room, and no chips. */
  readonly tagged: readonly number[];
  readonly badge: BadgeKind;
  /** It has ended: what ended it, and what went with it. */
  readonly ghost: { readonly how: string; readonly more: string; readonly crashed: boolean } | null;
  /** Names without a place of their own. */
  readonly overflow: { readonly rect: Rect; readonly count: number; readonly names: readonly number[] } | null;
}

export interface Chip extends Item {
  readonly task: number;
  readonly name: number;
  readonly rect: Rect;
  readonly kind: RightKind;
  /** It sends as well as it receives. */
  readonly both: boolean;
  readonly label: string;
  /** `×2`, or `1→2` when it changed in this step; empty for one reference. */
  readonly count: string;
  /** A notification is asked for on it, by that event. */
  readonly armed: number | null;
  /** The name left in this step: only its outline stays. */
  readonly vacated: boolean;
  readonly port: number;
}

export interface QueueCell {
  readonly message: number;
  readonly rights: readonly RightKind[];
  readonly memory: boolean;
  readonly notification: boolean;
  readonly changed: boolean;
}

export interface Queue {
  readonly limit: number;
  /** The oldest first. Past what is drawn only `count` tells. */
  readonly cells: readonly QueueCell[];
  readonly count: number;
  readonly full: boolean;
}

export interface PortBox extends Item {
  readonly id: number;
  readonly rect: Rect;
  readonly column: number;
  readonly row: number;
  readonly title: string;
  readonly fullTitle: string;
  /** The kernel's number for it, when the title does not say it. */
  readonly idText: string;
  /** A second line in place of the queue: who holds rights to a port of the kernel, counters at the highest level. */
  readonly note: string;
  readonly queue: Queue | null;
  /** It has died; `gone`: nobody has a name left that once led to it. */
  readonly ghost: { readonly text: string; readonly gone: boolean } | null;
}

export interface SetBracket extends Item {
  readonly id: number;
  /** The place of its first member: where the line of the set goes. */
  readonly goal: { readonly column: number; readonly row: number };
  readonly rect: Rect;
  readonly label: string;
}

export interface Line extends Item {
  readonly kind: LineKind;
  /** Keys of the items at its ends. */
  readonly from: string;
  readonly to: string;
  readonly route: Route;
  /** The route's way, up to where this line ends. */
  readonly path: Path;
  /** How many rights run in it, when names share a place. */
  readonly count: number;
}

/** A numbered diamond: 1 armed, 2 fired, 3 delivered. */
export interface Notice extends Item {
  readonly step: 1 | 2 | 3;
  readonly at: Point;
  readonly text: string;
  /** Where the text stands beside the diamond. */
  readonly textSide: 'left' | 'right';
  readonly onLine: boolean;
}

/** A message that is in no queue: in the kernel's hands, or parked outside a full port. */
export interface Envelope extends Item {
  readonly id: number;
  readonly at: Point;
  readonly rights: readonly RightKind[];
  readonly memory: boolean;
  readonly parked: boolean;
  readonly label: string;
}

/** From a tag to the port it stands for: drawn at the highest level, and for what is pointed at. */
export interface Hairline {
  readonly key: string;
  readonly task: number;
  readonly port: number;
  readonly from: Point;
  readonly to: Point;
}

export interface Scene {
  readonly detail: DetailLevel;
  readonly tasks: readonly TaskBox[];
  readonly chips: readonly Chip[];
  readonly ports: readonly PortBox[];
  readonly sets: readonly SetBracket[];
  readonly lines: readonly Line[];
  readonly notices: readonly Notice[];
  readonly envelopes: readonly Envelope[];
  readonly hairlines: readonly Hairline[];
  readonly bounds: Rect;
  /** The kernel's name and what its process is called, at the band's left end. */
  readonly kernel: string;
  /** Lines whose way is still to be found, and all that are wanted: go on with `Router.show`, then build again. */
  readonly missing: number;
  readonly wanted: readonly Wanted[];
}
