import type { ActionId } from '../keys/bindings.ts';
import type { Target } from '../view.ts';

const ALL: readonly ActionId[] = ['inspect', 'why', 'nextOfSelection', 'previousOfSelection', 'filterSelection', 'breakOn', 'openInTables'];

/** What can be done with a target, in the order of its menu. */
export function menuActions(target: Target): readonly ActionId[] {
  switch (target.kind) {
    case 'task':
      return [...ALL, 'crash', 'restartTask', 'stopProgram'];
    case 'right':
    case 'message':
      return [...ALL, 'origin'];
    case 'event':
      return ['inspect', 'breakOn', 'bookmark', 'note', 'openInTables'];
    default:
      return ALL;
  }
}
