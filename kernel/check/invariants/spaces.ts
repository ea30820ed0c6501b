/** What must hold of each space: its names, its quota, its memory. */
import { PORT_KIND_SET } from '../../abi/events.ts';
import { QUEUED_BYTES_PER_TASK, REGION_BYTES_PER_TASK, UREFS_MAX } from '../../abi/limits.ts';
import { REQUEST_DEAD_NAME, REQUEST_SEND_POSSIBLE } from '../../abi/notify.ts';
import { TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_RECEIVE, TYPE_SEND, TYPE_SEND_ONCE, TYPE_SEND_RECEIVE } from '../../abi/rights.ts';
import type { Entry, Space } from '../objects.ts';
import { breach } from './broken.ts';
import { hex, type Tally } from './tally.ts';

/** Checks one space; `tally` says what it pays for. */
export function checkSpace(space: Space, tally: Tally): void {
  let indexed = 0;
  for (const entry of space.table) if (entry !== null) indexed += checkEntry(space, entry);
  for (const entry of space.chosen.values()) indexed += checkEntry(space, entry);
  if (indexed !== space.byPort.size)
    breach('one name a port', `task ${space.taskId} indexes ${space.byPort.size} ports and names ${indexed}`);
  for (let at = space.freeHead; at < space.free.length; at++) {
    if (space.table[space.free[at] as number] !== null) breach('names', `place ${space.free[at]} of task ${space.taskId} is free and used`);
  }
  const charge = tally.charges.get(space);
  const messages = charge?.messages ?? 0;
  const bytes = charge?.bytes ?? 0;
  if (space.queuedMessages !== messages || space.queuedBytes !== bytes)
    breach(
      'quotas',
      `task ${space.taskId} is charged ${space.queuedMessages} messages, ${space.queuedBytes} bytes; it owes ${messages}, ${bytes}`,
    );
  if (bytes > QUEUED_BYTES_PER_TASK + REGION_BYTES_PER_TASK) breach('quotas', `task ${space.taskId} holds ${bytes} bytes in queues`);
  checkRegions(space);
}

/** Returns: 1 for a name that the index by port must know, else 0. */
function checkEntry(space: Space, entry: Entry): number {
  const { type, urefs, object } = entry;
  const where = (): string => `name ${hex(entry.name)} of task ${space.taskId}`;
  if (urefs < 1 || urefs > UREFS_MAX) breach('user references', `${where()} has ${urefs}`);
  if (type !== TYPE_DEAD_NAME) checkRequest(entry, where);
  switch (type) {
    case TYPE_DEAD_NAME:
      if (object !== null) breach('dead names are dead', `${where()} still names port ${object.id}`);
      if (entry.request !== null || entry.accepted !== null) breach('dead names are dead', `${where()} has a request`);
      return 0;
    case TYPE_SEND_ONCE:
    case TYPE_PORT_SET:
      if (urefs !== 1) breach('user references', `${where()} has ${urefs}`);
      checkObject(entry, where);
      return 0;
    case TYPE_RECEIVE:
      if (urefs !== 1) breach('user references', `${where()} has ${urefs}`);
      break;
    case TYPE_SEND:
    case TYPE_SEND_RECEIVE:
      break;
    default:
      breach('legal entry', `${where()} has type ${hex(type)}`);
  }
  checkObject(entry, where);
  if (object === null || space.byPort.get(object.id) !== entry) breach('one name a port', `${where()} is not the one name of its port`);
  return 1;
}

function checkObject({ type, object }: Entry, where: () => string): void {
  if (object === null || !object.active) breach('dead names are dead', `${where()} points to a port that is dead`);
  if ((type === TYPE_PORT_SET) !== (object.kind === PORT_KIND_SET)) breach('legal entry', `${where()} names an object of another kind`);
}

function checkRequest(entry: Entry, where: () => string): void {
  const { request, requestKind, requestArmed, type, object } = entry;
  if (request === null) {
    if (requestKind !== 0 || requestArmed) breach('requests on names', `${where()} has half a request`);
    return;
  }
  if ((type & (TYPE_SEND_RECEIVE | TYPE_SEND_ONCE)) === 0) breach('requests on names', `${where()} has a request but no right`);
  if (requestKind !== REQUEST_DEAD_NAME && requestKind !== REQUEST_SEND_POSSIBLE)
    breach('requests on names', `${where()} asks for ${requestKind}`);
  if (requestArmed && object?.armed?.has(entry) !== true)
    breach('requests on names', `${where()} waits for room, and its port does not know`);
}

function checkRegions({ map, taskId }: Space): void {
  if (map === null) return;
  let end = 0;
  let bytes = 0;
  for (const { address, sizeBytes, memory, offset } of map.regions) {
    if (address < end || sizeBytes <= 0) breach('memory held', `regions of task ${taskId} overlap at ${hex(address)}`);
    if (offset < 0 || offset + sizeBytes > memory.sizeBytes + 4095) breach('memory held', `a region of task ${taskId} leaves its object`);
    end = address + sizeBytes;
    bytes += sizeBytes;
  }
  if (bytes !== map.bytes) breach('memory held', `task ${taskId} counts ${map.bytes} bytes of regions and has ${bytes}`);
  if (bytes > REGION_BYTES_PER_TASK) breach('memory held', `task ${taskId} has ${bytes} bytes of regions`);
}
