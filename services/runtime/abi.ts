/** The numbers and declarations of the kernel's interface that programs use by name. */
export * from '../../kernel/abi/codes.ts';
export * from '../../kernel/abi/fileErrors.ts';
export * from '../../kernel/abi/fileNumbers.ts';
export { bootstrap } from '../../kernel/abi/interfaces/bootstrap.ts';
export { exc } from '../../kernel/abi/interfaces/exc.ts';
export { FILE_ENTRIES_MAX, FILE_POSITION, fileService, openFile, replacement } from '../../kernel/abi/interfaces/file.ts';
export { host } from '../../kernel/abi/interfaces/host.ts';
export { machPort } from '../../kernel/abi/interfaces/mach_port.ts';
export { consoleInterface, machlab } from '../../kernel/abi/interfaces/machlab.ts';
export { notify } from '../../kernel/abi/interfaces/notify.ts';
export { device, sched, SCHEDULER_SERVICE, schedPolicy, schedulerService } from '../../kernel/abi/interfaces/sched.ts';
export {
  TASK_BASIC_INFO,
  TASK_BOOTSTRAP_PORT,
  TASK_EXCEPTION_PORT,
  TASK_HOST_PORT,
  TASK_INFO_TASK,
  TASK_KERNEL_PORT,
  task,
} from '../../kernel/abi/interfaces/task.ts';
export { thread } from '../../kernel/abi/interfaces/thread.ts';
export { vm } from '../../kernel/abi/interfaces/vm.ts';
export {
  RCV_GUARDED_DESC,
  RCV_INTERRUPT,
  RCV_LARGE,
  RCV_LARGE_IDENTITY,
  RCV_MSG,
  RCV_TIMEOUT,
  SEND_CANCEL,
  SEND_INTERRUPT,
  SEND_MSG,
  SEND_NOTIFY,
  SEND_NOTIFY_CACHED,
  SEND_TIMEOUT,
  TRAILER_AUDIT,
  TRAILER_AV,
  TRAILER_CTX,
  TRAILER_SENDER,
  TRAILER_SEQNO,
  TRAILER_SHIFT,
} from '../../kernel/abi/message.ts';
export { routine, simpleRoutine, subsystem } from '../../kernel/abi/mig.ts';
export * as fields from '../../kernel/abi/mig/field.ts';
export * from '../../kernel/abi/notify.ts';
export {
  COPY_SEND,
  MAKE_SEND,
  MAKE_SEND_ONCE,
  MOVE_RECEIVE,
  MOVE_SEND,
  MOVE_SEND_ONCE,
  RIGHT_DEAD_NAME,
  RIGHT_PORT_SET,
  RIGHT_RECEIVE,
  RIGHT_SEND,
  RIGHT_SEND_ONCE,
  nameText,
  typeText,
} from '../../kernel/abi/rights.ts';
