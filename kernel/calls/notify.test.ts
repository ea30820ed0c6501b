import { describe, expect, it } from 'vitest';
import { codeName } from '../abi/codes.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { SEND_MSG, SEND_NOTIFY_CACHED } from '../abi/message.ts';
import {
  MACH_PORT_NULL,
  RIGHT_DEAD_NAME,
  RIGHT_PORT_SET,
  RIGHT_RECEIVE,
  RIGHT_SEND,
  TYPE_MAREQUEST,
  TYPE_RECEIVE,
  TYPE_SEND_ONCE,
  TYPE_SEND_RECEIVE,
} from '../abi/rights.ts';
import { machMsg } from '../check/client/calls.ts';
import { layOut } from '../check/client/message.ts';
import { kept, Lab, noRight, once, type Program } from './testing/lab.ts';

const UNKNOWN = 0x7777_7703;
const SEND_POSSIBLE = 66;
const PORT_DESTROYED = 69;
const NO_SENDERS = 70;
const DEAD_NAME = 72;

function request(a: Program, name: number, variant: number, sync: number, notify = 0) {
  const right = notify === 0 ? noRight(21) : once(notify);
  return a.self(machPort.mach_port_request_notification, { name, variant, sync, notify: right });
}
function says(a: Program, name: number, variant: number, sync: number, notify = 0): string {
  const right = notify === 0 ? noRight(21) : once(notify);
  return a.says(machPort.mach_port_request_notification, { name, variant, sync, notify: right });
}
const drop = (a: Program, name: number, right = RIGHT_RECEIVE): string => a.says(machPort.mach_port_mod_refs, { name, right, delta: -1 });

describe('mach_port_request_notification', () => {
  it('judges the notify right, the variant and the name in this order', () => {
    const a = new Lab().program('a');
    const notify = a.port();
    const dead = a.port(RIGHT_DEAD_NAME);
    const withDead = { name: UNKNOWN, variant: 50, sync: 0, notify: { name: dead, disposition: 18 } };
    expect(a.says(machPort.mach_port_request_notification, withDead)).toBe('KERN_INVALID_CAPABILITY');
    for (const variant of [50, 65, 71, 166]) expect(says(a, UNKNOWN, variant, 0, notify)).toBe('KERN_INVALID_VALUE');
    expect(says(a, UNKNOWN, PORT_DESTROYED, 1, notify)).toBe('KERN_INVALID_VALUE');
    expect(says(a, UNKNOWN, DEAD_NAME, 0, notify)).toBe('KERN_INVALID_NAME');
    const set = a.port(RIGHT_PORT_SET);
    for (const variant of [SEND_POSSIBLE, PORT_DESTROYED, NO_SENDERS, DEAD_NAME])
      expect(says(a, set, variant, 0, notify)).toBe('KERN_INVALID_RIGHT');
    expect(says(a, a.port(), SEND_POSSIBLE, 0, notify)).toBe('KERN_INVALID_RIGHT');
  });

  it('destroys the send-once right of a request that fails, which its port hears of', () => {
    const a = new Lab().program('a');
    const notify = a.port();
    says(a, UNKNOWN, DEAD_NAME, 0, notify);
    says(a, a.port(RIGHT_PORT_SET), DEAD_NAME, 0, notify);
    expect(a.ids(notify)).toEqual([71, 71]);
  });

  it('gives back what was registered before, and takes a request back', () => {
    const a = new Lab().program('a');
    const [first, second] = [a.port(), a.port()];
    for (const variant of [PORT_DESTROYED, NO_SENDERS, DEAD_NAME]) {
      const port = a.sendable();
      expect(request(a, port, variant, 0, first).outs?.previous.name).toBe(MACH_PORT_NULL);
      const previous = request(a, port, variant, 0, second).outs?.previous.name ?? 0;
      expect(a.type(previous)).toBe(TYPE_SEND_ONCE);
      a.says(machPort.mach_port_deallocate, { name: previous });
      const last = request(a, port, variant, 0).outs?.previous.name ?? 0;
      expect(a.type(last)).toBe(TYPE_SEND_ONCE);
      expect(request(a, port, variant, 0).outs?.previous.name).toBe(MACH_PORT_NULL);
      a.says(machPort.mach_port_deallocate, { name: last });
      drop(a, port);
    }
    expect([a.ids(first), a.ids(second)]).toEqual([
      [71, 71, 71],
      [71, 71, 71],
    ]);
  });

  it('fires NO_SENDERS at once when there are none, if the make-send count has come so far', () => {
    const a = new Lab().program('a');
    const notify = a.port();
    const port = a.port();
    request(a, port, NO_SENDERS, 0, notify);
    expect(a.ids(notify)).toEqual([NO_SENDERS]);
    request(a, port, NO_SENDERS, 1, notify);
    expect(a.ids(notify)).toEqual([]);
    a.says(machPort.mach_port_insert_right, { name: port, poly: { name: port, disposition: 20 } });
    a.says(machPort.mach_port_deallocate, { name: port });
    const { message } = a.receive(notify);
    expect([message?.msghId, message?.data[0]]).toEqual([NO_SENDERS, 1]);
  });

  it('answers about a dead name at once if sync says so, which XNU refuses', () => {
    const a = new Lab().program('a');
    const notify = a.port();
    const dead = a.port(RIGHT_DEAD_NAME);
    expect(says(a, dead, DEAD_NAME, 0, notify)).toBe('KERN_INVALID_ARGUMENT');
    expect(says(a, dead, DEAD_NAME, 1)).toBe('KERN_INVALID_ARGUMENT');
    a.ids(notify);
    expect(says(a, dead, DEAD_NAME, 1, notify)).toBe('KERN_SUCCESS');
    expect([a.ids(notify), a.refs(dead, RIGHT_DEAD_NAME)]).toEqual([[DEAD_NAME], 2]);
    a.says(machPort.mach_port_mod_refs, { name: dead, right: RIGHT_DEAD_NAME, delta: 65533 });
    expect(says(a, dead, DEAD_NAME, 1, notify)).toBe('KERN_UREFS_OVERFLOW');
    const x = new Lab({ profile: 'xnu' }).program('x');
    expect(says(x, x.port(RIGHT_DEAD_NAME), DEAD_NAME, 1, x.port())).toBe('KERN_INVALID_ARGUMENT');
  });

  it('registers PORT_DESTROYED once only in XNU', () => {
    const a = new Lab({ profile: 'xnu' }).program('a');
    const port = a.port();
    const notify = a.port();
    expect(says(a, port, PORT_DESTROYED, 0, notify)).toBe('KERN_SUCCESS');
    expect(says(a, port, PORT_DESTROYED, 0, notify)).toBe('KERN_FAILURE');
    expect(a.ids(notify)).toEqual([71]);
  });

  it('gives a port back with its messages', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const notify = a.port();
    a.send(kept(port), 9);
    request(a, port, PORT_DESTROYED, 0, notify);
    drop(a, port, RIGHT_SEND);
    drop(a, port);
    const { message } = a.receive(notify);
    const back = message?.descriptors?.[0]?.rights[0] ?? 0;
    expect([message?.msghId, a.type(back), a.ids(back)]).toEqual([PORT_DESTROYED, TYPE_RECEIVE, [9]]);
  });

  it('shows that a message is cached beyond the limit, until it is taken', () => {
    const a = new Lab().program('a');
    const port = a.sendable();
    const notify = a.port();
    a.says(machPort.mach_port_set_qlimit, { name: port, qlimit: 0 });
    const message = layOut({ remote: kept(port), local: { name: 0, disposition: 0 }, id: 4, body: null, data: new Uint8Array(0) });
    const { code } = a.lab.do(a.agent, machMsg({ options: SEND_MSG | SEND_NOTIFY_CACHED, message, notify }));
    expect([codeName(code), a.type(port)]).toEqual(['MACH_SEND_WILL_NOTIFY', (TYPE_SEND_RECEIVE | TYPE_MAREQUEST) >>> 0]);
    a.says(machPort.mach_port_rename, { old_name: port, new_name: 0x4444 });
    expect(a.ids(0x4444)).toEqual([4]);
    const told = a.receive(notify).message;
    expect([told?.msghId, new DataView(told!.data.buffer, told!.data.byteOffset).getUint32(0, true), a.type(0x4444)]).toEqual([
      66,
      0x4444,
      TYPE_SEND_RECEIVE,
    ]);
  });

  it('tells when a full queue has room again', () => {
    const a = new Lab().program('a');
    const { program: b, port: taskOfB } = a.child();
    const port = a.sendable();
    a.says(machPort.mach_port_set_qlimit, { name: port, qlimit: 1 });
    a.tells(taskOfB, machPort.mach_port_insert_right, { name: 0x700, poly: kept(port) });
    const notify = b.port();
    request(b, 0x700, SEND_POSSIBLE, 1, notify);
    expect(b.ids(notify)).toEqual([SEND_POSSIBLE]);
    b.send(kept(0x700), 1);
    request(b, 0x700, SEND_POSSIBLE, 1, notify);
    expect(b.ids(notify)).toEqual([]);
    a.receive(port);
    expect(b.ids(notify)).toEqual([SEND_POSSIBLE]);
  });
});
