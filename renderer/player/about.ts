/** Which events are about a target. */

import { fieldOffset } from '../../kernel/trace/fields.ts';
import { speaksOf } from '../../kernel/trace/queries.ts';
import type { WordTest } from '../../kernel/trace/scan.ts';
import type { Target } from '../view.ts';

/** A test for events that are about the target; null for targets that no event is about but themselves. */
export function targetTest(target: Target): WordTest | null {
  if (target.kind === 'event') return null;
  if (target.kind === 'right') return rightTest(target.task, target.name);
  const object = { kind: target.kind === 'message' ? ('msg' as const) : target.kind, id: target.id };
  return (words, at) => speaksOf(words, at, object);
}

function rightTest(task: number, name: number): WordTest {
  const wanted = name | 0;
  return (words, at) => {
    const type = words[at]!;
    const ofTask = fieldOffset(type, 'task');
    if (ofTask === 0 || words[at + ofTask] !== task) return false;
    return ['name', 'oldName', 'newName'].some((field) => {
      const offset = fieldOffset(type, field);
      return offset > 0 && words[at + offset] === wanted;
    });
  };
}
