/** Limits of the kernel, each with its reason. A task that meets one gets a code; nobody else notices. */

/** Queue limit of a fresh port: five in every Mach kernel we know of. */
export const QLIMIT_DEFAULT = 5;
/** XNU's largest; `classic` keeps Mach 3's sixteen (profile.ts). */
export const QLIMIT_MAX = 1024;
/** Messages a queue holds whatever its limit, since send-once sends ignore the limit: XNU's cap. */
export const QUEUE_HARD_CAP = 65534;
/** User references of one name: Mach keeps sixteen bits. */
export const UREFS_MAX = 0xffff;
/** Names of one task: a full table is 64k entries of about 100 bytes, so that a leak ends in KERN_NO_SPACE, not in the kernel's death. */
export const NAMES_PER_TASK = 0x40000;
/** Threads of one task: each may have one trap outstanding, so this bounds what the kernel owes a task. */
export const THREADS_PER_TASK = 1024;
/** Tasks alive at once. */
export const TASKS_MAX = 4096;
/** One message, header to last inline byte: larger data belongs out of line. */
export const MESSAGE_BYTES_MAX = 0x100000;
/** Out-of-line bytes of one message. */
export const OOL_BYTES_MAX = 0x4000000;
/** Descriptors of one message: XNU bounds them likewise. */
export const DESCRIPTORS_MAX = 1024;
/** Names in the out-of-line port arrays of one message. */
export const OOL_PORTS_MAX = 16384;
/** A frame: the largest message with its out-of-line bytes and its arguments. */
export const FRAME_BYTES_MAX = MESSAGE_BYTES_MAX + OOL_BYTES_MAX + 0x10000;
/** Bytes of messages queued on behalf of one sending task, inline and out of line: a flood of send-once messages ends here. */
export const QUEUED_BYTES_PER_TASK = 0x10000000;
/** Messages queued on behalf of one sending task: bookkeeping costs more than small bodies do. */
export const QUEUED_MESSAGES_PER_TASK = 131072;
/** Bytes of memory regions held by one task. */
export const REGION_BYTES_PER_TASK = 0x10000000;
/** Bytes of a page of task memory. */
export const PAGE_BYTES = 4096;
/** Where a task's regions start; the first page is never mapped, so that address 0 stays invalid. */
export const ADDRESS_FIRST = 0x10000;
/** Registered ports of a task (`mach_ports_register`): Mach 3's four. */
export const REGISTERED_PORTS_MAX = 4;
/** A bootstrap name, its final zero included. */
export const BOOTSTRAP_NAME_BYTES = 128;
/** Names of one `bootstrap_look_up_array`. */
export const BOOTSTRAP_ARRAY_MAX = 20;
/** Contexts nested by `bootstrap_subset`. */
export const BOOTSTRAP_DEPTH_MAX = 100;
/** Names one task may have in the registry, by check-in, registration or declaration: what it leaves behind when it ends is the registry's. */
export const BOOTSTRAP_NAMES_PER_TASK = 1024;
/** All names of the registry, and all its contexts: what tasks leave behind may not fill the kernel. */
export const BOOTSTRAP_NAMES_MAX = 0x10000;
export const BOOTSTRAP_CONTEXTS_MAX = 4096;
/** A task's or thread's name. */
export const TASK_NAME_BYTES = 64;
/** Bytes of a message's body that the log keeps; the whole goes to the ring. */
export const LOGGED_BODY_BYTES = 256;
/** Virtual CPUs of scheduled mode: as many as a picture shows side by side. */
export const CPUS_MAX = 4;
/** Register sets of a virtual CPU: the most that hardware with several has had. */
export const REGISTER_SETS_MAX = 16;
