import { nameText } from '../../kernel/abi/rights.ts';
import type { Moment, Target } from '../view.ts';

/** The condition of a breakpoint on a target, to begin with. */
export function conditionFor(target: Target | null, { log }: Moment): string {
  if (target === null) return '';
  switch (target.kind) {
    case 'task':
      return `task:${target.id}`;
    case 'port':
      return `port:p${target.id}`;
    case 'message':
      return `msg:m${target.id}`;
    case 'right':
      return `task:${target.task} name:${nameText(target.name)}`;
    case 'event':
      return `type:${log.event(target.id)?.name ?? ''}`;
    default:
      return `${target.kind}:${target.id}`;
  }
}
