/**
 * 3213 mach_port_request_notification(task, name, variant, sync, notify: send-once) → previous: send-once.
 * Mach 3 Kernel Interfaces, mach_port_request_notification.
 */
import { KERN_INVALID_CAPABILITY, KERN_INVALID_NAME, KERN_INVALID_VALUE, KERN_SUCCESS } from '../abi/codes.ts';
import type { machPort } from '../abi/interfaces/mach_port.ts';
import { REQUEST_DEAD_NAME, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED, REQUEST_SEND_POSSIBLE } from '../abi/notify.ts';
import { MACH_PORT_DEAD } from '../abi/rights.ts';
import { kernelTakes } from '../ipc/message.ts';
import { kernelHolds, sendOnceReleased } from '../ipc/port.ts';
import { requestNotification } from '../ipc/request.ts';
import { spaceLookup } from '../ipc/space.ts';
import type { Task } from '../task/task.ts';
import { type CallHandler, heldSendOnce } from './call.ts';

const VARIANTS: ReadonlySet<number> = new Set([REQUEST_DEAD_NAME, REQUEST_NO_SENDERS, REQUEST_PORT_DESTROYED, REQUEST_SEND_POSSIBLE]);

/**
 * Purpose: the kernel is to tell `notify`, once, when something happens to a name or its port; NULL takes the request back.
 * Rights: takes the send-once right on success; gives back the one that was registered before, for the caller to dispose of.
 * Returns: KERN_INVALID_CAPABILITY (a dead notify port), KERN_INVALID_VALUE (variant; a port-destroyed request with a sync),
 * KERN_INVALID_NAME, and what `requestNotification` returns.
 */
export const machPortRequestNotification: CallHandler<(typeof machPort)['mach_port_request_notification'], Task> = (call, args) => {
  const { system, target, message } = call;
  const { name, variant, sync, notify: given } = args;
  const { ipc } = system;
  if (given.port === null ? given.word === MACH_PORT_DEAD : !given.port.active) return KERN_INVALID_CAPABILITY;
  if (!VARIANTS.has(variant) || (variant === REQUEST_PORT_DESTROYED && sync !== 0)) return KERN_INVALID_VALUE;
  const entry = spaceLookup(target.space, name);
  if (entry === null) return KERN_INVALID_NAME;
  const notify = kernelTakes(ipc, message, given);
  const { code, previous } = requestNotification(ipc, entry, variant, sync, notify, ++system.requests);
  if (code === KERN_SUCCESS) return { previous: heldSendOnce(previous) };
  if (notify !== null) {
    kernelHolds(ipc, notify, 0, -1);
    sendOnceReleased(ipc, notify);
  }
  return code;
};
