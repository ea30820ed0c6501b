/** Which phrase of the catalogue tells an event: its name, or a variant of it by what its fields say. */

import * as E from '../../abi/events.ts';
import { TRAP_MACH_MSG, TRAP_NAMES } from '../../abi/frame.ts';
import { MACH_SEND_INVALID_DEST } from '../../abi/codes.ts';
import { routineById } from '../../abi/interfaces/index.ts';
import { RCV_MSG, SEND_MSG } from '../../abi/message.ts';
import { NOTIFICATION_NAMES } from '../../abi/notify.ts';
import { TYPE_DEAD_NAME, TYPE_PORT_SET, TYPE_PORT_RIGHTS, TYPE_RECEIVE, TYPE_SEND_RECEIVE } from '../../abi/rights.ts';
import type { LogEvent } from '../event.ts';
import type { Frozen } from '../state.ts';

const KILLED: Readonly<Record<number, string>> = { [E.KILLED_BAD_FRAME]: 'badFrame', [E.KILLED_SECOND_TRAP]: 'secondTrap' };
const WAKES = ['ready', 'timedOut', 'aborted', 'died', 'changed'];
const ENDS = ['ok', 'signal', 'terminated', 'host'];
const SERVICES = ['gone', 'declared', 'active', 'disabled', 'starting'];

/** The phrases that make up the sentence, in order. */
export function phrasesOf(event: LogEvent, state: Frozen): string[] {
  const { name } = event;
  const variant = variantOf(event, state);
  const keys = [variant === '' ? name : `${name}.${variant}`];
  const gate = event.type === E.EV_TRAP ? event.field('fromGate') : 0;
  if (gate !== 0) keys.push(gate === E.ARRIVED_CPU ? 'trap.cpu' : 'trap.gate');
  if (event.type === E.EV_WAITS && event.field('deadlineMs') >= 0) keys.push('waits.deadline');
  return keys;
}

function variantOf(e: LogEvent, state: Frozen): string {
  switch (e.type) {
    case E.EV_TRAP:
      return trapVariant(e);
    case E.EV_RETURN:
      return returnVariant(e);
    case E.EV_ARRIVED:
      return ['', 'paused', 'suspended', 'cpu'][e.field('why')] ?? 'paused';
    case E.EV_WAITS:
      if (e.field('wait') === E.WAIT_SEND) return 'send';
      return isSet(state, e.field('object')) ? 'set' : 'receive';
    case E.EV_WAKES:
      return `${e.field('wait') === E.WAIT_SEND ? 'send' : 'receive'}.${WAKES[e.field('why')] ?? 'changed'}`;
    case E.EV_MODE:
      return e.field('new') === E.MODE_PAUSED ? 'paused' : 'running';
    case E.EV_CALL_DONE:
      return e.field('code') === 0 ? 'ok' : 'failed';
    case E.EV_PROCESS_CHECKED:
      return e.field('seccomp') > 0 && e.field('noNewPrivs') > 0 ? 'ok' : 'no';
    case E.EV_PROCESS_ENDED:
      return e.field('signal') !== 0 ? 'signal' : e.field('exitCode') === 0 ? 'ok' : 'code';
    case E.EV_PROCESS_KILLED:
      return KILLED[e.field('why')] ?? '';
    case E.EV_TASK_CREATED:
      return e.field('parent') === 0 ? 'first' : '';
    case E.EV_TASK_SUSPENDED:
    case E.EV_THREAD_SUSPENDED:
      return suspension(e);
    case E.EV_TASK_DIED:
      return e.field('how') === E.TASK_END_EXIT && e.field('code') !== 0 ? 'code' : (ENDS[e.field('how')] ?? 'terminated');
    case E.EV_SPECIAL_PORT:
      return e.field('new') === 0 ? 'cleared' : e.field('which') === E.SPECIAL_NOTIFY ? 'name' : 'set';
    case E.EV_PORT_CREATED:
      return e.field('kind') === E.PORT_KIND_ORDINARY ? '' : e.field('kind') === E.PORT_KIND_SET ? 'set' : 'kernel';
    case E.EV_RECEIVER:
      return receiverVariant(e, state);
    case E.EV_PORT_DIED:
      return isSet(state, e.field('port')) ? 'set' : '';
    case E.EV_KERNEL_HOLDS:
      return e.field('dsr') + e.field('dso') < 0 ? 'less' : 'more';
    case E.EV_NAME_ALLOCATED:
      return allocated(e.field('newType'));
    case E.EV_NAME_ARRIVED:
    case E.EV_NAME_INSERTED:
      return arrival(e);
    case E.EV_NAME_LEFT:
    case E.EV_NAME_DROPPED:
    case E.EV_NAME_DESTROYED:
      return departure(e);
    case E.EV_REQUEST:
      return `${e.field('task') === 0 ? 'port' : 'name'}${e.field('newNotify') === 0 ? 'Cleared' : ''}`;
    case E.EV_NOTIFIED:
      return NOTIFICATION_NAMES[e.field('msghId')] === undefined ? 'other' : String(e.field('msghId'));
    case E.EV_MSG_CREATED:
      return e.field('senderTask') === 0 ? 'kernel' : '';
    case E.EV_COPYIN:
      return e.field('task') === 0 ? 'kernel' : String(e.field('disposition'));
    case E.EV_COPYOUT:
      return copyoutVariant(e);
    case E.EV_QUEUED:
      return e.field('count') > e.field('limit') ? 'forced' : '';
    case E.EV_DEQUEUED:
      return e.field('thread') === 0 ? 'flushed' : '';
    case E.EV_DELIVERED:
      return deliveredVariant(e);
    case E.EV_MEMORY_CREATED:
      return e.field('copyOf') === 0 ? '' : 'copy';
    case E.EV_REGION_MAPPED:
    case E.EV_REGION_UNMAPPED:
      return e.field('msg') === 0 ? '' : 'message';
    case E.EV_SERVICE:
      return SERVICES[e.field('newState')] === 'declared' && e.field('oldState') !== 0 ? 'inactive' : SERVICES[e.field('newState')]!;
    case E.EV_SCHED_CLOCK:
      return e.field('new') === 0 ? 'stopped' : 'running';
    case E.EV_SCHED_STATE:
      return E.SCHED_REASONS[e.field('why')] ?? 'wakes';
    case E.EV_SCHED_SWITCH:
      return e.field('position') === E.SWITCH_GIVEN_UP ? 'givenUp' : e.field('position') >= 0 ? 'loaded' : '';
    case E.EV_SCHED_BURST:
      return e.field('kind') === E.BURST_TRAP ? 'trap' : '';
    case E.EV_SCHED_SWAPPED:
      return e.field('new') === 1 ? 'out' : 'in';
    case E.EV_SCHED_DEVICE:
      return ['', 'joined', 'done', 'cancelled'][e.field('what')] ?? 'joined';
    case E.EV_SCHED_POLICY:
      return ['', 'registered', 'died', 'silent', 'nonsense', 'stalled'][e.field('why')] ?? 'died';
    case E.EV_SCHED_DECIDED:
      return e.field('how') === E.DECIDED_ANSWERED ? '' : 'fallback';
    case E.EV_LOOKED_UP:
      return e.field('service') === 0 ? 'unknown' : '';
    case E.EV_SERVICE_CRASHED:
      if (e.field('crashes') === 0) return 'enabled';
      return e.field('delayMs') < 0 ? 'disabled' : '';
    case E.EV_SERVICE_DUE:
      return e.field('dueMs') < 0 ? 'over' : '';
    default:
      return '';
  }
}

function isSet(state: Frozen, port: number): boolean {
  return state.ports.get(port)?.kind === E.PORT_KIND_SET;
}

function trapVariant(e: LogEvent): string {
  const trap = e.field('trap');
  if (trap !== TRAP_MACH_MSG) return TRAP_NAMES[trap] ?? 'other';
  const options = e.field('options');
  if ((options & SEND_MSG) !== 0) return (options & RCV_MSG) !== 0 ? 'rpc' : 'send';
  return (options & RCV_MSG) !== 0 ? 'receive' : 'empty';
}

function returnVariant(e: LogEvent): string {
  const message = e.field('msg') !== 0;
  // What the other traps answer is a name, not a code.
  if (e.field('code') === 0 || e.field('trap') !== TRAP_MACH_MSG) return message ? 'message' : 'ok';
  if (e.field('code') === MACH_SEND_INVALID_DEST) return 'dest';
  return message ? 'failedMessage' : 'failed';
}

function suspension(e: LogEvent): string {
  return e.field('new') > e.field('old') ? 'more' : e.field('new') === 0 ? 'none' : 'fewer';
}

function receiverVariant(e: LogEvent, state: Frozen): string {
  switch (e.field('newKind')) {
    case E.RECEIVER_TASK:
      return isSet(state, e.field('port')) ? 'set' : 'task';
    case E.RECEIVER_MESSAGE:
      return 'message';
    case E.RECEIVER_KERNEL:
      return 'kernel';
    default:
      return 'nobody';
  }
}

function allocated(type: number): string {
  if ((type & TYPE_PORT_SET) !== 0) return 'set';
  return (type & TYPE_DEAD_NAME) !== 0 ? 'dead' : 'receive';
}

function arrival(e: LogEvent): string {
  const [before, after] = [e.field('oldType'), e.field('newType')];
  if (before === 0) return 'new';
  return before !== after && (after & TYPE_SEND_RECEIVE) === TYPE_SEND_RECEIVE && e.type === E.EV_NAME_ARRIVED ? 'both' : 'more';
}

function departure(e: LogEvent): string {
  const [before, after] = [e.field('oldType'), e.field('newType')];
  if (after === 0) return 'gone';
  if (e.type === E.EV_NAME_DESTROYED) return 'less';
  return before !== after && (before & TYPE_PORT_RIGHTS) !== TYPE_RECEIVE ? 'less' : before === after ? 'fewer' : 'less';
}

function copyoutVariant(e: LogEvent): string {
  if (e.field('task') === 0) return 'kernel';
  if (e.field('name') !== 0) return 'named';
  return e.field('slot') === E.SLOT_DESTINATION ? 'used' : 'lost';
}

function deliveredVariant(e: LogEvent): string {
  const known = routineById(e.field('msghId'));
  if (e.field('senderTask') === 0) return NOTIFICATION_NAMES[e.field('msghId')] === undefined ? 'kernel' : 'notice';
  return known?.reply === true ? 'reply' : '';
}
