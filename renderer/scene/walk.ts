/**
 * Walking the picture by arrow keys: along the row of tasks, down into a tray, along its chips, down along a right to its port, round
 * everybody who has a right to it, down into its queue; up returns the way that was come.
 */

import { queueDrawing } from './cells.ts';
import { middle } from './geometry.ts';
import type { Scene, TaskBox } from './items.ts';
import { sameTarget } from '../view.ts';
import type { Target } from '../view.ts';

export type WalkKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

export class Walker {
  /** Where each step down came from. */
  #trail: Target[] = [];
  /** Holders of the port that is being gone round, beginning after the one it was reached by. */
  #round: { readonly port: Target; readonly holders: readonly Target[]; at: number } | null = null;

  /** Where the key leads from `at`; null: nowhere. */
  go(scene: Scene, at: Target | null, key: WalkKey): Target | null {
    if (at === null) return scene.tasks[0]?.target ?? scene.ports[0]?.target ?? null;
    if (key === 'ArrowUp') return this.#up(scene, at);
    if (key === 'ArrowDown') return this.#down(scene, at);
    const siblings = this.#siblings(scene, at);
    if (siblings.length === 0) return null;
    if (key === 'Home') return siblings[0]!;
    if (key === 'End') return siblings.at(-1)!;
    const by = key === 'ArrowRight' ? 1 : -1;
    if (this.#round !== null) {
      const { holders } = this.#round;
      this.#round.at = (this.#round.at + by + holders.length) % holders.length;
      return holders[this.#round.at]!;
    }
    if (at.kind === 'port') return this.#beginRound(scene, at, by) ?? null;
    return siblings[siblings.findIndex((one) => sameTarget(one, at)) + by] ?? null;
  }

  /** The walk begins somewhere else. */
  reset(): void {
    this.#trail = [];
    this.#round = null;
  }

  #down(scene: Scene, at: Target): Target | null {
    this.#round = null;
    const next = inward(scene, at);
    if (next === null) return null;
    this.#trail.push(at);
    return next;
  }

  #up(scene: Scene, at: Target): Target | null {
    if (this.#round !== null) {
      const { port } = this.#round;
      this.#round = null;
      return port;
    }
    const back = this.#trail.pop();
    if (back !== undefined) return back;
    if (at.kind === 'right') return { kind: 'task', id: at.task };
    if (at.kind === 'task') return acrossFrom(scene, at.id);
    return holdersOf(scene, at)[0] ?? null;
  }

  #beginRound(scene: Scene, port: Target, by: number): Target | undefined {
    const holders = holdersOf(scene, port);
    if (holders.length === 0) return undefined;
    const came = this.#trail.at(-1) ?? null;
    const from = holders.findIndex((one) => sameTarget(one, came));
    const at = (Math.max(from, by > 0 ? from : 0) + by + holders.length) % holders.length;
    this.#round = { port, holders, at };
    return holders[at];
  }

  #siblings(scene: Scene, at: Target): readonly Target[] {
    if (this.#round !== null) return this.#round.holders;
    switch (at.kind) {
      case 'task':
        return rowOf(scene, scene.tasks.find(({ id }) => id === at.id)?.side ?? 'up').map(({ target }) => target);
      case 'right':
        return namesOf(scene, at.task);
      case 'port':
        return holdersOf(scene, at);
      case 'message':
        return queueWith(scene, at.id);
      default:
        return [];
    }
  }
}

function rowOf(scene: Scene, side: 'up' | 'down'): TaskBox[] {
  return scene.tasks.filter((task) => task.side === side).toSorted((a, b) => a.rect.x - b.rect.x);
}

/** The nearest task on the other side of the kernel. */
function acrossFrom(scene: Scene, id: number): Target | null {
  const from = scene.tasks.find((task) => task.id === id);
  if (from === undefined) return null;
  const { x } = middle(from.rect);
  const others = rowOf(scene, from.side === 'up' ? 'down' : 'up');
  return others.toSorted((a, b) => Math.abs(middle(a.rect).x - x) - Math.abs(middle(b.rect).x - x))[0]?.target ?? null;
}

/** The names of a task as they stand in its tray, then those without a place, then those that are tags. */
export function namesOf(scene: Scene, task: number): Target[] {
  const chips = scene.chips.filter((chip) => chip.task === task && !chip.vacated).toSorted((a, b) => a.rect.x - b.rect.x);
  const box = scene.tasks.find(({ id }) => id === task);
  const more = [...(box?.overflow?.names ?? []), ...(box?.tagged ?? [])];
  return [...chips.map(({ target }) => target), ...more.map((name): Target => ({ kind: 'right', task, name }))];
}

function holdersOf(scene: Scene, port: Target): Target[] {
  if (port.kind !== 'port') return [];
  const key = `port:${port.id}`;
  const seen = new Set<string>();
  return scene.lines.flatMap((line) => {
    const id = line.target.kind === 'right' ? `${line.target.task}:${line.target.name}` : '';
    if (line.to !== key || line.target.kind !== 'right' || seen.has(id)) return [];
    seen.add(id);
    return [line.target];
  });
}

function inward(scene: Scene, at: Target): Target | null {
  switch (at.kind) {
    case 'task':
      return namesOf(scene, at.id)[0] ?? null;
    case 'right': {
      const line = scene.lines.find(({ target }) => sameTarget(target, at));
      const port = scene.chips.find(({ target }) => sameTarget(target, at))?.port;
      const box = scene.ports.find(({ key, id }) => key === line?.to || id === port);
      return box?.target ?? scene.sets.find(({ id }) => id === port)?.target ?? null;
    }
    case 'port':
      return queueOfPort(scene, at.id)[0] ?? null;
    default:
      return null;
  }
}

function queueOfPort(scene: Scene, id: number): Target[] {
  const port = scene.ports.find((one) => one.id === id);
  const cells = port === undefined ? [] : (queueDrawing(port)?.cells ?? []);
  return cells.flatMap(({ holds }): Target[] => (holds === null ? [] : [{ kind: 'message', id: holds.message }]));
}

function queueWith(scene: Scene, message: number): Target[] {
  for (const { id } of scene.ports) {
    const queue = queueOfPort(scene, id);
    if (queue.some((one) => one.kind === 'message' && one.id === message)) return queue;
  }
  return [];
}
