/** The calls on tasks, threads, memory and the host. */
import type { exc } from '../interfaces/exc.ts';
import type { host } from '../interfaces/host.ts';
import type { task } from '../interfaces/task.ts';
import type { thread } from '../interfaces/thread.ts';
import type { vm } from '../interfaces/vm.ts';
import { MACH3, XNU, call } from './explanation.ts';
import type { CallExplanations } from './explanation.ts';

const OWN = 'machlab’s own';

export const TASK: CallExplanations<typeof task> = {
  task_create: call(
    'Makes a task with an empty space and no threads; it inherits bootstrap, exception, registered and host ports, but no names.',
    `${MACH3}, task_create`,
    'process creation',
    'KERN_RESOURCE_SHORTAGE',
  ),
  task_terminate: call(
    'Ends a task: its threads stop, its rights go, the ports it received from die, and last its own port.',
    `${MACH3}, task_terminate`,
    'process termination',
  ),
  task_threads: call('Gives a send right to each thread of a task.', `${MACH3}, task_threads`, 'threads of a task'),
  mach_ports_register: call(
    'Keeps a few send rights with a task, where its children inherit them; the whole array is replaced.',
    `${MACH3}, mach_ports_register`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  mach_ports_lookup: call(
    'Gives copies of the rights that were registered with a task, null where there is none.',
    `${MACH3}, mach_ports_lookup`,
    '',
  ),
  task_info: call(
    'Tells about a task: how often it is suspended, how many threads and names it has.',
    `${MACH3}, task_info`,
    'process control block',
    'KERN_INVALID_ARGUMENT',
  ),
  task_suspend: call('Keeps every thread of a task from running, once more than before.', `${MACH3}, task_suspend`, 'suspending a process'),
  task_resume: call('Takes one suspension of a task back.', `${MACH3}, task_resume`, 'resuming a process', 'KERN_FAILURE'),
  task_get_special_port: call(
    'Gives a copy of one of the rights that the kernel keeps for a task, such as its bootstrap port.',
    `${MACH3}, task_get_special_port`,
    'the Task Self and bootstrap ports',
    'KERN_INVALID_ARGUMENT',
  ),
  task_set_special_port: call(
    'Replaces one of the rights that the kernel keeps for a task; a debugger can so stand in for the task’s own port.',
    `${MACH3}, task_set_special_port`,
    'the Task Self and bootstrap ports',
    'KERN_INVALID_ARGUMENT',
  ),
  thread_create: call(
    'Makes a thread of a task, suspended until it is resumed.',
    `${MACH3}, thread_create`,
    'thread creation',
    'KERN_RESOURCE_SHORTAGE',
  ),
  task_set_exception_ports: call(
    'Says where messages about a task’s exceptions go, by kind of exception.',
    `${MACH3}, task_set_exception_port; ${XNU}, task_set_exception_ports`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  task_get_exception_ports: call(
    'Tells where messages about a task’s exceptions go.',
    `${XNU}, task_get_exception_ports`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  task_swap_exception_ports: call(
    'Says where messages about a task’s exceptions go, and gives back where they went before.',
    `${XNU}, task_swap_exception_ports`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  task_set_name: call('Names a task for people; no rule depends on it.', `GNU Mach, task_set_name; the number is ${OWN}`, ''),
  task_get_notify_port: call(
    'Tells under which name a task has the receive right it was born with, for notifications.',
    `Mach 2, task_notify; the number is ${OWN}`,
    'the Notify port',
  ),
};

export const THREAD: CallExplanations<typeof thread> = {
  thread_terminate: call('Ends a thread; its port dies.', `${MACH3}, thread_terminate`, 'thread cancellation'),
  thread_suspend: call('Keeps a thread from running, once more than before; what it waits for goes on.', `${MACH3}, thread_suspend`, ''),
  thread_resume: call('Takes one suspension of a thread back.', `${MACH3}, thread_resume`, '', 'KERN_FAILURE'),
  thread_abort: call('Ends a thread’s wait in a message call, which returns as interrupted.', `${MACH3}, thread_abort`, ''),
  thread_get_special_port: call(
    'Gives a copy of one of the rights that the kernel keeps for a thread.',
    `${MACH3}, thread_get_special_port`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  thread_set_special_port: call(
    'Replaces one of the rights that the kernel keeps for a thread.',
    `${MACH3}, thread_set_special_port`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  thread_info: call(
    'Tells about a thread: how often it is suspended, and whether it runs or waits.',
    `${MACH3}, thread_info`,
    'thread state',
    'KERN_INVALID_ARGUMENT',
  ),
  thread_set_exception_ports: call(
    'Says where messages about a thread’s exceptions go; they are tried before the task’s.',
    `${XNU}, thread_set_exception_ports`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  thread_get_exception_ports: call(
    'Tells where messages about a thread’s exceptions go.',
    `${XNU}, thread_get_exception_ports`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  thread_compute: call(
    'Computes for so many ticks: the calling thread holds a virtual CPU until it is answered.',
    'machlab’s own',
    'CPU burst',
    'KERN_FAILURE',
    'KERN_INVALID_ARGUMENT',
  ),
  thread_swap_exception_ports: call(
    'Says where messages about a thread’s exceptions go, and gives back where they went before.',
    `${XNU}, thread_swap_exception_ports`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
};

export const VM: CallExplanations<typeof vm> = {
  vm_region: call(
    'Describes the first region of a task’s memory at or above an address.',
    `${MACH3}, vm_region`,
    'address space',
    'KERN_NO_SPACE',
  ),
  vm_allocate: call(
    'Gives a task fresh memory that reads as zero, at an address of the kernel’s choice or a given one.',
    `${MACH3}, vm_allocate`,
    'memory allocation',
    'KERN_INVALID_ADDRESS',
    'KERN_NO_SPACE',
    'KERN_RESOURCE_SHORTAGE',
  ),
  vm_deallocate: call(
    'Takes memory from a task; what arrived out of line has to be given back so.',
    `${MACH3}, vm_deallocate`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  vm_protect: call(
    'Says whether memory may be read and written.',
    `${MACH3}, vm_protect`,
    'memory protection',
    'KERN_INVALID_ADDRESS',
    'KERN_INVALID_ARGUMENT',
  ),
  vm_read: call(
    'Reads a task’s memory; its pages come out of line, and none is copied before somebody writes.',
    `${MACH3}, vm_read`,
    'copy-on-write',
    'KERN_INVALID_ADDRESS',
    'KERN_PROTECTION_FAILURE',
    'KERN_INVALID_ARGUMENT',
  ),
  vm_write: call(
    'Writes into a task’s memory; shared pages are copied first.',
    `${MACH3}, vm_write`,
    'copy-on-write',
    'KERN_INVALID_ADDRESS',
    'KERN_PROTECTION_FAILURE',
  ),
};

export const HOST: CallExplanations<typeof host> = {
  host_info: call(
    'Counts what the kernel holds: tasks, threads, ports and queued messages.',
    `${MACH3}, host_info`,
    '',
    'KERN_INVALID_ARGUMENT',
  ),
  host_kernel_version: call('Names the kernel and its version.', `${MACH3}, host_kernel_version`, ''),
  host_page_size: call('Tells how many bytes a page of memory has.', `${XNU}, host_page_size`, 'page size'),
  host_get_time: call(
    'Tells the kernel’s time since boot, which stands still while the kernel is paused.',
    `${MACH3}, host_get_time; the number is ${OWN}`,
    '',
  ),
};

export const EXC: CallExplanations<typeof exc> = {
  exception_raise: call(
    'Reports an exception of a thread to whoever holds its exception port; the answer says whether the thread goes on.',
    `${MACH3}, exception_raise`,
    'exceptions as messages',
    'KERN_FAILURE',
  ),
};
