/** Calls on the host port. Ids: mach/mach_host.defs (XNU); those from 280 are our own. */
import { routine, string, subsystem, u32, u32s } from '../mig.ts';

/** Flavour of `host_info`; its words: tasks, threads, ports, messages queued, page size in bytes. */
export const HOST_BASIC_INFO = 1;
export const HOST_BASIC_INFO_COUNT = 5;
export const HOST_INFO_TASKS = 0;
export const HOST_INFO_THREADS = 1;
export const HOST_INFO_PORTS = 2;
export const HOST_INFO_MESSAGES = 3;
export const HOST_INFO_PAGE_BYTES = 4;

export const host = subsystem('host', {
  host_info: routine(200, { flavor: u32 }, { info: u32s(64) }),
  host_kernel_version: routine(201, {}, { version: string(256) }),
  host_page_size: routine(202, {}, { page_size: u32 }),
  // The kernel's virtual time since boot; it stands still while the kernel is paused.
  host_get_time: routine(280, {}, { seconds: u32, microseconds: u32 }),
});
