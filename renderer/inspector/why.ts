import { nameText } from '../../kernel/abi/rights.ts';
import type { Why, WhySlot } from '../../kernel/trace/queries.ts';
import type { Labels } from '../../kernel/trace/sentences.ts';
import { t } from '../words/words.ts';

/** The sentence of an answer. */
export function whyText({ reason, slots }: Why, labels: Labels): string {
  const values = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, slotText(name, slot, labels)]));
  return t(`why.reason.${reason}`, values);
}

function slotText(name: string, slot: WhySlot, labels: Labels): string {
  if (typeof slot === 'number') return name === 'name' ? nameText(slot >>> 0) : String(slot);
  switch (slot.kind) {
    case 'task':
      return labels.task(slot.id);
    case 'port':
      return labels.port(slot.id);
    case 'thread':
      return labels.thread(slot.id, labels.state.threads.get(slot.id)?.task ?? 0);
    case 'msg':
      return labels.message(labels.state.messages.get(slot.id)?.msghId ?? -1);
  }
}
