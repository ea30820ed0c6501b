/**
 * Calls on the host port: 200 host_info(host, flavor) → info, 201 host_kernel_version(host) → version, 202 host_page_size(host) →
 * page_size, 280 host_get_time(host) → seconds, microseconds. Mach 3 Kernel Interfaces, the calls of those names.
 */
import { KERN_INVALID_ARGUMENT } from '../abi/codes.ts';
import { HOST_BASIC_INFO, type host } from '../abi/interfaces/host.ts';
import { PAGE_BYTES } from '../abi/limits.ts';
import type { CallHandler } from './call.ts';

/** Purpose: how many tasks, threads, ports and messages there are, and how large a page is. Rights: none. Returns: KERN_INVALID_ARGUMENT (flavour). */
export const hostInfo: CallHandler<(typeof host)['host_info'], unknown> = ({ system }, { flavor }) => {
  if (flavor !== HOST_BASIC_INFO) return KERN_INVALID_ARGUMENT;
  const { tasks, threads, ipc } = system;
  return { info: [tasks.size, threads.size, ipc.ports.size, ipc.messages, PAGE_BYTES] };
};

/** Purpose: the kernel in words: whose interface it has, and how it decides where systems differ. Rights: none. Returns: no code of its own. */
export const hostKernelVersion: CallHandler<(typeof host)['host_kernel_version'], unknown> = ({ system }) => ({
  version: `machlab, Mach 3 interface (${system.ipc.profile.name})`,
});

/** Purpose: the size of a page in bytes. Rights: none. Returns: no code of its own. */
export const hostPageSize: CallHandler<(typeof host)['host_page_size'], unknown> = () => ({ page_size: PAGE_BYTES });

/** Purpose: virtual time since boot. Rights: none. Returns: no code of its own. */
export const hostGetTime: CallHandler<(typeof host)['host_get_time'], unknown> = ({ system: { nowUs } }) => ({
  seconds: Math.floor(nowUs / 1_000_000),
  microseconds: Math.floor(nowUs) % 1_000_000,
});
