/** Places of ports in the kernel's band: columns and two rows, given out nearest to who receives. */

import { PITCH, PORT_ROWS, portRect } from './geometry.ts';
import type { Rect, Side } from './geometry.ts';
import { Slot } from './slots.ts';

export class PortSlot extends Slot {
  column: number;
  row: number;
  rect: Rect;
  /** The task under or over which it was given out: the first to be asked when the place is free again. */
  owner = 0;

  constructor(index: number, column: number, row: number) {
    super(index);
    this.column = column;
    this.row = row;
    this.rect = portRect(column, row);
  }
}

const keyOf = (column: number, row: number): number => column * PORT_ROWS.length + row;

/** What a worse place costs, in pixels of way. */
const OTHER_ROW = 220;
const BENT = 40;
const OTHERS_GHOST = 160;

export class Band {
  readonly slots: PortSlot[] = [];
  readonly #at = new Map<number, PortSlot>();
  #columns = 0;
  /** Places of what ended up to this event count as empty. */
  tidiedTo = -1;

  /** The best free place for a port whose receiver's chip stands at lattice step `step` on one side of the band. */
  take(port: number, seq: number, owner: number, step: number, side: Side): PortSlot {
    let best: { cost: number; column: number; row: number } | undefined;
    const columns = Math.max(this.#columns, Math.floor(step / 3) + 1);
    for (let column = 0; column <= columns; column++) {
      for (let row = 0; row < PORT_ROWS.length; row++) {
        const cost = this.#cost(column, row, owner, step, side);
        if (cost >= 0 && (best === undefined || cost < best.cost)) best = { cost, column, row };
      }
    }
    const { column, row } = best!;
    const slot = this.#slot(column, row);
    slot.owner = owner;
    slot.give(port, seq);
    return slot;
  }

  /** Puts a place elsewhere, as a person wants it. False when something stands there. */
  move(slot: PortSlot, column: number, row: number): boolean {
    const key = keyOf(column, row);
    if (column < 0 || row < 0 || row >= PORT_ROWS.length || this.#at.has(key)) return false;
    this.#at.delete(keyOf(slot.column, slot.row));
    this.#at.set(key, slot);
    slot.column = column;
    slot.row = row;
    slot.rect = portRect(column, row);
    this.#columns = Math.max(this.#columns, column + 1);
    return true;
  }

  /** -1: taken. */
  #cost(column: number, row: number, owner: number, step: number, side: Side): number {
    const slot = this.#at.get(keyOf(column, row));
    if (slot?.live === true) return -1;
    const away = Math.min(Math.abs(step - 3 * column), Math.abs(step - 3 * column - 1));
    const far = (row === 0) === (side === 'down');
    const ghost = slot !== undefined && slot.owner !== owner && slot.endedAt > this.tidiedTo;
    return away * PITCH + (away > 0 ? BENT : 0) + (far ? OTHER_ROW : 0) + (ghost ? OTHERS_GHOST : 0);
  }

  #slot(column: number, row: number): PortSlot {
    const key = keyOf(column, row);
    let slot = this.#at.get(key);
    if (slot === undefined) {
      slot = new PortSlot(this.slots.length, column, row);
      this.slots.push(slot);
      this.#at.set(key, slot);
      this.#columns = Math.max(this.#columns, column + 1);
    }
    return slot;
  }
}
