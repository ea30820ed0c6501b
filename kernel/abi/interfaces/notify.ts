/** Bodies of the kernel's notifications. Ids: mach/notify.h; 67 and 68 are Mach 2's. Nobody answers them. */
import { portName, receiveRight, simpleRoutine, subsystem, u32 } from '../mig.ts';

export const notify = subsystem('notify', {
  mach_notify_port_deleted: simpleRoutine(65, { name: portName }),
  /** Mach 3: MSG_ACCEPTED. */
  mach_notify_send_possible: simpleRoutine(66, { name: portName }),
  mach_notify_ownership_rights: simpleRoutine(67, { rights: receiveRight }),
  mach_notify_receive_rights: simpleRoutine(68, { rights: receiveRight }),
  mach_notify_port_destroyed: simpleRoutine(69, { rights: receiveRight }),
  mach_notify_no_senders: simpleRoutine(70, { mscount: u32 }),
  mach_notify_send_once: simpleRoutine(71, {}),
  mach_notify_dead_name: simpleRoutine(72, { name: portName }),
});
