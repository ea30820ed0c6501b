/**
 * Calls that give other bootstrap ports: 409 bootstrap_subset(bootstrap, requestor_port: send) → subset_port: send, 406
 * bootstrap_parent(bootstrap) → parent_port: send, 401 bootstrap_unprivileged(bootstrap) → unprivileged_port: send.
 * Source: servers/bootstrap.defs.
 */
import { BOOTSTRAP_NO_MEMORY, BOOTSTRAP_NOT_PRIVILEGED, BOOTSTRAP_SUCCESS } from '../abi/codes.ts';
import type { bootstrap } from '../abi/interfaces/bootstrap.ts';
import { BOOTSTRAP_DEPTH_MAX } from '../abi/limits.ts';
import { type CallHandler, copyOfSend } from '../calls/call.ts';
import { kernelTakes } from '../ipc/message.ts';
import type { Port } from '../ipc/port.ts';
import type { Context } from './context.ts';

/**
 * Purpose: a context below this one, for names of its own, that lives as long as the requestor's port.
 * Rights: takes the send right to the requestor; gives a send right to the new context's port. Returns: BOOTSTRAP_NOT_PRIVILEGED (no live
 * requestor), BOOTSTRAP_NO_MEMORY (too deep, or too many).
 */
export const subset: CallHandler<(typeof bootstrap)['bootstrap_subset'], Context> = ({ system, message, target }, args) => {
  const { requestor_port: right } = args;
  const { registry, privileged } = target;
  if (right.port === null || !right.port.active) return BOOTSTRAP_NOT_PRIVILEGED;
  if (target.depth >= BOOTSTRAP_DEPTH_MAX) return BOOTSTRAP_NO_MEMORY;
  const room = registry.contexts.room();
  if (room !== BOOTSTRAP_SUCCESS) return room;
  const requestor = kernelTakes(system.ipc, message, right) as Port;
  const { port } = registry.contexts.add(target, { requestor, door: false, privileged, server: false });
  return { subset_port: copyOfSend(port) };
};

/** Purpose: the context above; the root is its own. Rights: gives a send right to its port. Returns: BOOTSTRAP_NOT_PRIVILEGED. */
export const parent: CallHandler<(typeof bootstrap)['bootstrap_parent'], Context> = ({ target }) => {
  if (!target.privileged) return BOOTSTRAP_NOT_PRIVILEGED;
  return { parent_port: copyOfSend((target.parent ?? target).port) };
};

/**
 * Purpose: another port of the same context, for those who are not to make servers or see what is above.
 * Rights: gives a send right to it; the same port each time. Returns: BOOTSTRAP_NO_MEMORY.
 */
export const unprivileged: CallHandler<(typeof bootstrap)['bootstrap_unprivileged'], Context> = ({ target }) => {
  const { registry } = target;
  if (!target.privileged) return { unprivileged_port: copyOfSend(target.port) };
  if (target.unprivileged === null) {
    const room = registry.contexts.room();
    if (room !== BOOTSTRAP_SUCCESS) return room;
    target.unprivileged = registry.contexts.add(target, { door: true, privileged: false, server: false });
  }
  return { unprivileged_port: copyOfSend(target.unprivileged.port) };
};
