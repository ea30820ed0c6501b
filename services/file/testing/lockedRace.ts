/** A program for a locked task: changes a folder that somebody outside swaps for a link meanwhile, and tells on stderr what the answers were. */
import { args, fsync } from 'machlab';
import { Volume } from '../volume.ts';
import { changeAgainAndAgain } from './race.ts';

const { byHandle, rounds } = args as { byHandle: boolean; rounds: number };
const volume = Volume.start('.', { flush: fsync, byHandle });
if (!volume.ok) throw new Error('the folder is no volume');
process.stderr.write(JSON.stringify(changeAgainAndAgain(volume.value, rounds)));
