/**
 * Memory that travels out of line. A memory object is bytes that never change, with private pages laid over them; regions and
 * messages share objects, and a write to a shared one makes a new object first, copying only the pages it touches.
 */
import {
  EV_MEMORY_CREATED,
  EV_MEMORY_GONE,
  EV_OOL_ATTACHED,
  EV_OOL_RELEASED,
  EV_PAGES_COPIED,
  EV_REGION_MAPPED,
  EV_REGION_UNMAPPED,
} from '../abi/events.ts';
import { ADDRESS_FIRST, PAGE_BYTES, REGION_BYTES_PER_TASK } from '../abi/limits.ts';
import type { Ipc } from './context.ts';

export const PROTECTION_READ = 1;
export const PROTECTION_WRITE = 2;
/** Where a task's addresses end. */
export const ADDRESS_END = 0xf0000000;

export class Memory {
  readonly id: number;
  readonly sizeBytes: number;
  /** Never written to. Shorter than `sizeBytes` where the rest is zero. */
  readonly base: Uint8Array;
  /** Pages written since, by index. */
  pages: Map<number, Uint8Array> | null;
  /** Pages of `pages` that another object reads too. */
  sharedPages: Set<number> | null = null;
  readonly copyOf: number;
  /** Regions and messages that hold it. */
  holders = 0;

  constructor(id: number, sizeBytes: number, base: Uint8Array, pages: Map<number, Uint8Array> | null, copyOf: number) {
    this.id = id;
    this.sizeBytes = sizeBytes;
    this.base = base;
    this.pages = pages;
    this.copyOf = copyOf;
  }
}

/** A range of a task's address space. */
export interface Region {
  readonly address: number;
  readonly sizeBytes: number;
  memory: Memory;
  /** Where in the object the region begins. */
  readonly offset: number;
  /** `PROTECTION_*`. */
  protection: number;
}

/** The regions of one task, by rising address. */
export class AddressMap {
  readonly taskId: number;
  regions: Region[] = [];
  bytes = 0;
  /** Where the search for a free range begins. */
  hint = ADDRESS_FIRST;

  constructor(taskId: number) {
    this.taskId = taskId;
  }
}

/** Purpose: an object over bytes that nobody will write to. Rights: the caller holds it (`holders` is for it to raise). */
export function memoryCreate(ipc: Ipc, base: Uint8Array, sizeBytes: number): Memory {
  const memory = new Memory(ipc.nextMemory++, sizeBytes, base, null, 0);
  ipc.memories++;
  ipc.sink.emit(EV_MEMORY_CREATED, memory.id, sizeBytes, 0);
  return memory;
}

/** Purpose: one region or message less holds an object; with the last it is gone. */
export function memoryUnhold(ipc: Ipc, memory: Memory): void {
  if (--memory.holders > 0) return;
  ipc.memories--;
  ipc.sink.emit(EV_MEMORY_GONE, memory.id, memory.sizeBytes, memory.copyOf);
}

/** Purpose: a message holds an object from now on. */
export function memoryAttach(ipc: Ipc, memory: Memory, msg: number, descriptor: number): void {
  memory.holders++;
  ipc.sink.emit(EV_OOL_ATTACHED, msg, descriptor, memory.id, memory.sizeBytes);
}

/** Purpose: a message lets an object go. */
export function memoryRelease(ipc: Ipc, memory: Memory, msg: number, descriptor: number): void {
  ipc.sink.emit(EV_OOL_RELEASED, msg, descriptor, memory.id, memory.sizeBytes);
  memoryUnhold(ipc, memory);
}

/** Returns: the pieces of an object's bytes from `offset` on, in order; pages of zeros are materialised. */
export function memoryPieces(memory: Memory, offset: number, sizeBytes: number): Uint8Array[] {
  const { base, pages } = memory;
  const end = offset + sizeBytes;
  if (pages === null && end <= base.length) return sizeBytes === 0 ? [] : [base.subarray(offset, end)];
  const pieces: Uint8Array[] = [];
  for (let at = offset; at < end;) {
    const page = Math.floor(at / PAGE_BYTES);
    const until = Math.min(end, (page + 1) * PAGE_BYTES);
    const own = pages?.get(page);
    if (own !== undefined) pieces.push(own.subarray(at - page * PAGE_BYTES, until - page * PAGE_BYTES));
    else {
      if (at < base.length) pieces.push(base.subarray(at, Math.min(until, base.length)));
      if (until > base.length) pieces.push(new Uint8Array(until - Math.max(at, base.length)));
    }
    at = until;
  }
  return pieces;
}

/** Returns: a copy of a range of an object. */
export function memoryRead(memory: Memory, offset: number, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of memoryPieces(memory, offset, sizeBytes)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Purpose: an object that reads the same as a range of another, without copying a page. */
export function memoryShare(ipc: Ipc, memory: Memory, offset: number, sizeBytes: number): Memory {
  if (offset === 0 && sizeBytes === memory.sizeBytes) return memory;
  if (memory.pages === null && offset + sizeBytes <= memory.base.length)
    return memoryCreate(ipc, memory.base.subarray(offset, offset + sizeBytes), sizeBytes);
  ipc.bytesCopied += sizeBytes;
  return memoryCreate(ipc, memoryRead(memory, offset, sizeBytes), sizeBytes);
}

/** Purpose: write into a region; what others share stays as it was, and the pages written to are copied (and counted). */
export function regionWrite(ipc: Ipc, map: AddressMap, region: Region, address: number, bytes: Uint8Array): void {
  let { memory } = region;
  if (memory.holders > 1) memory = unshare(ipc, map, region);
  const pages = (memory.pages ??= new Map());
  let copied = 0;
  const start = region.offset + (address - region.address);
  for (let at = 0; at < bytes.length;) {
    const page = Math.floor((start + at) / PAGE_BYTES);
    const within = start + at - page * PAGE_BYTES;
    const count = Math.min(bytes.length - at, PAGE_BYTES - within);
    let own = pages.get(page);
    if (own === undefined || memory.sharedPages?.has(page) === true) {
      own = new Uint8Array(PAGE_BYTES);
      let to = 0;
      const from = page * PAGE_BYTES;
      for (const piece of memoryPieces(memory, from, Math.min(PAGE_BYTES, memory.sizeBytes - from))) {
        own.set(piece, to);
        to += piece.length;
      }
      pages.set(page, own);
      memory.sharedPages?.delete(page);
      copied++;
    }
    own.set(bytes.subarray(at, at + count), within);
    at += count;
  }
  if (copied > 0) {
    ipc.pagesCopied += copied;
    ipc.sink.emit(EV_PAGES_COPIED, memory.id, copied, map.taskId);
  }
}

function unshare(ipc: Ipc, map: AddressMap, region: Region): Memory {
  const old = region.memory;
  const memory = new Memory(ipc.nextMemory++, old.sizeBytes, old.base, old.pages === null ? null : new Map(old.pages), old.id);
  if (old.pages !== null) {
    memory.sharedPages = new Set(old.pages.keys());
    old.sharedPages = new Set(old.pages.keys());
  }
  ipc.memories++;
  ipc.sink.emit(EV_MEMORY_CREATED, memory.id, memory.sizeBytes, old.id);
  const { address, sizeBytes, protection } = region;
  ipc.sink.emit(EV_REGION_UNMAPPED, map.taskId, address, sizeBytes, old.id, protection, 0);
  memoryUnhold(ipc, old);
  memory.holders++;
  region.memory = memory;
  ipc.sink.emit(EV_REGION_MAPPED, map.taskId, address, sizeBytes, memory.id, protection, 0);
  return memory;
}

/** Returns: the region that holds all of a range, or null. */
export function regionAt(map: AddressMap | null, address: number, sizeBytes: number): Region | null {
  const region = map === null ? null : regionBelow(map, address);
  return region !== null && address + sizeBytes <= region.address + region.sizeBytes ? region : null;
}

/** Returns: the region that an address is in, or null. */
export function regionBelow(map: AddressMap, address: number): Region | null {
  const at = indexAfter(map, address) - 1;
  const region = map.regions[at];
  return region !== undefined && address < region.address + pagesUp(region.sizeBytes) ? region : null;
}

/** Returns: the index of the first region that begins above an address. */
export function indexAfter(map: AddressMap, address: number): number {
  let low = 0;
  let high = map.regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((map.regions[middle] as Region).address <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function pagesUp(sizeBytes: number): number {
  return Math.ceil(sizeBytes / PAGE_BYTES) * PAGE_BYTES;
}

/** Purpose: map an object where there is room. Returns: the address; 0 when the map or the task's quota is full. */
export function regionMap(ipc: Ipc, map: AddressMap, memory: Memory, msg: number): number {
  const { sizeBytes } = memory;
  if (map.bytes + sizeBytes > REGION_BYTES_PER_TASK) return 0;
  const address = findRoom(map, pagesUp(sizeBytes));
  if (address !== 0) regionMapAt(ipc, map, address, memory, 0, sizeBytes, PROTECTION_READ | PROTECTION_WRITE, msg);
  return address;
}

function findRoom(map: AddressMap, spanBytes: number): number {
  if (map.hint + spanBytes <= ADDRESS_END) {
    const address = map.hint;
    const next = map.regions[indexAfter(map, address)];
    const before = regionBelow(map, address);
    if (before === null && (next === undefined || next.address >= address + spanBytes)) {
      map.hint = address + spanBytes;
      return address;
    }
  }
  let address = ADDRESS_FIRST;
  for (const region of map.regions) {
    if (region.address - address >= spanBytes) break;
    address = region.address + pagesUp(region.sizeBytes);
  }
  if (address + spanBytes > ADDRESS_END) return 0;
  map.hint = address + spanBytes;
  return address;
}

/** Purpose: map part of an object at an address. Needs: the range is free. */
export function regionMapAt(
  ipc: Ipc,
  map: AddressMap,
  address: number,
  memory: Memory,
  offset: number,
  sizeBytes: number,
  protection: number,
  msg: number,
): void {
  memory.holders++;
  map.bytes += sizeBytes;
  map.regions.splice(indexAfter(map, address), 0, { address, sizeBytes, memory, offset, protection });
  ipc.sink.emit(EV_REGION_MAPPED, map.taskId, address, sizeBytes, memory.id, protection, msg);
}

/** Purpose: unmap the whole pages that span a range; regions that are cut keep their other pages. Returns: whether anything was there. */
export function regionUnmap(ipc: Ipc, map: AddressMap, address: number, sizeBytes: number, msg: number): boolean {
  const from = Math.floor(address / PAGE_BYTES) * PAGE_BYTES;
  const to = pagesUp(address + sizeBytes);
  let found = false;
  for (let at = Math.max(0, indexAfter(map, from) - 1); at < map.regions.length;) {
    const region = map.regions[at] as Region;
    const end = region.address + region.sizeBytes;
    if (region.address >= to) break;
    if (end <= from) {
      at++;
      continue;
    }
    found = true;
    map.regions.splice(at, 1);
    map.bytes -= region.sizeBytes;
    ipc.sink.emit(EV_REGION_UNMAPPED, map.taskId, region.address, region.sizeBytes, region.memory.id, region.protection, msg);
    const { memory, offset, protection } = region;
    if (region.address < from) regionMapAt(ipc, map, region.address, memory, offset, from - region.address, protection, msg);
    if (end > to) regionMapAt(ipc, map, to, memory, offset + (to - region.address), end - to, protection, msg);
    memoryUnhold(ipc, memory);
    at = Math.max(0, indexAfter(map, from) - 1);
    if (region.address < from) at = indexAfter(map, from);
  }
  return found;
}

/** Purpose: the whole map goes with its task. */
export function mapDestroy(ipc: Ipc, map: AddressMap): void {
  const { regions, taskId } = map;
  map.regions = [];
  map.bytes = 0;
  for (const { address, sizeBytes, memory, protection } of regions) {
    ipc.sink.emit(EV_REGION_UNMAPPED, taskId, address, sizeBytes, memory.id, protection, 0);
    memoryUnhold(ipc, memory);
  }
}
