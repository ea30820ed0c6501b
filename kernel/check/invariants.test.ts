import { describe, expect, it } from 'vitest';
import { SERVICE_INACTIVE } from '../abi/events.ts';
import { brokenInvariant, type Invariant, INVARIANTS } from './invariants.ts';
import type { Entry, Memory, Message, Port, Space, Thread } from './objects.ts';
import { Stage } from './conformance/stage.ts';
import { callStep } from './conformance/step.call.ts';
import { setupStep } from './conformance/step.setup.ts';
import { readStep } from './conformance/case.ts';
import { allocate, type StepValue } from './testing/play.ts';

const call = (name: string, args: StepValue, more: StepValue = {}): StepValue => ({ call: name, args, expect: 'KERN_SUCCESS', ...more });
const ownSend = (name: string): StepValue => call('mach_port_insert_right', { name, poly: name, disposition: 'MAKE_SEND' });
const send = (name: string, msg: StepValue = {}, more: StepValue = {}): StepValue =>
  call('mach_msg', { options: ['SEND_MSG'], msg: { remote: { name, disposition: 'COPY_SEND' }, local: null, id: 1, ...msg } }, more);

/** A machine with something of everything: queues, waiters, sets, requests, memory, a right in transit, a dead name. */
const STEPS: readonly StepValue[] = [
  ...['p', 'q', 'n', 'full', 'moved', 'dead', 'member'].map((bind) => allocate(bind)),
  allocate('s', 'PORT_SET'),
  ...['$p', '$q', '$full', '$dead'].map(ownSend),
  call('mach_port_move_member', { member: '$member', after: '$s' }),
  call('mach_port_request_notification', { name: '$p', variant: 'DEAD_NAME', sync: 0, notify: '$n', notifyDisposition: 'MAKE_SEND_ONCE' }),
  call('mach_port_request_notification', { name: '$q', variant: 'NO_SENDERS', sync: 1, notify: '$n', notifyDisposition: 'MAKE_SEND_ONCE' }),
  call('mach_port_extract_right', { name: '$q', disposition: 'MAKE_SEND_ONCE' }, { bind: 'once' }),
  call('mach_ports_register', { ports: ['$dead'] }),
  call('mach_port_mod_refs', { name: '$dead', right: 'RECEIVE', delta: -1 }),
  call('bootstrap_register', { name: 'service', port: '$p', disposition: 'MAKE_SEND' }),
  call('mach_port_set_qlimit', { name: '$full', qlimit: 1 }),
  { setup: 'region', bind: 'm', pages: 2, fill: 'pattern' },
  { setup: 'thread', bind: 'S' },
  { setup: 'thread', bind: 'R' },
  send('$q', {
    body: [
      { type: 'PORT', name: '$moved', disposition: 'MOVE_RECEIVE' },
      { type: 'OOL', region: '$m' },
    ],
  }),
  send('$q'),
  send('$full'),
  send('$full', {}, { async: 's', thread: 'S' }),
  call('mach_msg', { options: ['RCV_MSG'], rcv_name: '$s' }, { async: 'r', thread: 'R' }),
];

interface Parts {
  readonly stage: Stage;
  readonly space: Space;
  readonly port: (label: string) => Port;
  readonly entry: (label: string) => Entry;
  readonly thread: (label: string) => Thread;
}

function build(): Parts {
  const stage = new Stage('recommended', 'nothing');
  stage.prepare();
  for (const value of STEPS) {
    const step = readStep(value, 'step');
    const found = step.kind === 'setup' ? setupStep(stage, step) : step.kind === 'call' ? callStep(stage, step) : [];
    if (found.length > 0) throw new Error(`${JSON.stringify(value)}: ${JSON.stringify(found)}`);
  }
  const { system, ipc } = stage.rig.machine;
  const { space } = system.tasks.get(stage.taskId('A')) ?? {};
  if (space === undefined) throw new Error('no task A');
  const entry = (label: string): Entry => {
    const found = [...space.entries()].find(({ name }) => name === stage.value(label));
    if (found === undefined) throw new Error(`no entry ${label}`);
    return found;
  };
  return {
    stage,
    space,
    entry,
    port: (label) => ipc.ports.get(entry(label).objectId) as Port,
    thread: (label) => system.threads.get(stage.thread(label).agent.thread) as Thread,
  };
}

const moved = ({ port }: Parts): Port => port('q').head?.descriptors?.[0]?.rights[0]?.port as Port;
const memoryOf = ({ port }: Parts): Memory => port('q').head?.descriptors?.[1]?.memory as Memory;

/** The message that carries a receive right joins the queue of that very port. */
function waitsInItself(parts: Parts): void {
  const from = parts.port('q');
  const to = moved(parts);
  const message = from.head as Message;
  from.head = message.next;
  message.next = null;
  message.destination = to;
  Object.assign(to, { head: message, tail: message, msgcount: 1, srights: to.srights + 1 });
  Object.assign(from, { msgcount: 1, srights: from.srights - 1 });
}

/** The receiver of an empty set stands at a port with messages instead. */
function waitsForWhatIsThere({ port, thread }: Parts): void {
  const receiver = thread('R');
  Object.assign(port('s').receivers, { first: null, last: null });
  Object.assign(port('q').receivers, { first: receiver, last: receiver });
  Object.assign(receiver, { waitsFor: port('q'), line: port('q').receivers });
}

function requestOnDeadName({ entry, port }: Parts): void {
  Object.assign(entry('dead'), { request: port('n'), requestKind: 72 });
  port('n').sorights++;
}

function serviceOf({ rig }: Stage): object {
  const found = [...rig.machine.registry.services.values()].find(({ name }) => name === 'service');
  if (found === undefined) throw new Error('no service');
  return found;
}

/** Ways to spoil the machine, and the invariant that must be named. */
const SPOILED: readonly (readonly [string, Invariant, (parts: Parts) => void])[] = [
  ['a port that counts one send right too many', 'send rights counted', ({ port }) => void port('p').srights++],
  ['a port that counts one send-once right too few', 'send-once rights counted', ({ port }) => void port('n').sorights--],
  ['a port that counts one message too many', 'queue counted', ({ port }) => void port('q').msgcount++],
  ['a queue whose messages changed places', 'queue counted', ({ port }) => void ((port('q').head as Message).arrival = 1e9)],
  ['a queue without its end', 'queue counted', ({ port }) => void (port('q').tail = null)],
  ['a name without references', 'user references', ({ entry }) => void (entry('p').urefs = 0)],
  ['a name with too many references', 'user references', ({ entry }) => void (entry('p').urefs = 0x10000)],
  ['a send-once name with two references', 'user references', ({ entry }) => void (entry('once').urefs = 2)],
  ['a set that can also be sent to', 'send rights counted', ({ entry }) => void (entry('s').type |= 0x10000)],
  ['a name of no legal kind', 'legal entry', ({ entry }) => void (entry('dead').type |= 0x400000)],
  ['a receive right that is forgotten', 'one receive right', ({ port }) => void (port('p').receiverKind = 0)],
  ['a receive right that is in two places', 'one receive right', (parts) => void (parts.port('p').receiverKind = 3)],
  ['a receiver under another name', 'receiver', ({ port }) => void (port('p').receiverName = 12)],
  ['a carrier that does not carry', 'receiver', (parts) => void (moved(parts).carrier = null)],
  ['a receive right that waits where it leads', 'no cycle', waitsInItself],
  ['an index that knows a port too many', 'one name a port', ({ space, entry }) => void space.byPort.set(9999, entry('p'))],
  ['a name in the wrong place', 'names', ({ entry }) => void (entry('p').name += 256)],
  ['a count of names that is wrong', 'names', ({ space }) => void space.names++],
  ['a free place that is used', 'names', ({ space, entry }) => void space.free.push(entry('p').name >>> 8)],
  ['half a request', 'requests on names', ({ entry }) => void (entry('q').requestKind = 72)],
  [
    'a request that waits and nobody knows',
    'requests on names',
    ({ entry }) => void ((entry('p').requestKind = 66), (entry('p').requestArmed = true)),
  ],
  ['a dead name that names a port', 'nothing of the dead', ({ entry, port }) => void (entry('dead').object = port('p'))],
  ['a live name of a dead port', 'one receive right', ({ port }) => void (port('p').active = false)],
  ['a set that forgot a member', 'sets', ({ port }) => void port('s').members?.ports.clear()],
  ['a member that forgot its set', 'sets', ({ port }) => void (port('member').sets = null)],
  ['a port in two sets', 'sets', ({ port }) => void port('member').sets?.push(port('s'))],
  ['a sender that waits where there is room', 'no lost wake-up', ({ port }) => void (port('full').qlimit = 2)],
  ['a receiver that waits for what is there', 'no lost wake-up', waitsForWhatIsThere],
  ['a thread that waits for another port', 'waiters', ({ thread, port }) => void (thread('S').waitsFor = port('p'))],
  ['a thread that stands in no line', 'waiters', ({ thread }) => void (thread('R').waiting = 0)],
  ['a line that is cut', 'waiters', ({ port }) => void (port('s').receivers.first = null)],
  ['a thread suspended less than not at all', 'suspension', ({ thread }) => void (thread('S').suspendCount = -1)],
  ['memory that counts a holder too few', 'memory held', (parts) => void memoryOf(parts).holders--],
  ['a map that counts too little', 'memory held', ({ space }) => void ((space.map as NonNullable<Space['map']>).bytes -= 1)],
  ['a task charged for nothing', 'quotas', ({ space }) => void space.queuedMessages++],
  ['a death that was put off for good', 'nothing pending', ({ stage, port }) => void stage.rig.machine.ipc.dying.push(port('p'))],
  ['a message that is counted and gone', 'nothing pending', ({ stage }) => void stage.rig.machine.ipc.messages++],
  ['a thread of no task', 'nothing of the dead', ({ thread }) => void thread('S').task.threads.delete(thread('S').id)],
  ['a port of another task', 'kernel ports', ({ stage }) => void Object.assign(stage.rig.machine.launcher.port, { of: 99 })],
  ['a request on a dead name', 'dead names are dead', requestOnDeadName],
  ['a dead port with a queue', 'dead ports are empty', ({ port }) => void port('dead').msgcount++],
  ['a service that nobody has', 'services', ({ stage }) => void Object.assign(serviceOf(stage), { state: SERVICE_INACTIVE })],
  ['a port that the kernel forgot', 'nothing of the dead', ({ stage, port }) => void stage.rig.machine.ipc.ports.delete(port('p').id)],
];

describe('the invariants', () => {
  it('hold on a machine that has something of everything', () => {
    expect(brokenInvariant(build().stage.rig.machine)).toBeNull();
  });

  it.each(SPOILED)('name %s', (_, invariant, spoil) => {
    const parts = build();
    spoil(parts);
    expect(brokenInvariant(parts.stage.rig.machine)?.invariant).toBe(invariant);
  });

  it('are all broken by some way to spoil the machine', () => {
    const shown = new Set(SPOILED.map(([, invariant]) => invariant));
    const never = Object.keys(INVARIANTS).filter((invariant) => !shown.has(invariant as Invariant));
    expect(never).toEqual([]);
  });
});
