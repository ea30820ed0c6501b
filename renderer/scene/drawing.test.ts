import { describe, expect, it } from 'vitest';
import { Log } from '../../kernel/trace/log.ts';
import { Drawing } from './drawing.ts';
import { COLUMN } from './geometry.ts';
import { browserRun } from './testing/browserRun.ts';

const { recorder } = await browserRun();
const log = new Log();
for (const batch of recorder.take()) log.append(batch);

describe('a drawing', () => {
  const drawing = new Drawing();
  drawing.layout.feed(log);
  const [slot] = drawing.layout.taskSlots;
  const task = { kind: 'task' as const, id: slot!.last };

  it('says where a dragged box stands, and another puts it there too', () => {
    const before = drawing.placeOf(task)!;
    expect(drawing.move(task, { x: 12 * COLUMN, y: 0 })).toBe(true);
    const after = drawing.placeOf(task)!;
    expect(after.x).toBeGreaterThan(before.x);

    const other = new Drawing();
    other.layout.feed(log);
    expect(other.put(task, after)).toBe(true);
    expect(other.layout.taskSlot(task.id)!.rect).toEqual(drawing.layout.taskSlot(task.id)!.rect);
    expect(other.put(task, after)).toBe(false);
    expect(drawing.undo()).toEqual(task);
    expect(drawing.placeOf(task)).toEqual(before);
    expect(drawing.undo()).toBeNull();
  });

  it('puts nothing where something stands, and nothing that is not there', () => {
    const [, neighbour] = drawing.layout.taskSlots.filter(({ side }) => side === slot!.side);
    expect(drawing.put(task, { x: neighbour!.step, y: 0 })).toBe(false);
    expect(drawing.put({ kind: 'task', id: 9999 }, { x: 1, y: 0 })).toBe(false);
    expect(drawing.put({ kind: 'port', id: 9999 }, { x: 1, y: 0 })).toBe(false);
    expect(drawing.put(task, { x: -1, y: 0 })).toBe(false);
  });
});
