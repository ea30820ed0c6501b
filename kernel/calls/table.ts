/** Which call answers which message on which kind of kernel port. */
import {
  PORT_KIND_CONSOLE,
  PORT_KIND_DEVICE,
  PORT_KIND_DISPLAY,
  PORT_KIND_HOST,
  PORT_KIND_HOST_PRIV,
  PORT_KIND_SPAWNER,
  PORT_KIND_TASK,
  PORT_KIND_THREAD,
} from '../abi/events.ts';
import { browserWindow } from '../abi/interfaces/browser.ts';
import { host } from '../abi/interfaces/host.ts';
import { machPort } from '../abi/interfaces/mach_port.ts';
import { consoleInterface, machlab } from '../abi/interfaces/machlab.ts';
import { device, sched } from '../abi/interfaces/sched.ts';
import { task } from '../abi/interfaces/task.ts';
import { thread } from '../abi/interfaces/thread.ts';
import { vm } from '../abi/interfaces/vm.ts';
import type { Routine, Routines } from '../abi/mig.ts';
import type { Task } from '../task/task.ts';
import type { Thread } from '../task/thread.ts';
import type { Call, Served } from './call.ts';
import { consoleWrite } from './console_write.ts';
import { DISPLAY } from './display.ts';
import {
  taskGetExceptionPorts,
  taskSetExceptionPorts,
  taskSwapExceptionPorts,
  threadGetExceptionPorts,
  threadSetExceptionPorts,
  threadSwapExceptionPorts,
} from './exception_ports.ts';
import { hostGetTime, hostInfo, hostKernelVersion, hostPageSize } from './host.ts';
import { machPortAllocate } from './mach_port_allocate.ts';
import { machPortAllocateName } from './mach_port_allocate_name.ts';
import { machPortGetAttributes, machPortSetAttributes } from './mach_port_attributes.ts';
import { machPortConstruct } from './mach_port_construct.ts';
import { machPortGetContext, machPortSetContext } from './mach_port_context.ts';
import { machPortDeallocate } from './mach_port_deallocate.ts';
import { machPortDestroy } from './mach_port_destroy.ts';
import { machPortDestruct } from './mach_port_destruct.ts';
import { machPortExtractRight } from './mach_port_extract_right.ts';
import { machPortGetReceiveStatus } from './mach_port_get_receive_status.ts';
import { machPortGetRefs } from './mach_port_get_refs.ts';
import { machPortGetSetStatus } from './mach_port_get_set_status.ts';
import { machPortGuard, machPortGuardWithFlags, machPortSwapGuard, machPortUnguard } from './mach_port_guard.ts';
import { machPortInsertRight } from './mach_port_insert_right.ts';
import { machPortKobject } from './mach_port_kobject.ts';
import { machPortExtractMember, machPortInsertMember } from './mach_port_members.ts';
import { machPortModRefs } from './mach_port_mod_refs.ts';
import { machPortMoveMember } from './mach_port_move_member.ts';
import { machPortNames } from './mach_port_names.ts';
import { machPortPeek } from './mach_port_peek.ts';
import { machPortRename } from './mach_port_rename.ts';
import { machPortRequestNotification } from './mach_port_request_notification.ts';
import { machPortSetMscount, machPortSetSeqno } from './mach_port_set_counts.ts';
import { machPortSetQlimit } from './mach_port_set_qlimit.ts';
import { machPortSpaceInfo } from './mach_port_space_info.ts';
import { machPortType } from './mach_port_type.ts';
import { machPortsLookup, machPortsRegister } from './mach_ports_register.ts';
import { machlabSpawn } from './machlab_spawn.ts';
import { deviceIo } from './device_io.ts';
import { schedClock, schedConfigure, schedInfo } from './sched_configure.ts';
import { schedDecide } from './sched_decide.ts';
import { schedEnter } from './sched_enter.ts';
import { schedSetPolicy } from './sched_set_policy.ts';
import { taskCreateCall } from './task_create.ts';
import { taskGetNotifyPort } from './task_get_notify_port.ts';
import { taskInfo } from './task_info.ts';
import { taskSetName } from './task_set_name.ts';
import { taskGetSpecialPort, taskSetSpecialPort } from './task_special_port.ts';
import { taskResumeCall, taskSuspendCall } from './task_suspend.ts';
import { taskTerminateCall } from './task_terminate.ts';
import { taskThreads } from './task_threads.ts';
import { threadCompute } from './thread_compute.ts';
import { threadCreateCall } from './thread_create.ts';
import { threadInfo } from './thread_info.ts';
import { threadGetSpecialPort, threadSetSpecialPort } from './thread_special_port.ts';
import { threadAbortCall, threadResumeCall, threadSuspendCall } from './thread_suspend.ts';
import { threadTerminateCall } from './thread_terminate.ts';
import { vmAllocate, vmDeallocate } from './vm_allocate.ts';
import { vmProtect } from './vm_protect.ts';
import { vmRead, vmWrite } from './vm_read.ts';
import { vmRegion } from './vm_region.ts';

const MACH_PORT: Served<typeof machPort, Task> = {
  mach_port_names: machPortNames,
  mach_port_type: machPortType,
  mach_port_rename: machPortRename,
  mach_port_allocate_name: machPortAllocateName,
  mach_port_allocate: machPortAllocate,
  mach_port_destroy: machPortDestroy,
  mach_port_deallocate: machPortDeallocate,
  mach_port_get_refs: machPortGetRefs,
  mach_port_mod_refs: machPortModRefs,
  mach_port_peek: machPortPeek,
  mach_port_set_mscount: machPortSetMscount,
  mach_port_get_set_status: machPortGetSetStatus,
  mach_port_move_member: machPortMoveMember,
  mach_port_request_notification: machPortRequestNotification,
  mach_port_insert_right: machPortInsertRight,
  mach_port_extract_right: machPortExtractRight,
  mach_port_set_seqno: machPortSetSeqno,
  mach_port_get_attributes: machPortGetAttributes,
  mach_port_set_attributes: machPortSetAttributes,
  mach_port_space_info: machPortSpaceInfo,
  mach_port_insert_member: machPortInsertMember,
  mach_port_extract_member: machPortExtractMember,
  mach_port_get_context: machPortGetContext,
  mach_port_set_context: machPortSetContext,
  mach_port_kobject: machPortKobject,
  mach_port_construct: machPortConstruct,
  mach_port_destruct: machPortDestruct,
  mach_port_guard: machPortGuard,
  mach_port_unguard: machPortUnguard,
  mach_port_guard_with_flags: machPortGuardWithFlags,
  mach_port_swap_guard: machPortSwapGuard,
  mach_port_set_qlimit: machPortSetQlimit,
  mach_port_get_receive_status: machPortGetReceiveStatus,
};

const TASK: Served<typeof task, Task> = {
  task_create: taskCreateCall,
  task_terminate: taskTerminateCall,
  task_threads: taskThreads,
  mach_ports_register: machPortsRegister,
  mach_ports_lookup: machPortsLookup,
  task_info: taskInfo,
  task_suspend: taskSuspendCall,
  task_resume: taskResumeCall,
  task_get_special_port: taskGetSpecialPort,
  task_set_special_port: taskSetSpecialPort,
  thread_create: threadCreateCall,
  task_set_exception_ports: taskSetExceptionPorts,
  task_get_exception_ports: taskGetExceptionPorts,
  task_swap_exception_ports: taskSwapExceptionPorts,
  task_set_name: taskSetName,
  task_get_notify_port: taskGetNotifyPort,
};

const THREAD: Served<typeof thread, Thread> = {
  thread_terminate: threadTerminateCall,
  thread_suspend: threadSuspendCall,
  thread_resume: threadResumeCall,
  thread_abort: threadAbortCall,
  thread_get_special_port: threadGetSpecialPort,
  thread_set_special_port: threadSetSpecialPort,
  thread_info: threadInfo,
  thread_set_exception_ports: threadSetExceptionPorts,
  thread_get_exception_ports: threadGetExceptionPorts,
  thread_compute: threadCompute,
  thread_swap_exception_ports: threadSwapExceptionPorts,
};

const VM: Served<typeof vm, Task> = {
  vm_region: vmRegion,
  vm_allocate: vmAllocate,
  vm_deallocate: vmDeallocate,
  vm_protect: vmProtect,
  vm_read: vmRead,
  vm_write: vmWrite,
};

const HOST: Served<typeof host, unknown> = {
  host_info: hostInfo,
  host_kernel_version: hostKernelVersion,
  host_page_size: hostPageSize,
  host_get_time: hostGetTime,
};

const SCHED: Served<typeof sched, unknown> = {
  sched_configure: schedConfigure,
  sched_enter: schedEnter,
  sched_clock: schedClock,
  sched_set_policy: schedSetPolicy,
  sched_decide: schedDecide,
  sched_info: schedInfo,
};

type AnyHandler = (call: Call & { target: unknown }, args: never) => number | object;

export interface ServedCall {
  readonly routine: Routine;
  readonly handler: AnyHandler;
}

const TABLE = new Map<number, Map<number, ServedCall>>();

/** Purpose: the calls of an interface are answered on ports of this kind from now on. */
export function serves<S extends Routines, T>(kind: number, routines: S, handlers: Served<S, T>): void {
  const calls = TABLE.get(kind) ?? new Map<number, ServedCall>();
  for (const [name, routine] of Object.entries(routines)) {
    calls.set(routine.id, { routine, handler: (handlers as Readonly<Record<string, AnyHandler>>)[name] as AnyHandler });
  }
  TABLE.set(kind, calls);
}

serves(PORT_KIND_TASK, machPort, MACH_PORT);
serves(PORT_KIND_TASK, task, TASK);
serves(PORT_KIND_TASK, vm, VM);
serves(PORT_KIND_THREAD, thread, THREAD);
serves(PORT_KIND_HOST, host, HOST);
serves(PORT_KIND_HOST_PRIV, host, HOST);
serves(PORT_KIND_HOST_PRIV, sched, SCHED);
serves(PORT_KIND_DEVICE, device, { device_io: deviceIo });
serves(PORT_KIND_SPAWNER, machlab, { machlab_spawn: machlabSpawn });
serves(PORT_KIND_CONSOLE, consoleInterface, { console_write: consoleWrite });
serves(PORT_KIND_DISPLAY, browserWindow, DISPLAY);

/** Returns: the call for a message id on a port of this kind, if the kernel has one. */
export function callFor(kind: number, msghId: number): ServedCall | undefined {
  return TABLE.get(kind)?.get(msghId);
}
