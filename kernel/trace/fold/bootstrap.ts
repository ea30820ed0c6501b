/** The name service: contexts and services. */

import { EV_CONTEXT, EV_CONTEXT_GONE, EV_SERVICE, EV_SERVICE_CRASHED, EV_SERVICE_DUE } from '../../abi/events.ts';
import { addRecord, ownService, removeRecord } from '../own.ts';
import type { State } from '../state.ts';
import { textOf } from '../text.ts';

export function foldBootstrap(state: State, w: Int32Array, at: number, bytes: Uint8Array): void {
  const id = w[at + 1]!;
  switch (w[at]! & 0xffff) {
    case EV_CONTEXT:
      addContext(state, w, at);
      return;
    case EV_CONTEXT_GONE:
      removeRecord(state, state.contexts, id, 'context');
      return;
    case EV_SERVICE:
      if (w[at + 3] === 0) {
        const service = {
          epoch: state.epoch,
          id,
          context: w[at + 2]!,
          name: textOf(bytes),
          state: 0,
          port: 0,
          task: 0,
          crashes: 0,
          dueMs: -1,
        };
        addRecord(state, state.services, id, service, 'service');
      }
      setService(state, id, w[at + 4]!, w[at + 6]!, w[at + 8]!);
      return;
    case EV_SERVICE_CRASHED:
      ownService(state, id).crashes = w[at + 2]!;
      return;
    case EV_SERVICE_DUE:
      ownService(state, id).dueMs = w[at + 2]!;
      return;
    default:
  }
}

export function unfoldBootstrap(state: State, w: Int32Array, at: number): void {
  const id = w[at + 1]!;
  switch (w[at]! & 0xffff) {
    case EV_CONTEXT:
      removeRecord(state, state.contexts, id, 'context');
      return;
    case EV_CONTEXT_GONE:
      addContext(state, w, at);
      return;
    case EV_SERVICE:
      if (w[at + 3] === 0) removeRecord(state, state.services, id, 'service');
      else setService(state, id, w[at + 3]!, w[at + 5]!, w[at + 7]!);
      return;
    case EV_SERVICE_CRASHED:
      ownService(state, id).crashes = w[at + 4]!;
      return;
    case EV_SERVICE_DUE:
      ownService(state, id).dueMs = w[at + 3]!;
      return;
    default:
  }
}

function addContext(state: State, w: Int32Array, at: number): void {
  const id = w[at + 1]!;
  addRecord(state, state.contexts, id, { epoch: state.epoch, id, port: w[at + 2]!, parent: w[at + 3]!, requestor: w[at + 4]! }, 'context');
}

function setService(state: State, id: number, to: number, port: number, task: number): void {
  const service = ownService(state, id);
  service.state = to;
  service.port = port;
  service.task = task;
}
