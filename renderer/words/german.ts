/** All that German needs, in one piece that is loaded when it is asked for. */

import { DRAWING_WORDS_DE } from '../scene/words.de.ts';
import { sayIn } from '../scene/words.ts';
import de from './de.json';

export { GERMAN } from '../../kernel/trace/sentences.de.ts';
export const sayGerman = sayIn(DRAWING_WORDS_DE);
export const WORDS = de;
