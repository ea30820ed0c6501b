/** Ranges of a task's address space, as the vm calls see them: they may span regions, and cut them. */
import {
  KERN_INVALID_ADDRESS,
  KERN_INVALID_ARGUMENT,
  KERN_NO_SPACE,
  KERN_PROTECTION_FAILURE,
  KERN_RESOURCE_SHORTAGE,
  KERN_SUCCESS,
} from '../abi/codes.ts';
import { EV_REGION_PROTECTED, EV_REGION_UNMAPPED } from '../abi/events.ts';
import { ADDRESS_FIRST, PAGE_BYTES, REGION_BYTES_PER_TASK } from '../abi/limits.ts';
import type { Ipc } from './context.ts';
import {
  ADDRESS_END,
  type AddressMap,
  indexAfter,
  type Memory,
  memoryCreate,
  memoryPieces,
  memoryShare,
  memoryUnhold,
  pagesUp,
  PROTECTION_READ,
  PROTECTION_WRITE,
  type Region,
  regionAt,
  regionMap,
  regionMapAt,
  regionWrite,
} from './memory.ts';

const NOTHING = new Uint8Array(0);

/** Returns: whether a range lies within the addresses a task can have. */
export function isRange(address: number, sizeBytes: number): boolean {
  return address >= 0 && address + sizeBytes <= ADDRESS_END;
}

/**
 * Purpose: fresh memory of zeros, in whole pages, at `address` rounded down to a page, or where there is room (null).
 * Returns: KERN_SUCCESS and the address; KERN_INVALID_ADDRESS, KERN_NO_SPACE, KERN_RESOURCE_SHORTAGE (the task's quota).
 */
export function rangeAllocate(ipc: Ipc, map: AddressMap, address: number | null, sizeBytes: number): { code: number; address: number } {
  const spanBytes = pagesUp(sizeBytes);
  if (map.bytes + spanBytes > REGION_BYTES_PER_TASK) return { code: KERN_RESOURCE_SHORTAGE, address: 0 };
  if (address === null) {
    const memory = memoryCreate(ipc, NOTHING, spanBytes);
    const found = regionMap(ipc, map, memory, 0);
    if (found === 0) memoryUnhold(ipc, memory);
    return { code: found === 0 ? KERN_NO_SPACE : KERN_SUCCESS, address: found };
  }
  const start = Math.floor(address / PAGE_BYTES) * PAGE_BYTES;
  if (start < ADDRESS_FIRST || !isRange(start, spanBytes)) return { code: KERN_INVALID_ADDRESS, address: 0 };
  if (regionsIn(map, start, spanBytes).length > 0) return { code: KERN_NO_SPACE, address: 0 };
  const protection = PROTECTION_READ | PROTECTION_WRITE;
  regionMapAt(ipc, map, start, memoryCreate(ipc, NOTHING, spanBytes), 0, spanBytes, protection, 0);
  return { code: KERN_SUCCESS, address: start };
}

/** Returns: the regions that lie in a range, wholly or in part, by rising address. */
function regionsIn(map: AddressMap, address: number, sizeBytes: number): Region[] {
  const found: Region[] = [];
  for (let at = Math.max(0, indexAfter(map, address) - 1); at < map.regions.length; at++) {
    const region = map.regions[at] as Region;
    if (region.address >= address + sizeBytes) break;
    if (region.address + pagesUp(region.sizeBytes) > address) found.push(region);
  }
  return found;
}

/** Returns: the regions that cover every byte of a range, in order; null when some of it is not mapped. */
function covering(map: AddressMap | null, address: number, sizeBytes: number): Region[] | null {
  if (map === null) return null;
  const regions = regionsIn(map, address, sizeBytes);
  let at = address;
  for (const region of regions) {
    if (region.address > at) return null;
    at = region.address + region.sizeBytes;
  }
  return at >= address + sizeBytes ? regions : null;
}

/** Returns: KERN_SUCCESS when all of a range is mapped with this protection, or KERN_INVALID_ADDRESS, KERN_PROTECTION_FAILURE. */
function rangeCheck(map: AddressMap | null, address: number, sizeBytes: number, protection: number): number {
  const regions = covering(map, address, sizeBytes);
  if (regions === null) return KERN_INVALID_ADDRESS;
  return regions.every((region) => (region.protection & protection) !== 0) ? KERN_SUCCESS : KERN_PROTECTION_FAILURE;
}

/**
 * Purpose: an object that reads as a range does: shared, not copied, while the range lies in one region.
 * Returns: the object, for the caller to attach at once, or KERN_INVALID_ADDRESS, KERN_PROTECTION_FAILURE.
 */
export function rangeRead(ipc: Ipc, map: AddressMap | null, address: number, sizeBytes: number): Memory | number {
  const code = rangeCheck(map, address, sizeBytes, PROTECTION_READ);
  if (code !== KERN_SUCCESS) return code;
  const whole = regionAt(map, address, sizeBytes);
  if (whole !== null) return memoryShare(ipc, whole.memory, whole.offset + address - whole.address, sizeBytes);
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const region of covering(map, address, sizeBytes) ?? []) {
    const from = address + at - region.address;
    const count = Math.min(region.sizeBytes - from, sizeBytes - at);
    for (const piece of memoryPieces(region.memory, region.offset + from, count)) {
      bytes.set(piece, at);
      at += piece.length;
    }
  }
  ipc.bytesCopied += sizeBytes;
  return memoryCreate(ipc, bytes, sizeBytes);
}

/** Purpose: write an object's bytes into a range. Returns: KERN_SUCCESS; KERN_INVALID_ADDRESS, KERN_PROTECTION_FAILURE, and nothing written. */
export function rangeWrite(ipc: Ipc, map: AddressMap | null, address: number, data: Memory): number {
  const { sizeBytes } = data;
  const code = rangeCheck(map, address, sizeBytes, PROTECTION_WRITE);
  if (code !== KERN_SUCCESS || map === null) return code;
  let at = 0;
  for (const region of covering(map, address, sizeBytes) ?? []) {
    const count = Math.min(region.address + region.sizeBytes - address - at, sizeBytes - at);
    for (const piece of memoryPieces(data, at, count)) {
      regionWrite(ipc, map, region, address + at, piece);
      at += piece.length;
    }
  }
  ipc.bytesCopied += sizeBytes;
  return KERN_SUCCESS;
}

/**
 * Purpose: change the protection of the whole pages that span a range; regions that reach beyond it are cut.
 * Returns: KERN_SUCCESS, KERN_INVALID_ARGUMENT (no such protection), KERN_INVALID_ADDRESS (not all of it is mapped).
 */
export function rangeProtect(ipc: Ipc, map: AddressMap | null, address: number, sizeBytes: number, protection: number): number {
  if ((protection & ~7) !== 0) return KERN_INVALID_ARGUMENT;
  if (sizeBytes === 0) return KERN_SUCCESS;
  if (map === null || covering(map, address, sizeBytes) === null) return KERN_INVALID_ADDRESS;
  const from = Math.floor(address / PAGE_BYTES) * PAGE_BYTES;
  const to = pagesUp(address + sizeBytes);
  for (const region of regionsIn(map, from, to - from)) {
    const inside = clip(ipc, map, region, from, to);
    if (inside.protection === protection) continue;
    ipc.sink.emit(EV_REGION_PROTECTED, map.taskId, inside.address, inside.protection, protection);
    inside.protection = protection;
  }
  return KERN_SUCCESS;
}

/** Purpose: cut a region at the ends of a range. Returns: the part of it inside the range. */
function clip(ipc: Ipc, map: AddressMap, region: Region, from: number, to: number): Region {
  const { address, sizeBytes, memory, offset, protection } = region;
  const end = address + sizeBytes;
  if (address >= from && end <= to) return region;
  map.regions.splice(map.regions.indexOf(region), 1);
  map.bytes -= sizeBytes;
  ipc.sink.emit(EV_REGION_UNMAPPED, map.taskId, address, sizeBytes, memory.id, protection, 0);
  const cuts = [address, Math.max(address, from), Math.min(end, to), end];
  for (let piece = 0; piece < 3; piece++) {
    const start = cuts[piece] as number;
    const stop = cuts[piece + 1] as number;
    if (stop > start) regionMapAt(ipc, map, start, memory, offset + start - address, stop - start, protection, 0);
  }
  memoryUnhold(ipc, memory);
  return map.regions[indexAfter(map, cuts[1] as number) - 1] as Region;
}

/** Purpose: a task's whole map appears in an empty one, every page shared until one of them writes to it. */
export function mapCopy(ipc: Ipc, from: AddressMap, to: AddressMap): void {
  for (const { address, memory, offset, sizeBytes, protection } of from.regions)
    regionMapAt(ipc, to, address, memory, offset, sizeBytes, protection, 0);
}
