/** Tasks and their special ports, and the processes of the host that carry them. */

import {
  EV_PROCESS_CHECKED,
  EV_PROCESS_END_WAITS,
  EV_PROCESS_ENDED,
  EV_PROCESS_KILLED,
  EV_PROCESS_MEASURED,
  EV_PROCESS_READY,
  EV_PROCESS_REQUESTED,
  EV_PROCESS_STARTED,
  EV_SPECIAL_PORT,
  EV_TASK_CREATED,
  EV_TASK_DIED,
  EV_TASK_NAMED,
  EV_TASK_SUSPENDED,
  OWNER_TASK,
  OWNER_THREAD,
  SPECIAL_EXCEPTION_TYPE,
  SPECIAL_NOTIFY,
} from '../../abi/events.ts';
import { addRecord, ownProcess, ownTask, ownThread, removeRecord } from '../own.ts';
import { withSlot } from '../records.ts';
import { newTask } from '../records.tasks.ts';
import { BrokenLog } from '../state.ts';
import type { State } from '../state.ts';
import { textOf } from '../text.ts';

/** Exception types are bits of a mask. */
const SPECIAL_END = SPECIAL_EXCEPTION_TYPE + 32;

export function foldTasks(state: State, w: Int32Array, at: number, seq: number, bytes: Uint8Array): void {
  switch (w[at]! & 0xffff) {
    case EV_TASK_CREATED: {
      const id = w[at + 1]!;
      addRecord(state, state.tasks, id, newTask(state.epoch, id, textOf(bytes), w[at + 2]!, w[at + 3]!, w[at + 4]!), 'task');
      return;
    }
    case EV_TASK_NAMED:
      ownTask(state, w[at + 1]!).name = textOf(bytes.subarray(bytes.indexOf(0) + 1));
      return;
    case EV_TASK_SUSPENDED:
      ownTask(state, w[at + 1]!).suspendCount = w[at + 3]!;
      return;
    case EV_TASK_DIED:
      ownTask(state, w[at + 1]!).ended = { how: w[at + 2]!, code: w[at + 3]!, at: seq };
      return;
    case EV_SPECIAL_PORT:
      setSpecial(state, w[at + 1]!, w[at + 2]!, w[at + 3]!, w[at + 5]!);
      return;
    case EV_PROCESS_REQUESTED: {
      const id = w[at + 1]!;
      addRecord(
        state,
        state.processes,
        id,
        {
          epoch: state.epoch,
          id,
          task: w[at + 2]!,
          profile: w[at + 3]!,
          memoryMB: w[at + 4]!,
          program: textOf(bytes),
          pid: 0,
          ready: null,
          checked: null,
          rssKB: 0,
          cpuMs: 0,
          killed: false,
          endWaits: null,
          ended: null,
        },
        'process',
      );
      return;
    }
    case EV_PROCESS_STARTED:
      ownProcess(state, w[at + 1]!).pid = w[at + 2]!;
      return;
    case EV_PROCESS_READY:
      ownProcess(state, w[at + 1]!).ready = {
        layers: w[at + 2]! >>> 0,
        landlockAbi: w[at + 3]!,
        probesTried: w[at + 4]! >>> 0,
        probesRefused: w[at + 5]! >>> 0,
      };
      return;
    case EV_PROCESS_CHECKED:
      ownProcess(state, w[at + 1]!).checked = { seccomp: w[at + 2]!, noNewPrivs: w[at + 3]! };
      return;
    case EV_PROCESS_MEASURED: {
      const process = ownProcess(state, w[at + 1]!);
      process.rssKB = w[at + 3]!;
      process.cpuMs = w[at + 5]!;
      return;
    }
    case EV_PROCESS_KILLED:
      ownProcess(state, w[at + 1]!).killed = true;
      return;
    case EV_PROCESS_ENDED: {
      const process = ownProcess(state, w[at + 1]!);
      process.endWaits = null;
      process.ended = { exitCode: w[at + 3]!, signal: w[at + 4]!, at: seq };
      return;
    }
    case EV_PROCESS_END_WAITS:
      ownProcess(state, w[at + 1]!).endWaits = { exitCode: w[at + 3]!, signal: w[at + 4]! };
      return;
    default:
  }
}

export function unfoldTasks(state: State, w: Int32Array, at: number, bytes: Uint8Array): void {
  switch (w[at]! & 0xffff) {
    case EV_TASK_CREATED:
      removeRecord(state, state.tasks, w[at + 1]!, 'task');
      return;
    case EV_TASK_NAMED:
      ownTask(state, w[at + 1]!).name = textOf(bytes.subarray(0, bytes.indexOf(0)));
      return;
    case EV_TASK_SUSPENDED:
      ownTask(state, w[at + 1]!).suspendCount = w[at + 2]!;
      return;
    case EV_TASK_DIED:
      ownTask(state, w[at + 1]!).ended = null;
      return;
    case EV_SPECIAL_PORT:
      setSpecial(state, w[at + 1]!, w[at + 2]!, w[at + 3]!, w[at + 4]!);
      return;
    case EV_PROCESS_REQUESTED:
      removeRecord(state, state.processes, w[at + 1]!, 'process');
      return;
    case EV_PROCESS_STARTED:
      ownProcess(state, w[at + 1]!).pid = 0;
      return;
    case EV_PROCESS_READY:
      ownProcess(state, w[at + 1]!).ready = null;
      return;
    case EV_PROCESS_CHECKED:
      ownProcess(state, w[at + 1]!).checked = null;
      return;
    case EV_PROCESS_MEASURED: {
      const process = ownProcess(state, w[at + 1]!);
      process.rssKB = w[at + 2]!;
      process.cpuMs = w[at + 4]!;
      return;
    }
    case EV_PROCESS_KILLED:
      ownProcess(state, w[at + 1]!).killed = false;
      return;
    case EV_PROCESS_ENDED: {
      const process = ownProcess(state, w[at + 1]!);
      process.endWaits = w[at + 5] === 0 ? null : { exitCode: w[at + 3]!, signal: w[at + 4]! };
      process.ended = null;
      return;
    }
    case EV_PROCESS_END_WAITS:
      ownProcess(state, w[at + 1]!).endWaits = null;
      return;
    default:
  }
}

function setSpecial(state: State, owner: number, id: number, which: number, value: number): void {
  // The notify slot holds a name, and names are unsigned.
  if (which < 0 || which >= SPECIAL_END) throw new BrokenLog(`an event speaks of special port ${which}, which nobody has`);
  const port = which === SPECIAL_NOTIFY ? value >>> 0 : value;
  const holder = owner === OWNER_TASK ? ownTask(state, id) : owner === OWNER_THREAD ? ownThread(state, id) : state;
  holder.special = withSlot(holder.special, which, port);
}
