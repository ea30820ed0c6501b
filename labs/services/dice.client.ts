/** Asks the dice service, once as it is meant and once wrongly. */
import { ask, call, codeName, lookUp } from 'machlab';
import { dice, DICE_NAME } from './dice.ts';

const port = await lookUp(DICE_NAME);
const { sum } = await ask(port, dice.dice_throw, { count: 3, sides: 6 });
console.log(`three dice: ${sum}`);
const { code } = await call(port, dice.dice_throw, { count: 0, sides: 6 });
console.log(`no dice: ${codeName(code)}`);
