import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_BYTES } from '../abi/limits.ts';
import { PROFILES } from '../abi/profile.ts';
import type { Sink } from '../abi/sink.ts';
import { Ipc } from './context.ts';
import {
  AddressMap,
  mapDestroy,
  memoryAttach,
  memoryCreate,
  memoryRead,
  memoryRelease,
  type Region,
  regionAt,
  regionMap,
  regionUnmap,
  regionWrite,
} from './memory.ts';

const silent: Sink = { next: 0, begin: () => {}, emit: () => {}, emitBytes: () => {} };
const fresh = (): Ipc => new Ipc(silent, PROFILES.recommended);
const pattern = (sizeBytes: number): Uint8Array => Uint8Array.from({ length: sizeBytes }, (_, index) => index * 7);

describe('memory out of line', () => {
  it('reads as it was sent, whatever the sender writes later, and counts the pages that cost', () => {
    const ipc = fresh();
    const map = new AddressMap(1);
    const memory = memoryCreate(ipc, pattern(3 * PAGE_BYTES), 3 * PAGE_BYTES);
    const address = regionMap(ipc, map, memory, 0);
    memoryAttach(ipc, memory, 1, 0);
    regionWrite(ipc, map, regionAt(map, address, 1) as Region, address + PAGE_BYTES - 1, new Uint8Array([1, 2]));
    expect(memoryRead(memory, 0, 3 * PAGE_BYTES)).toEqual(pattern(3 * PAGE_BYTES));
    expect(ipc.pagesCopied).toBe(2);
    const written = regionAt(map, address, 1) as Region;
    expect([...memoryRead(written.memory, PAGE_BYTES - 1, 2)]).toEqual([1, 2]);
    memoryRelease(ipc, memory, 1, 0);
    mapDestroy(ipc, map);
    expect(ipc.memories).toBe(0);
  });

  it('copies a page once, then writes in place', () => {
    const ipc = fresh();
    const map = new AddressMap(1);
    const address = regionMap(ipc, map, memoryCreate(ipc, pattern(PAGE_BYTES), PAGE_BYTES), 0);
    const region = regionAt(map, address, 1) as Region;
    for (let count = 0; count < 10; count++) regionWrite(ipc, map, region, address + count, new Uint8Array([count]));
    expect(ipc.pagesCopied).toBe(1);
  });

  it('unmaps whole pages and keeps the rest of a region', () => {
    const ipc = fresh();
    const map = new AddressMap(1);
    const address = regionMap(ipc, map, memoryCreate(ipc, pattern(4 * PAGE_BYTES), 4 * PAGE_BYTES), 0);
    expect(regionUnmap(ipc, map, address + PAGE_BYTES + 5, 10, 0)).toBe(true);
    expect(regionAt(map, address, PAGE_BYTES)).not.toBeNull();
    expect(regionAt(map, address + PAGE_BYTES, 1)).toBeNull();
    const after = regionAt(map, address + 2 * PAGE_BYTES, 2 * PAGE_BYTES) as Region;
    expect(memoryRead(after.memory, after.offset, 4)).toEqual(pattern(4 * PAGE_BYTES).subarray(2 * PAGE_BYTES, 2 * PAGE_BYTES + 4));
    expect(regionUnmap(ipc, map, 0x7000_0000, 10, 0)).toBe(false);
  });

  it('agrees with plain copies, whatever is mapped, shared, written and unmapped', () => {
    const step = fc.record({
      kind: fc.constantFrom('map', 'send', 'write', 'unmap', 'receive'),
      at: fc.nat(20_000),
      size: fc.integer({ min: 1, max: 9000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ipc = fresh();
        const map = new AddressMap(1);
        const plain: { address: number; bytes: Uint8Array }[] = [];
        const inTransit: { memory: ReturnType<typeof memoryCreate>; bytes: Uint8Array }[] = [];
        for (const { kind, at, size } of steps) {
          const target = plain[at % Math.max(1, plain.length)];
          const region = target === undefined ? null : regionAt(map, target.address, target.bytes.length);
          if (kind === 'map') {
            const bytes = pattern(size);
            const address = regionMap(ipc, map, memoryCreate(ipc, bytes.slice(), size), 0);
            plain.push({ address, bytes });
          } else if (kind === 'send' && target !== undefined && region !== null) {
            memoryAttach(ipc, region.memory, 1, 0);
            inTransit.push({ memory: region.memory, bytes: target.bytes.slice() });
          } else if (kind === 'receive') {
            const sent = inTransit.shift();
            if (sent === undefined) continue;
            const address = regionMap(ipc, map, sent.memory, 0);
            memoryRelease(ipc, sent.memory, 1, 0);
            plain.push({ address, bytes: sent.bytes });
          } else if (kind === 'write' && target !== undefined && region !== null) {
            const offset = at % target.bytes.length;
            const bytes = pattern(Math.min(size, target.bytes.length - offset)).map((byte) => byte ^ at);
            regionWrite(ipc, map, region, target.address + offset, bytes);
            target.bytes.set(bytes, offset);
          } else if (kind === 'unmap' && target !== undefined) {
            regionUnmap(ipc, map, target.address, target.bytes.length, 0);
            plain.splice(plain.indexOf(target), 1);
          }
          for (const { address, bytes } of plain) {
            const now = regionAt(map, address, bytes.length) as Region;
            expect(memoryRead(now.memory, now.offset, bytes.length)).toEqual(bytes);
          }
          for (const { memory, bytes } of inTransit) expect(memoryRead(memory, 0, bytes.length)).toEqual(bytes);
        }
      }),
      { numRuns: 60 },
    );
  });
});
