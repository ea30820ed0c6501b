import type { Attempt, Targets } from './attempt.ts';
import { systemCall, type Argument } from './systemCall.ts';

type Arguments = (targets: Targets) => readonly Argument[];

/**
 * A system call by its number on x86-64. The arguments are such that without a lock it succeeds, or fails for a reason of its own
 * (nothing there, a bad address) that comes after the question whether the call is allowed, and in no case does harm.
 */
const call = (name: string, number: number, args: Arguments = () => [], free: Attempt['free'] = 'always'): Attempt => ({
  name: `system call ${name}`,
  run: (targets) => systemCall(name, number, args(targets)),
  free,
});

const HERE = -100;
const NOWHERE = '/nonexistent/nothing';
const CLONE_NEWUSER = 0x10000000;
const CLONE_FS = 0x200;
const CLONE_SIGHAND = 0x800;
const X32 = 0x40000000;
const PTRACE_PEEKDATA = 2;
const PTRACE_ATTACH = 16;
const CHANNEL = 3;
const KEY = 0x6d61636c;
const room = (): Uint8Array => Buffer.alloc(256);

/** Files. */
const files: readonly Attempt[] = [
  call('open', 2, ({ readable }) => [readable, 0]),
  call('openat', 257, ({ readable }) => [HERE, readable, 0]),
  call('openat2', 437, () => [HERE, NOWHERE, 0, 0]),
  call('open_by_handle_at', 304, () => [HERE, room(), 0], 'superuser'),
  call('open_tree', 428, () => [HERE, '/', 0]),
  call('stat', 4, ({ readable }) => [readable, room()]),
  call('access', 21, ({ readable }) => [readable, 0]),
  call('readlink', 89, () => ['/proc/self/exe', room(), 256]),
  call('truncate', 76, () => [NOWHERE, 0]),
  call('symlink', 88, () => ['x', NOWHERE]),
  call('link', 86, () => [NOWHERE, NOWHERE]),
  call('mknod', 133, () => [NOWHERE, 0o010600]),
  call('chmod', 90, () => [NOWHERE, 0o600]),
  call('chown', 92, () => [NOWHERE, 0, 0]),
  call('utimensat', 280, () => [HERE, NOWHERE, 0, 0]),
  call('setxattr', 188, () => [NOWHERE, 'user.x', room(), 1, 0]),
  call('chdir', 80, () => ['/']),
  call('chroot', 161, () => [NOWHERE]),
  call('inotify_init1', 294),
  call('fanotify_init', 300, () => [0, 0], 'superuser'),
  call('memfd_create', 319, () => ['x', 0]),
];

/** Processes, memory of others, and signals. */
const processes: readonly Attempt[] = [
  call('execve', 59, () => ['', 0, 0]),
  call('execveat', 322, () => [-1, '', 0, 0, 0]),
  call('clone', 56, () => [CLONE_SIGHAND]),
  call('clone with a user namespace', 56, () => [CLONE_NEWUSER + CLONE_FS]),
  call('clone3', 435, () => [0, 0]),
  call('unshare', 272, () => [CLONE_NEWUSER]),
  call('setns', 308, () => [-1, 0]),
  call('kill the kernel process', 62, ({ kernelPid }) => [kernelPid, 0]),
  call('kill a sibling', 62, ({ siblingPid }) => [siblingPid, 0]),
  call('kill everybody', 62, () => [-1, 0]),
  call('tgkill', 234, ({ siblingPid }) => [siblingPid, siblingPid, 0]),
  call('tkill', 200, ({ siblingPid }) => [siblingPid, 0]),
  call('rt_sigqueueinfo', 129, ({ siblingPid }) => [siblingPid, 0, 0]),
  call('pidfd_open', 434, ({ kernelPid }) => [kernelPid, 0]),
  call('pidfd_send_signal', 424, () => [-1, 0, 0, 0]),
  call('pidfd_getfd', 438, () => [-1, 0, 0]),
  call('fcntl to send signals to the kernel process', 72, ({ kernelPid }) => [CHANNEL, 8, kernelPid]),
  call('fcntl to choose that signal', 72, () => [CHANNEL, 10, 9]),
  call('ptrace', 101, ({ siblingPid }) => [PTRACE_PEEKDATA, siblingPid, 0, room()]),
  call('ptrace to attach', 101, ({ siblingPid }) => [PTRACE_ATTACH, siblingPid], 'superuser'),
  call('process_vm_readv', 310, ({ siblingPid }) => [siblingPid]),
  call('process_vm_writev', 311, ({ siblingPid }) => [siblingPid]),
  call('kcmp', 312, ({ siblingPid }) => [siblingPid, siblingPid, 0, 0, 0], 'superuser'),
  call('prlimit64 of the kernel process', 302, ({ kernelPid }) => [kernelPid, 7, 0, room()]),
  call('setrlimit to lift the memory limit', 160, () => [2, Buffer.alloc(16, 0xff)]),
  call('setpriority', 141, ({ siblingPid }) => [0, siblingPid, 19]), // nicer, which is anybody's right without the lock
  call('sched_setaffinity', 203, ({ siblingPid }) => [siblingPid, 0, 0]),
  call('prctl to outlive the kernel process', 157, () => [1, 0]),
  call('prctl to be dumpable', 157, () => [4, 1]),
  call('seccomp', 317, () => [2, 0, Buffer.from([0, 0, 0, 0])]),
  call('personality', 135, () => [0xffffffff]),
  call('userfaultfd', 323, () => [1]),
  call('modify_ldt', 154, () => [0, 0, 0]),
];

/** Sockets and other ways to talk. */
const talk: readonly Attempt[] = [
  call('socket for TCP', 41, () => [2, 1]),
  call('socket for UDP', 41, () => [2, 2]),
  call('socket for raw packets', 41, () => [17, 3], 'superuser'),
  call('socket for IPv6', 41, () => [10, 1], 'depends'),
  call('socket of the Unix family', 41, () => [1, 1]),
  call('socket to the kernel (netlink)', 41, () => [16, 3]),
  call('socketpair', 53, () => [1, 1, 0, room()]),
  call('connect', 42, () => [CHANNEL, 0, 0]),
  call('bind', 49, () => [CHANNEL, 0, 0]),
  call('listen', 50, () => [CHANNEL, 1]),
  call('accept4', 288, () => [CHANNEL, 0, 0, 0]),
  call('sendmsg, which passes descriptors', 46, () => [CHANNEL, 0, 0]),
  call('recvmsg', 47, () => [CHANNEL, 0, 0]),
  call('ioctl', 16, () => [CHANNEL, 0x541b, room()]),
  call('shmget', 29, () => [KEY, 0, 0]),
  call('semget', 64, () => [KEY, 0, 0]),
  call('msgget', 68, () => [KEY, 0]),
  call('mq_open', 240, () => ['machlab-nothing', 0]),
  call('io_uring_setup', 425, () => [1, 0], 'depends'),
  call('io_uring_enter', 426, () => [-1, 0, 0, 0], 'depends'),
  call('io_uring_register', 427, () => [-1, 0, 0, 0], 'depends'),
];

/** The machine itself. */
const machine: readonly Attempt[] = [
  call('mount', 165, () => ['none', NOWHERE, 'tmpfs', 0, 0]),
  call('umount2', 166, () => [NOWHERE, 0], 'superuser'),
  call('pivot_root', 155, () => [NOWHERE, NOWHERE], 'superuser'),
  call('fsopen', 430, () => ['tmpfs', 0], 'superuser'),
  call('setuid', 105, ({ user }) => [user]),
  call('setgroups', 116, () => [0, 0], 'superuser'),
  call('capset', 126, () => [0, 0]),
  call('bpf', 321, () => [0, 0, 0], 'superuser'),
  call('perf_event_open', 298, () => [0, 0, -1, -1, 0]),
  call('keyctl', 250, () => [0, -3, 0], 'depends'),
  call('add_key', 248, () => [0, 0, 0, 0, 0], 'depends'),
  call('request_key', 249, () => [0, 0, 0, 0], 'depends'),
  call('kexec_load', 246, () => [0, 1000, 0, 0], 'superuser'),
  call('reboot', 169, () => [0, 0, 0, 0], 'superuser'),
  call('init_module', 175, () => [0, 0, 0], 'superuser'),
  call('delete_module', 176, () => ['machlab_nothing', 0], 'superuser'),
  call('sethostname', 170, () => ['x', 1000], 'superuser'),
  call('syslog', 103, () => [10, 0, 0], 'superuser'),
  call('acct', 163, () => [NOWHERE], 'superuser'),
  call('swapon', 167, () => [NOWHERE, 0], 'superuser'),
  call('ioperm', 173, () => [0, 0, 0]),
  call('adjtimex', 159, () => [Buffer.alloc(256)]),
  call('quotactl', 179, () => [0x800001_00, 0, 0, 0], 'depends'),
  // The numbers of the x32 architecture are those of x86-64 with a bit more: a filter that masked the bit off would let them through.
  call('openat of the x32 architecture', X32 + 257, ({ readable }) => [HERE, readable, 0]),
  call('read of the x32 architecture', X32 + 0, () => [-1, room(), 1]),
];

/** Only where their numbers are known. */
export const callAttempts: readonly Attempt[] =
  process.arch === 'x64' && process.platform === 'linux' ? [...files, ...processes, ...talk, ...machine] : [];
