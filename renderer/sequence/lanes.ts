/** Lanes: the tasks of the upper row, the kernel, the services; from top to bottom, those that live while what is seen happens. */

import type { Layout, TaskLife } from '../scene/layout.ts';

export interface Lane {
  /** A task; 0: the kernel. */
  readonly task: number;
  readonly name: string;
  readonly y: number;
  readonly h: number;
  readonly life: TaskLife | null;
}

export interface Lanes {
  readonly list: readonly Lane[];
  readonly kernel: Lane;
  readonly h: number;
  /** How many tasks are folded away. */
  readonly folded: number;
  /** The lane of a task; undefined: folded away or unknown. */
  of(task: number): Lane | undefined;
}

export const LANE_LEAST = 20;
const LANE_MOST = 34;
export const KERNEL_H = 40;

export interface LaneRequest {
  readonly layout: Layout;
  readonly first: number;
  readonly last: number;
  readonly folded: ReadonlySet<number>;
  readonly kernelName: string;
  /** What a task is called now; the name that it was born with unless given. */
  readonly nameOf?: (life: TaskLife) => string;
  /** Room for all lanes, which grow to fill it and never shrink below the least. */
  readonly heightPx: number;
  readonly top: number;
  readonly scale: number;
}

export function lanesOf(request: LaneRequest): Lanes {
  const { layout, first, last, folded, heightPx, top, scale } = request;
  const living = layout.lives.filter(({ bornAt, diedAt }) => bornAt <= last && (diedAt < 0 || diedAt >= first - RECENT));
  const open = living.filter(({ id }) => !folded.has(id));
  const up = open.filter(({ side }) => side === 'up');
  const down = open.filter(({ side }) => side === 'down');
  const kernelH = KERNEL_H * scale;
  const h = Math.min(LANE_MOST * scale, Math.max(LANE_LEAST * scale, (heightPx - top - kernelH) / Math.max(1, open.length)));
  let y = top;
  const add = (life: TaskLife): Lane => {
    const lane = { task: life.id, name: request.nameOf?.(life) ?? life.name, y, h, life };
    y += h;
    return lane;
  };
  const list = up.map(add);
  const kernel: Lane = { task: 0, name: request.kernelName, y, h: kernelH, life: null };
  y += kernelH;
  list.push(kernel, ...down.map(add));
  const byTask = new Map(list.map((lane) => [lane.task, lane]));
  return { list, kernel, h: y, folded: living.length - open.length, of: (task) => byTask.get(task) };
}

/** A lane stays for so many events after its task has ended. */
const RECENT = 200;
