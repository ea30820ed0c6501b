import { nameText } from '../../kernel/abi/rights.ts';
import { ENGLISH } from '../../kernel/trace/sentences.en.ts';
import { Labels } from '../../kernel/trace/sentences.ts';
import type { Moment, Target } from '../view.ts';

export interface CompiledFilter {
  /** Null when the text says nothing, or nothing that can be understood. */
  readonly test: ((target: Target, moment: Moment) => boolean) | null;
  /** What is wrong with the text. */
  readonly problem: string | null;
}

/** Plain words match what things are called. */
export function compileFilter(text: string): CompiledFilter {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { test: null, problem: null };
  return { test: (target, moment) => words.every((word) => labelOf(target, moment).toLowerCase().includes(word)), problem: null };
}

function labelOf(target: Target, { state, log }: Moment): string {
  const labels = new Labels(state, ENGLISH);
  switch (target.kind) {
    case 'task':
      return labels.task(target.id);
    case 'port':
      return `${labels.port(target.id)} p${target.id}`;
    case 'right': {
      const entry = state.tasks.get(target.task)?.entries.get(target.name);
      return `${nameText(target.name)} ${labels.task(target.task)} ${labels.port(entry?.object ?? 0)}`;
    }
    case 'message':
      return labels.message(state.messages.get(target.id)?.msghId ?? -1);
    case 'event':
      return log.event(target.id)?.name ?? '';
    default:
      return String(target.id);
  }
}
