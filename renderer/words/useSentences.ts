import { defineStore } from 'pinia';
import type { Log } from '../../kernel/trace/log.ts';
import type { Replica } from '../../kernel/trace/replica.ts';
import { sentenceOf } from '../../kernel/trace/sentences.ts';
import type { Catalogue, Sentence } from '../../kernel/trace/sentences.ts';
import { usePlayer } from '../player/usePlayer.ts';
import { catalogue } from './catalogue.ts';

/** Sentences kept: a few screens of lists. */
const KEPT_MAX = 4000;

/** The sentences of events, each told from the state after its event, wherever the cursor is. Made once. */
export const useSentences = defineStore('sentences', () => {
  const player = usePlayer();
  const kept = new Map<number, Sentence>();
  let walk: Replica | null = null;
  let of: { readonly log: Log; readonly catalogue: Catalogue } | null = null;

  function sentence(seq: number): Sentence | undefined {
    // Not the moment's: a sentence is the same wherever the cursor is, and lists of them need not be drawn again when it moves.
    const log = player.log();
    if (of?.log !== log || of.catalogue !== catalogue.value) {
      of = { log, catalogue: catalogue.value };
      kept.clear();
      walk = player.walker();
    }
    const known = kept.get(seq);
    if (known !== undefined || walk === null || seq < log.first || seq >= log.end) return known;
    walk.seek(seq);
    const { event } = walk;
    if (event === undefined) return undefined;
    const told = sentenceOf(event, walk.state, catalogue.value);
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(seq, told);
    return told;
  }

  return { sentence };
});
