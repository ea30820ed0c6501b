/** Boot, traps, waiting and the gate. */

import {
  EV_ARRIVED,
  EV_BOOT,
  EV_MODE,
  EV_PANIC,
  EV_RETURN,
  EV_THREAD_CREATED,
  EV_THREAD_DIED,
  EV_THREAD_SUSPENDED,
  EV_TRAP,
  EV_WAITS,
  EV_WAKES,
  WAIT_SEND,
} from '../../abi/events.ts';
import type { Line } from '../line.ts';
import { addRecord, ownLine, ownPort, ownThread, removeRecord, walked } from '../own.ts';
import type { State } from '../state.ts';

/** The line in which threads wait to send to, or to receive from, a port or set. */
function lineOf(state: State, wait: number, object: number): Line {
  const port = ownPort(state, object);
  if (wait === WAIT_SEND) return (port.senders = ownLine(state, port.senders));
  return (port.receivers = ownLine(state, port.receivers));
}

export function foldThreads(state: State, w: Int32Array, at: number, seq: number): void {
  switch (w[at]! & 0xffff) {
    case EV_BOOT:
      state.profile = w[at + 1]!;
      return;
    case EV_TRAP:
      ownThread(state, w[at + 1]!).trap = { trap: w[at + 3]!, options: w[at + 4]! >>> 0, at: seq, gate: 0 };
      return;
    case EV_RETURN:
      ownThread(state, w[at + 1]!).trap = null;
      return;
    case EV_ARRIVED:
      ownThread(state, w[at + 1]!).trap = { trap: w[at + 3]!, options: w[at + 4]! >>> 0, at: seq, gate: w[at + 5]! };
      return;
    case EV_WAITS: {
      const wait = w[at + 3]!;
      const object = w[at + 4]!;
      ownThread(state, w[at + 1]!).wait = { wait, object, msg: w[at + 5]!, deadlineMs: w[at + 6]!, since: seq };
      lineOf(state, wait, object).push(w[at + 1]!);
      return;
    }
    case EV_WAKES:
      ownThread(state, w[at + 1]!).wait = null;
      walked(state, lineOf(state, w[at + 3]!, w[at + 4]!).remove(w[at + 1]!), `thread ${w[at + 1]} stops waiting where it does not wait`);
      return;
    case EV_MODE:
      state.mode = w[at + 2]!;
      return;
    case EV_PANIC:
      state.panicked = true;
      return;
    case EV_THREAD_CREATED:
      addThread(state, w[at + 1]!, w[at + 2]!, w[at + 3]!, w[at + 4]!);
      return;
    case EV_THREAD_SUSPENDED:
      ownThread(state, w[at + 1]!).suspendCount = w[at + 3]!;
      return;
    case EV_THREAD_DIED:
      removeRecord(state, state.threads, w[at + 1]!, 'thread');
      return;
    default:
  }
}

export function unfoldThreads(state: State, w: Int32Array, at: number): void {
  switch (w[at]! & 0xffff) {
    case EV_BOOT:
      state.profile = -1;
      return;
    case EV_TRAP: {
      const gate = w[at + 10]!;
      ownThread(state, w[at + 1]!).trap = gate === 0 ? null : { trap: w[at + 3]!, options: w[at + 4]! >>> 0, at: w[at + 11]!, gate };
      return;
    }
    case EV_RETURN: {
      const since = w[at + 8]!;
      ownThread(state, w[at + 1]!).trap = since === 0 ? null : { trap: w[at + 6]!, options: w[at + 7]! >>> 0, at: since, gate: 0 };
      return;
    }
    case EV_ARRIVED:
      ownThread(state, w[at + 1]!).trap = null;
      return;
    case EV_WAITS:
      ownThread(state, w[at + 1]!).wait = null;
      lineOf(state, w[at + 3]!, w[at + 4]!).pop();
      return;
    case EV_WAKES: {
      const wait = w[at + 3]!;
      const object = w[at + 4]!;
      ownThread(state, w[at + 1]!).wait = { wait, object, msg: w[at + 5]!, deadlineMs: w[at + 6]!, since: w[at + 9]! };
      walked(state, lineOf(state, wait, object).insert(w[at + 1]!, w[at + 7]!), `thread ${w[at + 7]} does not wait on ${object}`);
      return;
    }
    case EV_MODE:
      state.mode = w[at + 1]!;
      return;
    case EV_PANIC:
      state.panicked = false;
      return;
    case EV_THREAD_CREATED:
      removeRecord(state, state.threads, w[at + 1]!, 'thread');
      return;
    case EV_THREAD_SUSPENDED:
      ownThread(state, w[at + 1]!).suspendCount = w[at + 2]!;
      return;
    case EV_THREAD_DIED: {
      addThread(state, w[at + 1]!, w[at + 2]!, w[at + 3]!, w[at + 4]!);
      if (w[at + 7]! !== 0) {
        ownThread(state, w[at + 1]!).trap = { trap: w[at + 5]!, options: w[at + 6]! >>> 0, at: w[at + 7]!, gate: w[at + 8]! };
      }
      return;
    }
    default:
  }
}

function addThread(state: State, id: number, task: number, port: number, suspendCount: number): void {
  addRecord(state, state.threads, id, { epoch: state.epoch, id, task, port, suspendCount, trap: null, wait: null, special: [] }, 'thread');
}
