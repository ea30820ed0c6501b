/** The dice service: makes its name known, and answers until it is ended. */
import { allocateSendable, handles, KERN_INVALID_ARGUMENT, register, serve } from 'machlab';
import { dice, DICE_NAME } from './dice.ts';

const port = await allocateSendable();
await register(DICE_NAME, port);
console.log('the dice are ready');

await serve(port, [
  handles(dice, {
    dice_throw: (_, { count, sides }) => {
      if (count < 1 || count > 100 || sides < 2) return KERN_INVALID_ARGUMENT;
      const throws = Array.from({ length: count }, () => 1 + Math.floor(Math.random() * sides));
      return { sum: throws.reduce((sum, one) => sum + one, 0) };
    },
  }),
]);
