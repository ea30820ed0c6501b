import { assembleBpf, ENOSYS, loadNumber, SECCOMP_ALLOW, seccompErrno, unlessEqualSkip, verdict } from '../abi/bpf.ts';
import { addressOf, openSystemCalls, type SystemCall } from './libc.ts';

const PR_SET_NO_NEW_PRIVS = 38;
const SET_MODE_FILTER = 1;
const FLAG_TSYNC = 1;
/** The same number on every architecture that has it. */
const IO_URING_SETUP = 425;

/**
 * Takes io_uring away from this process and all that it starts, for good. A ring goes round seccomp: libuv would make one in each
 * task before the task can lock itself. Told that there is none, libuv uses epoll.
 *
 * Call it once, before the first task is started. False where it could not be done; the tasks' reports then say so.
 */
export function takeIoUringAway(call: SystemCall | undefined = openSystemCalls()): boolean {
  if (call === undefined) return false;
  const instructions = [loadNumber(), unlessEqualSkip(IO_URING_SETUP, 1), verdict(seccompErrno(ENOSYS)), verdict(SECCOMP_ALLOW)];
  const filter = assembleBpf(instructions);
  const program = Buffer.alloc(16);
  program.writeUInt16LE(instructions.length, 0);
  program.writeBigUInt64LE(addressOf(filter), 8);
  if (call('prctl', PR_SET_NO_NEW_PRIVS, 1) !== 0) return false;
  return call('seccomp', SET_MODE_FILTER, FLAG_TSYNC, program) === 0;
}
