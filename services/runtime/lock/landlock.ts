import type { LockSettings } from '../../../kernel/abi/sandbox.ts';
import { cString, type Libc } from './libc.ts';
import type { SyscallTable } from './syscalls.ts';

const CREATE_RULESET_VERSION = 1;
const RULE_PATH_BENEATH = 1;
const AT_FDCWD = -100;
const O_PATH_DIRECTORY_CLOEXEC = 0o10000000 | 0o200000 | 0o2000000;

// Rights over files, in the order in which versions of Landlock brought them.
const WRITE_FILE = 1 << 1;
const READ_FILE = 1 << 2;
const READ_DIR = 1 << 3;
const REMOVE_DIR = 1 << 4;
const REMOVE_FILE = 1 << 5;
const MAKE_DIR = 1 << 7;
const MAKE_REG = 1 << 8;
const ALL_OF_VERSION_1 = 0x1fff;
const REFER = 1 << 13;
const TRUNCATE = 1 << 14;
const IOCTL_DEV = 1 << 15;

/** What may be done in a folder to read. */
export const READ_RIGHTS = READ_FILE | READ_DIR;
/** What may be done in a folder to write: regular files and folders only, no links, devices, sockets or programs. */
export const WRITE_RIGHTS = READ_RIGHTS | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE;

/** Masks of what a ruleset takes over, and so forbids wherever no rule allows it. */
export interface LandlockMasks {
  readonly files: number;
  readonly network: number;
  readonly scoped: number;
}

/** An older kernel refuses a ruleset with a bit that it does not know, so each version has its own masks. */
export function landlockMasks(abi: number): LandlockMasks {
  let files = ALL_OF_VERSION_1;
  if (abi >= 2) files |= REFER;
  if (abi >= 3) files |= TRUNCATE;
  if (abi >= 5) files |= IOCTL_DEV;
  const bindAndConnectTcp = 0b11;
  const abstractSocketsAndSignals = 0b11;
  return { files, network: abi >= 4 ? bindAndConnectTcp : 0, scoped: abi >= 6 ? abstractSocketsAndSignals : 0 };
}

/** The version of Landlock that the running kernel offers; 0: none, or switched off. */
export function landlockAbi(libc: Libc, { lock }: SyscallTable): number {
  return Math.max(0, libc.call(lock.landlock_create_ruleset, 0, 0, CREATE_RULESET_VERSION).value);
}

/**
 * A ruleset that forbids files outside the given folders, TCP, and (newer kernels) abstract sockets and signals to processes
 * outside: an open descriptor, or undefined. It opens the folders, as a user who may pass through what lies above them.
 */
export function landlockRuleset(libc: Libc, table: SyscallTable, abi: number, settings: LockSettings): number | undefined {
  if (abi < 1) return undefined;
  const masks = landlockMasks(abi);
  const attributes = Buffer.alloc(24);
  attributes.writeBigUInt64LE(BigInt(masks.files), 0);
  attributes.writeBigUInt64LE(BigInt(masks.network), 8);
  attributes.writeBigUInt64LE(BigInt(masks.scoped), 16);
  const ruleset = libc.call(table.lock.landlock_create_ruleset, attributes, attributes.length).value;
  if (ruleset < 0) return undefined;
  const allow = (rights: number) => (folder: string) => allowFolder(libc, table, ruleset, rights & masks.files, folder);
  const complete = settings.readFolders.every(allow(READ_RIGHTS)) && settings.writeFolders.every(allow(WRITE_RIGHTS));
  return complete ? ruleset : undefined;
}

/** Binds this thread, and those that it starts later, for good. Needs `noNewPrivs`. */
export function enterLandlock(libc: Libc, { lock }: SyscallTable, ruleset: number | undefined): boolean {
  if (ruleset === undefined) return false;
  const restricted = libc.call(lock.landlock_restrict_self, ruleset, 0).value === 0;
  libc.call(lock.close, ruleset);
  return restricted;
}

function allowFolder(libc: Libc, { lock }: SyscallTable, ruleset: number, rights: number, folder: string): boolean {
  const descriptor = libc.call(lock.openat, AT_FDCWD, cString(folder), O_PATH_DIRECTORY_CLOEXEC).value;
  if (descriptor < 0) return false;
  const rule = Buffer.alloc(12);
  rule.writeBigUInt64LE(BigInt(rights), 0);
  rule.writeInt32LE(descriptor, 8);
  const added = libc.call(lock.landlock_add_rule, ruleset, RULE_PATH_BENEATH, rule, 0).value === 0;
  libc.call(lock.close, descriptor);
  return added;
}
