/**
 * The event vocabulary: the public format of the log and of session files.
 *
 * A record is `EVENT_WORDS` signed 32-bit words: the type (with `EVENT_OPENS` set on the first event of each admission) and
 * up to eleven fields, in the order given below. Beside each record stand two times in microseconds, virtual and host.
 * Events marked *bytes* keep the place of their bytes in the last two words: offset in the chunk's bytes, and length.
 *
 * Every change of kernel state is an event, and an event carries what it takes to undo it. Ids (task, thread, port,
 * message, memory, process, service, context) count from 1 and are never reused; a port set is a port of kind `PORT_KIND_SET`.
 * Changes of counters are deltas: `dsr` send rights, `dso` send-once rights, `dms` make-send count.
 */

export const EVENT_WORDS = 12;
/** Or-ed into the type word of the first event of an admission: events up to the next such one are one step. */
export const EVENT_OPENS = 0x10000;
export const EVENT_TYPE_MASK = 0xffff;
/** Word offsets of the place of an event's bytes. */
export const EVENT_BYTES_OFFSET = 10;
export const EVENT_BYTES_LENGTH = 11;

// Admissions and threads
export const EV_BOOT = 1;
export const EV_TRAP = 2;
export const EV_RETURN = 3;
export const EV_ARRIVED = 4;
export const EV_WAITS = 5;
export const EV_WAKES = 6;
export const EV_TIMER = 7;
export const EV_COMMAND = 8;
export const EV_MODE = 9;
export const EV_PANIC = 10;
export const EV_CONSOLE = 11;
export const EV_CALL = 12;
export const EV_CALL_DONE = 13;
// Processes of the host OS
export const EV_PROCESS_REQUESTED = 20;
export const EV_PROCESS_STARTED = 21;
export const EV_PROCESS_READY = 22;
export const EV_PROCESS_CHECKED = 23;
export const EV_PROCESS_MEASURED = 24;
export const EV_PROCESS_KILLED = 25;
export const EV_PROCESS_ENDED = 26;
export const EV_PROCESS_END_WAITS = 27;
// Tasks and threads
export const EV_TASK_CREATED = 30;
export const EV_TASK_NAMED = 31;
export const EV_TASK_SUSPENDED = 32;
export const EV_TASK_DIED = 33;
export const EV_THREAD_CREATED = 34;
export const EV_THREAD_SUSPENDED = 35;
export const EV_THREAD_DIED = 36;
export const EV_SPECIAL_PORT = 37;
// Ports and sets
export const EV_PORT_CREATED = 41;
export const EV_RECEIVER = 42;
export const EV_PORT_RESET = 43;
export const EV_PORT_LIMIT = 44;
export const EV_PORT_SEQNO = 45;
export const EV_PORT_MSCOUNT = 46;
export const EV_PORT_CONTEXT = 47;
export const EV_PORT_DIED = 48;
export const EV_PORT_GONE = 49;
export const EV_SET_JOINED = 50;
export const EV_SET_LEFT = 51;
export const EV_KERNEL_HOLDS = 52;
// Names in a task's space; all but the last share one shape
export const EV_NAME_ALLOCATED = 60;
export const EV_NAME_ARRIVED = 61;
export const EV_NAME_LEFT = 62;
export const EV_NAME_REFS = 63;
export const EV_NAME_DROPPED = 64;
export const EV_NAME_DIED = 65;
export const EV_NAME_DESTROYED = 66;
export const EV_NAME_INSERTED = 67;
export const EV_NAME_RENAMED = 68;
// Notifications
export const EV_REQUEST = 70;
export const EV_NOTIFIED = 71;
// Messages
export const EV_MSG_CREATED = 80;
export const EV_COPYIN = 81;
export const EV_COPYOUT = 82;
export const EV_QUEUED = 83;
export const EV_DEQUEUED = 84;
export const EV_DELIVERED = 85;
export const EV_HANDED_BACK = 86;
export const EV_MSG_DESTROYED = 87;
export const EV_RIGHT_DROPPED = 88;
export const EV_CIRCULAR = 89;
export const EV_MSG_SERVED = 90;
// Memory
export const EV_MEMORY_CREATED = 100;
export const EV_MEMORY_GONE = 101;
export const EV_REGION_MAPPED = 102;
export const EV_REGION_UNMAPPED = 103;
export const EV_REGION_PROTECTED = 104;
export const EV_PAGES_COPIED = 105;
export const EV_OOL_ATTACHED = 106;
export const EV_OOL_RELEASED = 107;
// Bootstrap
export const EV_CONTEXT = 110;
export const EV_CONTEXT_GONE = 111;
export const EV_SERVICE = 112;
export const EV_LOOKED_UP = 113;
export const EV_SERVICE_CRASHED = 114;
export const EV_SERVICE_DUE = 115;
// Gate and breakpoints
export const EV_BREAKPOINT_HIT = 120;
// Scheduled mode
export const EV_SCHED_CONFIGURED = 130;
export const EV_SCHED_CLOCK = 131;
export const EV_SCHED_TICK = 132;
export const EV_SCHED_ENTERED = 133;
export const EV_SCHED_STATE = 134;
export const EV_SCHED_SWITCH = 135;
export const EV_SCHED_BURST = 136;
export const EV_SCHED_PARAMS = 137;
export const EV_SCHED_SWAPPED = 138;
export const EV_SCHED_DEVICE = 139;
export const EV_SCHED_POLICY = 140;
export const EV_SCHED_ASKED = 141;
export const EV_SCHED_DECIDED = 142;

/** How a task ended (`EV_TASK_DIED`). */
export const TASK_END_EXIT = 0;
export const TASK_END_SIGNAL = 1;
export const TASK_END_TERMINATED = 2;
export const TASK_END_HOST_DIED = 3;

/** Why the kernel has a process killed (`EV_PROCESS_KILLED`). */
export const KILLED_BAD_FRAME = 1;
export const KILLED_SECOND_TRAP = 2;
export const KILLED_TERMINATED = 3;

/** Kinds of port (`EV_PORT_CREATED`). All but ordinary ports and sets are received by the kernel. */
export const PORT_KIND_ORDINARY = 0;
export const PORT_KIND_SET = 1;
export const PORT_KIND_TASK = 2;
export const PORT_KIND_THREAD = 3;
export const PORT_KIND_HOST = 4;
export const PORT_KIND_HOST_PRIV = 5;
export const PORT_KIND_BOOTSTRAP = 6;
export const PORT_KIND_SPAWNER = 7;
export const PORT_KIND_CONSOLE = 8;
export const PORT_KIND_DEVICE_PRIV = 9;
/** Where the registry hears of its services. */
export const PORT_KIND_REGISTRY = 10;
/** Devices of scheduled mode (`of`: `DEVICE_*`), and where the answers of the scheduling policy arrive. */
export const PORT_KIND_DEVICE = 11;
export const PORT_KIND_DECISION = 12;
/** The screen: services draw on it, and what people do to them comes from it. */
export const PORT_KIND_DISPLAY = 13;
export const PORT_KIND_NAMES = [
  'port',
  'set',
  'task',
  'thread',
  'host',
  'host-priv',
  'bootstrap',
  'spawner',
  'console',
  'device-priv',
  'registry',
  'device',
  'decision',
  'display',
] as const;

/** Who holds a receive right (`EV_RECEIVER`). */
export const RECEIVER_NOBODY = 0;
export const RECEIVER_TASK = 1;
export const RECEIVER_MESSAGE = 2;
export const RECEIVER_KERNEL = 3;

/** What a thread waits for (`EV_WAITS`, `EV_WAKES`). */
export const WAIT_SEND = 1;
export const WAIT_RECEIVE = 2;

/** Why a thread wakes. */
export const WAKE_READY = 0;
export const WAKE_TIMED_OUT = 1;
export const WAKE_ABORTED = 2;
export const WAKE_DIED = 3;
export const WAKE_CHANGED = 4;
export const WAKE_REASONS = ['ready', 'timed out', 'aborted', 'port died', 'port changed'] as const;

/** Why a trap waits at the gate (`EV_ARRIVED`). */
export const ARRIVED_PAUSED = 1;
export const ARRIVED_SUSPENDED = 2;
/** Its thread is scheduled: it waits for a CPU, or for the tick that a trap costs. */
export const ARRIVED_CPU = 3;

/** Where a message's rights are: slot 0 is the destination, 1 the reply, 2 and up the body's, port arrays unrolled. */
export const SLOT_DESTINATION = 0;
export const SLOT_REPLY = 1;
export const SLOT_BODY = 2;

/** Why a message is destroyed or taken from a queue without being received. */
export const DESTROY_PORT_DIED = 1;
export const DESTROY_TOO_LARGE = 2;
export const DESTROY_BODY_ERROR = 3;
export const DESTROY_CIRCULAR = 4;
export const DESTROY_SENDER_DIED = 5;
export const DESTROY_NOWHERE = 6;
export const DESTROY_REFUSED = 7;
export const DESTROY_REASONS = [
  '',
  'its port died',
  'the receiver had too little room',
  'a right in its body was refused',
  'it would have contained itself',
  'its sender died',
  'nobody is left to take it',
  'the kernel refused it',
] as const;

/** Owners of special ports (`EV_SPECIAL_PORT`). */
export const OWNER_TASK = 1;
export const OWNER_THREAD = 2;
export const OWNER_HOST = 3;
/** Slots beyond `task_special_port`'s own numbers: registered ports, and exception ports by mask bit. */
export const SPECIAL_KERNEL = 1;
export const SPECIAL_HOST = 2;
export const SPECIAL_EXCEPTION = 3;
export const SPECIAL_BOOTSTRAP = 4;
/** The machlab-made notify slot: names a receive right of the task, so it is no right of its own. */
export const SPECIAL_NOTIFY = 5;
export const SPECIAL_REGISTERED = 16;
export const SPECIAL_EXCEPTION_TYPE = 32;

/** States of a service (`EV_SERVICE`); 0 stands for "not there". */
export const SERVICE_INACTIVE = 1;
export const SERVICE_ACTIVE = 2;
export const SERVICE_DISABLED = 3;
export const SERVICE_STARTING = 4;
export const SERVICE_STATES = ['absent', 'inactive', 'active', 'disabled', 'starting'] as const;

/** Modes of the gate (`EV_MODE`). */
export const MODE_RUNNING = 0;
export const MODE_PAUSED = 1;

/** States of a scheduled thread (`EV_SCHED_STATE`); 0: it has yet to arrive. */
export const SCHED_NEW = 1;
export const SCHED_READY = 2;
export const SCHED_RUNNING = 3;
export const SCHED_WAITING = 4;
export const SCHED_TERMINATED = 5;
export const SCHED_STATES = ['to come', 'new', 'ready', 'running', 'waiting', 'terminated'] as const;

/** Why a scheduled thread changes its state. */
export const SCHED_ARRIVES = 1;
export const SCHED_ADMITTED = 2;
export const SCHED_DISPATCHED = 3;
export const SCHED_EXPIRED = 4;
export const SCHED_PREEMPTED = 5;
export const SCHED_BLOCKS = 6;
export const SCHED_WAKES = 7;
export const SCHED_ENDS = 8;
/** Its process was silent for too long: it loses its CPU until it traps. */
export const SCHED_HUNG = 9;
export const SCHED_SUSPENDED = 10;
export const SCHED_REASONS = [
  '',
  'arrives',
  'admitted',
  'dispatched',
  'expired',
  'preempted',
  'blocks',
  'wakes',
  'ends',
  'hung',
  'suspended',
] as const;

/** `position` of a context switch that is given up (`EV_SCHED_SWITCH`). */
export const SWITCH_GIVEN_UP = -2;

/** What a CPU is asked to compute (`EV_SCHED_BURST`). */
export const BURST_COMPUTE = 1;
export const BURST_TRAP = 2;

/** Devices of scheduled mode, and what happens to a request in a device's queue (`EV_SCHED_DEVICE`). */
export const DEVICE_DISK = 1;
export const DEVICE_TERMINAL = 2;
export const DEVICE_NETWORK = 3;
export const DEVICE_NAMES = ['', 'disk', 'terminal', 'network'] as const;
export const DEVICE_JOINED = 1;
export const DEVICE_DONE = 2;
export const DEVICE_CANCELLED = 3;

/** Why the policy changes (`EV_SCHED_POLICY`), and how a question to it ends (`EV_SCHED_DECIDED`). */
export const POLICY_REGISTERED = 1;
export const POLICY_DIED = 2;
export const POLICY_SILENT = 3;
export const POLICY_NONSENSE = 4;
export const POLICY_STALLED = 5;
export const DECIDED_ANSWERED = 1;
export const DECIDED_FALLBACK = 2;

const NAME_SHAPE = ['task', 'name', 'object', 'oldType', 'newType', 'oldUrefs', 'newUrefs', 'msg', 'dsr', 'dso', 'dms'] as const;
const END_SHAPE = ['senderTask', 'senderThread', 'msghId', 'sizeBytes', 'bits', 'bodyBytes', 'hash', 'createdAt'] as const;

export interface EventShape {
  readonly name: string;
  readonly fields: readonly string[];
  readonly bytes: boolean;
}
const shape = (name: string, ...fields: string[]): EventShape => ({ name, fields, bytes: false });
const withBytes = (name: string, ...fields: string[]): EventShape => ({ name, fields, bytes: true });

/** Name and fields of each type; the comment says what the event means for the state. */
export const EVENT_SHAPES: Readonly<Record<number, EventShape>> = {
  // The kernel starts with a profile (index into `recommended, classic, xnu`).
  [EV_BOOT]: shape('boot', 'profile', 'formatVersion'),
  // A trap is admitted: the thread is in the kernel now. `fromGate`: why it had waited there (ARRIVED_*; 0: it had not), since the
  // event `arrivedAt`. `timeoutMs` as given.
  [EV_TRAP]: shape(
    'trap',
    'thread',
    'task',
    'trap',
    'options',
    'sendBytes',
    'rcvBytes',
    'rcvName',
    'timeoutMs',
    'notify',
    'fromGate',
    'arrivedAt',
  ),
  // The trap ends; the thread runs in its process again. `msg`: the message received or handed back, 0 for none. Then the trap's
  // number and options once more, and the number of its EV_TRAP.
  [EV_RETURN]: shape('return', 'thread', 'task', 'code', 'sizeBytes', 'msg', 'trap', 'options', 'trapAt'),
  // A trap waits at the gate (paused, or its thread suspended): once per trap.
  [EV_ARRIVED]: shape('arrived', 'thread', 'task', 'trap', 'options', 'why'),
  // A thread waits: to send `msg` to `object`, or to receive from the port or set `object`. `deadlineMs` virtual, -1 never.
  [EV_WAITS]: shape('waits', 'thread', 'task', 'wait', 'object', 'msg', 'deadlineMs'),
  // It stops waiting. `before`: the thread that stood behind it in line, 0 for none (needed to undo). `since`: its EV_WAITS.
  [EV_WAKES]: shape('wakes', 'thread', 'task', 'wait', 'object', 'msg', 'deadlineMs', 'before', 'why', 'since'),
  // A deadline passed.
  [EV_TIMER]: shape('timer', 'deadlineMs'),
  // A debugger's command reached the kernel: its number (`commands.ts`), the window, two arguments.
  [EV_COMMAND]: withBytes('command', 'command', 'window', 'argument', 'argument2'),
  // The gate changes between running and paused.
  [EV_MODE]: shape('mode', 'old', 'new'),
  // An invariant is broken; bytes name it. Nothing comes after.
  [EV_PANIC]: withBytes('panic'),
  // A task wrote to its console.
  [EV_CONSOLE]: withBytes('console', 'task', 'stream'),
  // The kernel performs the routine `msghId` that `msg` asks for on its own port `port`; and is done, with `code`.
  [EV_CALL]: shape('call', 'task', 'thread', 'port', 'msghId', 'msg'),
  [EV_CALL_DONE]: shape('call-done', 'task', 'thread', 'port', 'msghId', 'code'),

  // The kernel asks for a process (bytes: the program's name); it has started; its sandbox report; what the OS confirms of
  // it, each of these once; what the host measured; the kernel has it killed (once); it is gone (bytes: the end of its standard error).
  [EV_PROCESS_REQUESTED]: withBytes('process-requested', 'process', 'task', 'profile', 'memoryMB'),
  [EV_PROCESS_STARTED]: shape('process-started', 'process', 'pid'),
  [EV_PROCESS_READY]: shape('process-ready', 'process', 'layers', 'landlockAbi', 'probesTried', 'probesRefused'),
  [EV_PROCESS_CHECKED]: shape('process-checked', 'process', 'seccomp', 'noNewPrivs'),
  [EV_PROCESS_MEASURED]: shape('process-measured', 'process', 'oldRssKB', 'rssKB', 'oldCpuMs', 'cpuMs'),
  [EV_PROCESS_KILLED]: shape('process-killed', 'process', 'why'),
  // `waited`: 1 when the end had waited at the gate.
  [EV_PROCESS_ENDED]: withBytes('process-ended', 'process', 'pid', 'exitCode', 'signal', 'waited'),

  // It is gone, but the gate is closed: the kernel does not know yet. EV_PROCESS_ENDED follows when that is admitted.
  [EV_PROCESS_END_WAITS]: shape('process-end-waits', 'process', 'pid', 'exitCode', 'signal'),

  // A task (bytes: its name), hosted by `process` (0: by none), with its kernel port. Name change (bytes: old, zero, new).
  [EV_TASK_CREATED]: withBytes('task-created', 'task', 'parent', 'process', 'port'),
  [EV_TASK_NAMED]: withBytes('task-named', 'task'),
  [EV_TASK_SUSPENDED]: shape('task-suspended', 'task', 'old', 'new'),
  // The task is no more. Its names, threads and ports have gone by events of their own before.
  [EV_TASK_DIED]: shape('task-died', 'task', 'how', 'code', 'port'),
  [EV_THREAD_CREATED]: shape('thread-created', 'thread', 'task', 'port', 'suspendCount'),
  [EV_THREAD_SUSPENDED]: shape('thread-suspended', 'thread', 'old', 'new'),
  // If it dies inside a trap, or with one at the gate (`why`: ARRIVED_*, else 0): that trap, and the event `at` it entered or arrived;
  // `at` 0: it was running in its process. It waits no more (EV_WAKES came before).
  [EV_THREAD_DIED]: shape('thread-died', 'thread', 'task', 'port', 'suspendCount', 'trap', 'options', 'at', 'why'),
  // A special, registered or exception port slot changes from one port to another (0: empty). Counters: `EV_KERNEL_HOLDS`.
  // For SPECIAL_NOTIFY `old` and `new` are names in the task.
  [EV_SPECIAL_PORT]: shape('special-port', 'owner', 'id', 'which', 'old', 'new'),

  // A port exists (kinds: PORT_KIND_*; `of`: the task, thread or context it stands for). A kernel kind is received by the kernel.
  [EV_PORT_CREATED]: shape('port-created', 'port', 'kind', 'qlimit', 'of'),
  // The receive right changes hands: kinds RECEIVER_*, the task or message, the name in that task. A set's owner likewise.
  [EV_RECEIVER]: shape('receiver', 'port', 'oldKind', 'oldId', 'oldName', 'newKind', 'newId', 'newName'),
  // A receive right in motion: make-send count and sequence number return to 0.
  [EV_PORT_RESET]: shape('port-reset', 'port', 'oldMscount', 'oldSeqno'),
  [EV_PORT_LIMIT]: shape('port-limit', 'port', 'old', 'new'),
  [EV_PORT_SEQNO]: shape('port-seqno', 'port', 'old', 'new'),
  [EV_PORT_MSCOUNT]: shape('port-mscount', 'port', 'old', 'new'),
  // The context word pair and guard flags (GUARD_*; bit 8 guarded, bit 9 strict).
  [EV_PORT_CONTEXT]: shape('port-context', 'port', 'oldLow', 'oldHigh', 'newLow', 'newHigh', 'oldFlags', 'newFlags'),
  // A port or set dies: nobody can send to it any more. `messages` were waiting.
  [EV_PORT_DIED]: shape('port-died', 'port', 'messages'),
  // The last reference to a dead port is gone and its record with it.
  [EV_PORT_GONE]: shape('port-gone', 'port', 'kind', 'qlimit', 'mscount', 'seqno', 'of', 'contextLow', 'contextHigh', 'flags'),
  // A port joins a set (at the end of its members), or leaves it (`before`: the member that stood behind it, 0 for none).
  [EV_SET_JOINED]: shape('set-joined', 'port', 'set'),
  [EV_SET_LEFT]: shape('set-left', 'port', 'set', 'before'),
  // The kernel's own references to a port change (special, registered and exception slots, services, notify slots).
  [EV_KERNEL_HOLDS]: shape('kernel-holds', 'port', 'dsr', 'dso', 'dms'),

  // The entry of `name` changes from (oldType, oldUrefs) to (newType, newUrefs); type 0: no such entry; types are without the
  // request flags. `object`: port or set, the same for the entry's whole life, also once it is a dead name; 0 for a dead name
  // allocated as such. `msg`: the message that brought or took the right, 0 for none. A space that holds SEND
  // counts once in its port's srights, each SEND_ONCE entry once in sorights, each right in a message once: the deltas say so.
  [EV_NAME_ALLOCATED]: shape('name-allocated', ...NAME_SHAPE),
  [EV_NAME_ARRIVED]: shape('name-arrived', ...NAME_SHAPE),
  [EV_NAME_LEFT]: shape('name-left', ...NAME_SHAPE),
  [EV_NAME_REFS]: shape('name-refs', ...NAME_SHAPE),
  [EV_NAME_DROPPED]: shape('name-dropped', ...NAME_SHAPE),
  [EV_NAME_DIED]: shape('name-died', ...NAME_SHAPE),
  [EV_NAME_DESTROYED]: shape('name-destroyed', ...NAME_SHAPE),
  [EV_NAME_INSERTED]: shape('name-inserted', ...NAME_SHAPE),
  [EV_NAME_RENAMED]: shape('name-renamed', 'task', 'oldName', 'newName', 'object'),

  // A notification request slot changes. DEAD_NAME and SEND_POSSIBLE (kinds are ids of the notification) live on the entry
  // (task, name) and share one slot; NO_SENDERS and PORT_DESTROYED on the port (task and name 0); MSG_ACCEPTED on the entry,
  // in a slot of its own. Notify port 0: empty. `armed`: a send-possible request that will fire at the next room.
  [EV_REQUEST]: shape('request', 'task', 'name', 'port', 'oldKind', 'oldNotify', 'oldArmed', 'newKind', 'newNotify', 'newArmed'),
  // The kernel makes a notification message `msg` of kind `msghId` for `notifyPort`, about `name` of `task` or about `port`.
  [EV_NOTIFIED]: shape('notified', 'msghId', 'notifyPort', 'task', 'name', 'port', 'msg'),

  // A message exists (sender task 0: the kernel); it has no rights yet. Bytes: the first of its inline data.
  [EV_MSG_CREATED]: withBytes('msg-created', 'msg', 'senderTask', 'senderThread', 'msghId', 'sizeBytes', 'bits', 'bodyBytes', 'hash'),
  // A right (`kind` as received: PORT_*) of `port` enters slot `slot` of the message, taken from `name` of `task` by a
  // disposition, or put there by the kernel (task 0); and leaves it for `name` of `task`, or is consumed (name 0), or kernel-taken (task 0).
  [EV_COPYIN]: shape('copyin', 'msg', 'slot', 'task', 'name', 'disposition', 'port', 'kind', 'dsr', 'dso', 'dms'),
  [EV_COPYOUT]: shape('copyout', 'msg', 'slot', 'task', 'name', 'port', 'kind', 'dsr', 'dso'),
  // The message joins the end of a queue. `forced`: beyond the limit (send-once, kernel, or cached).
  [EV_QUEUED]: shape('queued', 'msg', 'port', 'count', 'limit', 'forced'),
  // It leaves the head. Received by a thread: `seqno` is its number and the port's goes up by one. Flushed: thread 0, nothing counts.
  [EV_DEQUEUED]: shape('dequeued', 'msg', 'port', 'seqno', 'count', 'thread', 'task'),
  // The message ends: delivered to a thread; handed back to its sender by a failed send; destroyed; served by the kernel.
  [EV_DELIVERED]: shape('delivered', 'msg', 'thread', 'task', ...END_SHAPE),
  [EV_HANDED_BACK]: shape('handed-back', 'msg', 'thread', 'task', ...END_SHAPE),
  [EV_MSG_DESTROYED]: shape('msg-destroyed', 'msg', 'why', 'port', ...END_SHAPE),
  [EV_MSG_SERVED]: shape('msg-served', 'msg', 'port', 'code', ...END_SHAPE),
  // A right in a message that ends is released.
  [EV_RIGHT_DROPPED]: shape('right-dropped', 'msg', 'slot', 'port', 'kind', 'dsr', 'dso'),
  // Sending would put a port's receive right into a queue that only it can reach: the message will be destroyed.
  [EV_CIRCULAR]: shape('circular', 'msg', 'port'),

  // A memory object of `sizeBytes` exists or is gone; a task maps or unmaps it; its protection changes; a write copied pages;
  // a message holds it.
  [EV_MEMORY_CREATED]: shape('memory-created', 'memory', 'sizeBytes', 'copyOf'),
  [EV_MEMORY_GONE]: shape('memory-gone', 'memory', 'sizeBytes', 'copyOf'),
  [EV_REGION_MAPPED]: shape('region-mapped', 'task', 'address', 'sizeBytes', 'memory', 'protection', 'msg'),
  [EV_REGION_UNMAPPED]: shape('region-unmapped', 'task', 'address', 'sizeBytes', 'memory', 'protection', 'msg'),
  [EV_REGION_PROTECTED]: shape('region-protected', 'task', 'address', 'old', 'new'),
  [EV_PAGES_COPIED]: shape('pages-copied', 'memory', 'pages', 'task'),
  [EV_OOL_ATTACHED]: shape('ool-attached', 'msg', 'descriptor', 'memory', 'sizeBytes'),
  [EV_OOL_RELEASED]: shape('ool-released', 'msg', 'descriptor', 'memory', 'sizeBytes'),

  // A bootstrap context, living as long as `requestor` (a port; 0: for ever).
  [EV_CONTEXT]: shape('context', 'context', 'port', 'parent', 'requestor'),
  [EV_CONTEXT_GONE]: shape('context-gone', 'context', 'port', 'parent', 'requestor'),
  // A service (bytes: its name) changes state, port and the task that serves it.
  [EV_SERVICE]: withBytes('service', 'service', 'context', 'oldState', 'newState', 'oldPort', 'newPort', 'oldTask', 'newTask'),
  // A task looked a name up (bytes); service 0: unknown.
  [EV_LOOKED_UP]: withBytes('looked-up', 'task', 'service', 'context'),
  // A catalogue service ended on its own; its next start waits `delayMs` (-1: disabled after too many crashes).
  [EV_SERVICE_CRASHED]: shape('service-crashed', 'service', 'crashes', 'delayMs', 'oldCrashes'),
  // When a service's program is to be started again of itself: virtual, -1 never.
  [EV_SERVICE_DUE]: shape('service-due', 'service', 'dueMs', 'oldDueMs'),

  // A breakpoint's condition held; the gate pauses after this trap.
  [EV_BREAKPOINT_HIT]: shape('breakpoint-hit', 'breakpoint', 'event'),

  // Scheduled mode is entered, or changes: virtual CPUs, ticks of a context switch, register sets of each CPU.
  [EV_SCHED_CONFIGURED]: shape('sched-configured', 'oldCpus', 'cpus', 'oldSwitchTicks', 'switchTicks', 'oldRegisterSets', 'registerSets'),
  // The tick clock starts or stops; a tick takes at least so many microseconds of virtual time (0: as fast as can be).
  [EV_SCHED_CLOCK]: shape('sched-clock', 'old', 'new', 'oldUsPerTick', 'usPerTick'),
  // Ticks pass. Each CPU spends them: on its context switch if its bit is set in `switching`, else on its thread's burst, else idle.
  // The first in each device's queue is served as long.
  [EV_SCHED_TICK]: shape('sched-tick', 'old', 'new', 'switching'),
  // A thread is scheduled from now on: it arrives at `atTick`. `base`: the priority it asks for; `declared`: the burst that it says comes next.
  [EV_SCHED_ENTERED]: shape('sched-entered', 'thread', 'task', 'atTick', 'base', 'declared', 'trapTicks'),
  // A thread changes its state, for the reason `why` (SCHED_*). CPUs count from 1, 0: none. `place` orders the ready threads of one
  // priority. `quantumLeft` -1: it may keep the CPU as long as it likes.
  [EV_SCHED_STATE]: shape(
    'sched-state',
    'thread',
    'task',
    'old',
    'new',
    'oldCpu',
    'cpu',
    'oldPlace',
    'place',
    'why',
    'oldQuantumLeft',
    'quantumLeft',
  ),
  // A CPU turns to another thread, which costs `ticks`. `position`: where the thread's context is in its register sets, -1: nowhere;
  // `evicted`: whose context gives way, 0: nobody's. Position -2: a switch is given up with `left` ticks to go, and the context is not there.
  [EV_SCHED_SWITCH]: shape('sched-switch', 'cpu', 'thread', 'ticks', 'position', 'evicted', 'left'),
  // A running thread asks for ticks (BURST_*), and says which burst comes after this one (0: it does not know).
  [EV_SCHED_BURST]: shape('sched-burst', 'thread', 'task', 'ticks', 'kind', 'oldDeclared', 'declared'),
  // A thread's priority and quantum are set.
  [EV_SCHED_PARAMS]: shape('sched-params', 'thread', 'oldPriority', 'priority', 'oldQuantum', 'quantum', 'oldPlace', 'place'),
  // A thread is swapped out (1) or in again (0).
  [EV_SCHED_SWAPPED]: shape('sched-swapped', 'thread', 'old', 'new', 'oldPlace', 'place'),
  // A request joins the end of a device's queue, is done and leaves its head, or is cancelled at `position` with `left` ticks to go.
  [EV_SCHED_DEVICE]: shape('sched-device', 'device', 'thread', 'task', 'what', 'ticks', 'left', 'position'),
  // A policy is registered, or gives way to the kernel's own (task and port 0). Bytes: old label, zero, new label.
  [EV_SCHED_POLICY]: withBytes('sched-policy', 'oldTask', 'newTask', 'oldPort', 'newPort', 'oldWants', 'wants', 'why'),
  // The policy is asked, with `msg`, what to do about `count` things that happened; and the question ends (DECIDED_*).
  [EV_SCHED_ASKED]: shape('sched-asked', 'msg', 'count'),
  [EV_SCHED_DECIDED]: shape('sched-decided', 'msg', 'how', 'count'),
};

/** Types by name, for filters and JSON. */
export const EVENT_TYPES: ReadonlyMap<string, number> = new Map(
  Object.entries(EVENT_SHAPES).map(([type, { name }]) => [name, Number(type)]),
);
