/** Places of tasks along one side of the kernel: one after another in the order of their creation. */

import { LATTICE_X, PITCH, TRAY_INSET, taskRect, taskSteps } from './geometry.ts';
import type { Rect, Side } from './geometry.ts';
import { Slot } from './slots.ts';

export class TaskSlot extends Slot {
  readonly side: Side;
  readonly places: number;
  step: number;
  rect: Rect;
  /** The name of the task that the place was given to last: one that is started again comes back to it. */
  name = '';

  constructor(index: number, side: Side, step: number, places: number) {
    super(index);
    this.side = side;
    this.step = step;
    this.places = places;
    this.rect = taskRect(side, step, places);
  }

  moveTo(step: number): void {
    this.step = step;
    this.rect = taskRect(this.side, step, this.places);
  }
}

export class Row {
  readonly side: Side;
  readonly slots: TaskSlot[] = [];
  tidiedTo = -1;

  constructor(side: Side) {
    this.side = side;
  }

  /** The place of the dead task of the same name, else a tidied one, else the next at the right end. */
  take(task: number, seq: number, name: string, places: number, index: number): TaskSlot {
    const again = this.slots.find((slot) => !slot.live && slot.name === name && name !== '');
    const tidied = this.slots.find((slot) => !slot.live && slot.endedAt <= this.tidiedTo && slot.places >= places);
    const slot = again ?? tidied ?? this.#append(places, index);
    slot.name = name;
    slot.give(task, seq);
    return slot;
  }

  /** The free lattice step nearest to x where a slot fits; -1: none near. Places snap to the lattice, so chips keep standing on it. */
  freeStep(slot: TaskSlot, x: number): number {
    const wanted = Math.round((x - LATTICE_X + TRAY_INSET) / PITCH);
    for (let away = 0; away < 60; away++) {
      for (const step of away === 0 ? [wanted] : [wanted - away, wanted + away]) if (this.fits(slot, step)) return step;
    }
    return -1;
  }

  /** Whether a slot may stand at a step: nothing else does. */
  fits(slot: TaskSlot, step: number): boolean {
    const end = step + taskSteps(slot.places);
    return step >= 0 && this.slots.every((other) => other === slot || step >= other.step + taskSteps(other.places) || other.step >= end);
  }

  #append(places: number, index: number): TaskSlot {
    const end = this.slots.reduce((step, slot) => Math.max(step, slot.step + taskSteps(slot.places)), 0);
    const slot = new TaskSlot(index, this.side, end, places);
    this.slots.push(slot);
    return slot;
  }
}
