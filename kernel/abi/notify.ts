/** Notifications: messages of the kernel to a send-once right. Ids: mach/notify.h. */

export const NOTIFY_PORT_DELETED = 65;
/** Mach 3 calls 66 MSG_ACCEPTED (a cached message was taken), XNU SEND_POSSIBLE (there is room). */
export const NOTIFY_MSG_ACCEPTED = 66;
export const NOTIFY_SEND_POSSIBLE = 66;
export const NOTIFY_PORT_DESTROYED = 69;
export const NOTIFY_NO_SENDERS = 70;
export const NOTIFY_SEND_ONCE = 71;
export const NOTIFY_DEAD_NAME = 72;
export const NOTIFICATION_NAMES: Readonly<Record<number, string>> = {
  65: 'PORT_DELETED',
  66: 'SEND_POSSIBLE',
  69: 'PORT_DESTROYED',
  70: 'NO_SENDERS',
  71: 'SEND_ONCE',
  72: 'DEAD_NAME',
};

/** What can be requested, by the id of the notification it asks for. */
export const REQUEST_DEAD_NAME = NOTIFY_DEAD_NAME;
export const REQUEST_NO_SENDERS = NOTIFY_NO_SENDERS;
export const REQUEST_PORT_DESTROYED = NOTIFY_PORT_DESTROYED;
export const REQUEST_SEND_POSSIBLE = NOTIFY_SEND_POSSIBLE;
/** The cached message's acceptance: a slot of its own, never requested by `mach_port_request_notification`. */
export const REQUEST_MSG_ACCEPTED = 166;
