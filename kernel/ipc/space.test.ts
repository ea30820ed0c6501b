import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EV_NAME_ALLOCATED, EV_NAME_DESTROYED } from '../abi/events.ts';
import { PROFILES } from '../abi/profile.ts';
import { TYPE_DEAD_NAME, TYPE_NONE } from '../abi/rights.ts';
import type { Sink } from '../abi/sink.ts';
import { Ipc } from './context.ts';
import { type Entry, entryRename, entrySet, Space, spaceAllocate, spaceAllocateName, spaceLookup } from './space.ts';

const silent: Sink = { next: 0, begin: () => {}, emit: () => {}, emitBytes: () => {} };
const ipc = new Ipc(silent, PROFILES.recommended);

function allocate(space: Space): Entry {
  const entry = spaceAllocate(space) as Entry;
  entrySet(ipc, EV_NAME_ALLOCATED, entry, TYPE_DEAD_NAME, 1, 0, 0, 0, 0);
  return entry;
}

function free(entry: Entry): void {
  entrySet(ipc, EV_NAME_DESTROYED, entry, TYPE_NONE, 0, 0, 0, 0, 0);
}

describe('a name space', () => {
  it('gives names whose two low bits are set and whose index is not 0', () => {
    const space = new Space(1);
    for (let count = 0; count < 300; count++) {
      const { name } = allocate(space);
      expect(name & 3).toBe(3);
      expect(name >>> 8).toBeGreaterThan(0);
    }
  });

  it('finds an entry under its name and nothing under a stale one', () => {
    const space = new Space(1);
    const entry = allocate(space);
    const { name } = entry;
    expect(spaceLookup(space, name)).toBe(entry);
    free(entry);
    const again = allocate(space);
    expect(again.name >>> 8).toBe(name >>> 8);
    expect(again.name).not.toBe(name);
    expect(spaceLookup(space, name)).toBeNull();
  });

  it('keeps chosen names apart from its own, also where they would meet', () => {
    const space = new Space(1);
    const chosen = spaceAllocateName(space, 0x103) as Entry;
    const own = allocate(space);
    expect(own.name).not.toBe(0x103);
    expect(spaceLookup(space, 0x103)).toBe(chosen);
    entryRename(ipc, own, 0x99);
    expect(spaceLookup(space, 0x99)).toBe(own);
  });

  it('agrees with a plain map of names, whatever is allocated, chosen and freed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant('allocate'), fc.constant('free'), fc.integer({ min: 1, max: 0x500 })), { maxLength: 200 }),
        (steps) => {
          const space = new Space(1);
          const model = new Map<number, Entry>();
          for (const step of steps) {
            if (step === 'allocate') {
              const entry = allocate(space);
              if (model.has(entry.name)) throw new Error(`${entry.name} was given twice`);
              model.set(entry.name, entry);
            } else if (step === 'free') {
              const first = [...model.values()][0];
              if (first === undefined) continue;
              model.delete(first.name);
              free(first);
            } else if (typeof step === 'number' && spaceLookup(space, step) === null)
              model.set(step, spaceAllocateName(space, step) as Entry);
          }
          expect(space.names).toBe(model.size);
          for (const [name, entry] of model) expect(spaceLookup(space, name)).toBe(entry);
        },
      ),
    );
  });
});
