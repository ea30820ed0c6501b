/** What can be asked of the dice service: one declaration, from which client and server take their types and their bytes. */
import { fields, routine, subsystem } from 'machlab';

const { u32 } = fields;

export const DICE_NAME = 'lab.dice';

export const dice = subsystem('dice', {
  /** Throws dice with so many sides; gives their sum. */
  dice_throw: routine(7000, { count: u32, sides: u32 }, { sum: u32 }),
});
