/** Random messages: sends, receives and both at once. */
import { TYPE_PORT_SET, TYPE_RECEIVE } from '../../abi/rights.ts';
import type { TaskHandle } from '../client/world.ts';
import type { Json } from '../conformance/json.ts';
import type { Chooser } from './chooser.ts';

/** Ids that kernel ports know, so that a body made for nothing meets a call now and then. */
const KNOWN_IDS = [3200, 3201, 3204, 3206, 3213, 3214, 3215, 3400, 3402, 3409, 3605, 3801, 402, 404, 65, 69, 70, 71, 72, 2401];
const TRAILERS = ['RCV_TRAILER_SEQNO', 'RCV_TRAILER_SENDER', 'RCV_TRAILER_AUDIT', 'RCV_TRAILER_CTX', 'RCV_TRAILER_AV'];

export function message(chooser: Chooser, task: TaskHandle, regions: readonly string[]): Json {
  const { random } = chooser;
  const count = random.oneIn(3) ? random.below(4) : 0;
  const body = Array.from({ length: count }, () => bodyItem(chooser, task, regions));
  const number = chooser.fresh();
  return {
    remote: chooser.right(task, random.oneIn(60)),
    local: random.oneIn(3) ? chooser.right(task, random.oneIn(60)) : null,
    id: random.oneIn(12) ? random.pick(KNOWN_IDS) : 100_000 + number * 1000,
    ...(random.oneIn(2) ? { data: `m${number}${'.'.repeat(random.oneIn(20) ? random.below(300) : 0)}` } : {}),
    ...(count > 0 || random.oneIn(50) ? { body } : {}),
  };
}

function bodyItem(chooser: Chooser, task: TaskHandle, regions: readonly string[]): Json {
  const { random } = chooser;
  switch (random.weighted({ PORT: 12, OOL_PORTS: 3, OOL: 3, GUARDED_PORT: 1 })) {
    case 'PORT':
      return { type: 'PORT', ...chooser.right(task, true) };
    case 'OOL_PORTS': {
      const { disposition } = chooser.right(task, true);
      const names = Array.from({ length: random.below(5) }, () => chooser.right(task, true).name);
      return { type: 'OOL_PORTS', names, disposition, deallocate: random.oneIn(2) };
    }
    case 'GUARDED_PORT':
      return {
        type: 'GUARDED_PORT',
        ...chooser.right(task, true),
        guard: random.below(1000),
        flags: random.pick([[], ['IMMOVABLE_RECEIVE']]),
      };
    default:
      if (regions.length > 0 && random.oneIn(2)) return { type: 'OOL', region: `$${random.pick(regions)}`, deallocate: random.oneIn(3) };
      return { type: random.oneIn(6) ? 'OOL_VOLATILE' : 'OOL', data: 'x'.repeat(random.below(40)), deallocate: random.oneIn(4) };
  }
}

export function send(chooser: Chooser, task: TaskHandle, regions: readonly string[]): Json {
  const { random } = chooser;
  const options = ['SEND_MSG'];
  const step: Record<string, unknown> = {};
  const args: Record<string, unknown> = { options, msg: message(chooser, task, regions) };
  if (!random.oneIn(6)) {
    options.push('SEND_TIMEOUT');
    args['timeout'] = random.oneIn(4) ? random.below(20) : 0;
  }
  if (random.oneIn(12)) options.push('SEND_NOTIFY');
  if (random.oneIn(12)) {
    options.push('SEND_NOTIFY_CACHED');
    if (random.oneIn(4)) options.push('SEND_CANCEL');
    step['notify'] = chooser.name(task, TYPE_RECEIVE);
  }
  if (random.oneIn(10)) options.push('SEND_INTERRUPT');
  if (random.oneIn(80)) step['send_size'] = random.below(80);
  if (random.oneIn(10)) addReceive(chooser, task, options, args);
  return { call: 'mach_msg', args, ...step };
}

export function receive(chooser: Chooser, task: TaskHandle): Json {
  const options: string[] = [];
  const args: Record<string, unknown> = { options };
  addReceive(chooser, task, options, args);
  return { call: 'mach_msg', args };
}

function addReceive(chooser: Chooser, task: TaskHandle, options: string[], args: Record<string, unknown>): void {
  const { random } = chooser;
  options.push('RCV_MSG');
  args['rcv_name'] = receivable(chooser, task);
  if (!random.oneIn(8)) {
    options.push('RCV_TIMEOUT');
    args['timeout'] = random.oneIn(6) ? random.below(20) : 0;
  }
  if (random.oneIn(10)) {
    args['rcv_size'] = random.below(120);
    if (random.oneIn(2)) options.push('RCV_LARGE');
  }
  if (random.oneIn(6)) options.push(random.pick(TRAILERS));
  if (random.oneIn(3)) options.push('RCV_GUARDED_DESC');
  if (random.oneIn(10)) options.push('RCV_INTERRUPT');
}

/** Mostly something with a message in it. */
function receivable(chooser: Chooser, task: TaskHandle): string | number {
  let found = chooser.entry(task, TYPE_RECEIVE | TYPE_PORT_SET);
  for (let tries = 0; tries < 4 && found !== null && found.object?.head === null && found.type !== TYPE_PORT_SET; tries++)
    found = chooser.entry(task, TYPE_RECEIVE | TYPE_PORT_SET);
  return found === null || chooser.random.oneIn(30) ? chooser.name(task, TYPE_RECEIVE | TYPE_PORT_SET) : chooser.ref(task, found.name);
}
