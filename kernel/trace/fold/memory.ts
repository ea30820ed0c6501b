/** Memory objects, the regions that map them and the messages that carry them. */

import {
  EV_MEMORY_CREATED,
  EV_MEMORY_GONE,
  EV_OOL_ATTACHED,
  EV_OOL_RELEASED,
  EV_PAGES_COPIED,
  EV_REGION_MAPPED,
  EV_REGION_PROTECTED,
  EV_REGION_UNMAPPED,
} from '../../abi/events.ts';
import { addRecord, ownMessage, ownRegion, ownTask, removeRecord } from '../own.ts';
import { BrokenLog } from '../state.ts';
import type { State } from '../state.ts';

export function foldMemory(state: State, w: Int32Array, at: number): void {
  switch (w[at]! & 0xffff) {
    case EV_MEMORY_CREATED:
      create(state, w, at);
      return;
    case EV_MEMORY_GONE:
      removeRecord(state, state.memory, w[at + 1]!, 'memory');
      return;
    case EV_REGION_MAPPED:
      map(state, w, at);
      return;
    case EV_REGION_UNMAPPED:
      removeRecord(state, ownTask(state, w[at + 1]!).regions, w[at + 2]! >>> 0, 'region');
      return;
    case EV_REGION_PROTECTED:
      ownRegion(state, ownTask(state, w[at + 1]!), w[at + 2]! >>> 0).protection = w[at + 4]!;
      return;
    case EV_PAGES_COPIED:
      state.pagesCopied += w[at + 2]!;
      return;
    case EV_OOL_ATTACHED:
      attach(state, w, at);
      return;
    case EV_OOL_RELEASED:
      release(state, w, at);
      return;
    default:
  }
}

export function unfoldMemory(state: State, w: Int32Array, at: number): void {
  switch (w[at]! & 0xffff) {
    case EV_MEMORY_CREATED:
      removeRecord(state, state.memory, w[at + 1]!, 'memory');
      return;
    case EV_MEMORY_GONE:
      create(state, w, at);
      return;
    case EV_REGION_MAPPED:
      removeRecord(state, ownTask(state, w[at + 1]!).regions, w[at + 2]! >>> 0, 'region');
      return;
    case EV_REGION_UNMAPPED:
      map(state, w, at);
      return;
    case EV_REGION_PROTECTED:
      ownRegion(state, ownTask(state, w[at + 1]!), w[at + 2]! >>> 0).protection = w[at + 3]!;
      return;
    case EV_PAGES_COPIED:
      state.pagesCopied -= w[at + 2]!;
      return;
    case EV_OOL_ATTACHED:
      release(state, w, at);
      return;
    case EV_OOL_RELEASED:
      attach(state, w, at);
      return;
    default:
  }
}

function create(state: State, w: Int32Array, at: number): void {
  const id = w[at + 1]!;
  addRecord(state, state.memory, id, { epoch: state.epoch, id, sizeBytes: w[at + 2]!, copyOf: w[at + 3]! }, 'memory');
}

function map(state: State, w: Int32Array, at: number): void {
  const address = w[at + 2]! >>> 0;
  const region = { epoch: state.epoch, address, sizeBytes: w[at + 3]!, memory: w[at + 4]!, protection: w[at + 5]! };
  addRecord(state, ownTask(state, w[at + 1]!).regions, address, region, 'region');
}

function attach(state: State, w: Int32Array, at: number): void {
  const { memory } = ownMessage(state, w[at + 1]!);
  const descriptor = w[at + 2]!;
  let place = memory.length;
  while (place > 0 && memory[place - 1]!.descriptor > descriptor) place--;
  state.count(1);
  state.walk(memory.length - place);
  memory.splice(place, 0, { descriptor, memory: w[at + 3]!, sizeBytes: w[at + 4]! });
}

function release(state: State, w: Int32Array, at: number): void {
  const { memory } = ownMessage(state, w[at + 1]!);
  const place = memory.findIndex((carried) => carried.descriptor === w[at + 2]!);
  if (place < 0) throw new BrokenLog(`message ${w[at + 1]} gives up memory that it does not carry`);
  state.count(-1);
  state.walk(memory.length);
  memory.splice(place, 1);
}
