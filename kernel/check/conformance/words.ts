/** The words of case files and the numbers they stand for. */
import { CODES, type Code, codeName, MACH_MSG_IPC_SPACE, MACH_MSG_RESOURCE_MASK, MACH_MSG_VM_SPACE } from '../../abi/codes.ts';
import {
  MACH_PORT_STATUS_FLAG_GUARD_IMMOVABLE_RECEIVE,
  MACH_PORT_STATUS_FLAG_GUARDED,
  MACH_PORT_STATUS_FLAG_STRICT_GUARD,
  MPG_IMMOVABLE_RECEIVE,
  MPG_STRICT,
  MPO_CONTEXT_AS_GUARD,
  MPO_IMMOVABLE_RECEIVE,
  MPO_INSERT_SEND_RIGHT,
  MPO_QLIMIT,
  MPO_STRICT,
} from '../../abi/interfaces/mach_port.ts';
import { EXC_MASK_ALL, TASK_BOOTSTRAP_PORT, TASK_EXCEPTION_PORT, TASK_HOST_PORT, TASK_KERNEL_PORT } from '../../abi/interfaces/task.ts';
import { GUARD_IMMOVABLE_RECEIVE, GUARD_UNGUARDED_ON_SEND } from '../../abi/message.ts';
import { NOTIFICATION_NAMES } from '../../abi/notify.ts';
import { PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE, RIGHT_NAMES, TYPE_DNREQUEST, TYPE_MAREQUEST } from '../../abi/rights.ts';
import { list, Malformed, string, word } from './json.ts';

export const RIGHTS: Readonly<Record<string, number>> = Object.fromEntries(RIGHT_NAMES.map((name, kind) => [name, kind]));
export const TYPE_BITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(RIGHT_NAMES.map((name, kind) => [name, 0x10000 << kind])),
  DNREQUEST: TYPE_DNREQUEST,
  MAREQUEST: TYPE_MAREQUEST,
};
/** Kinds of right as they arrive. */
export const ARRIVED: Readonly<Record<string, number>> = { PORT_RECEIVE, PORT_SEND, PORT_SEND_ONCE };
export const NOTIFICATIONS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(NOTIFICATION_NAMES).map(([id, name]) => [name, Number(id)])),
  MSG_ACCEPTED: 66,
};
export const SPECIAL_PORTS: Readonly<Record<string, number>> = {
  KERNEL: TASK_KERNEL_PORT,
  HOST: TASK_HOST_PORT,
  EXCEPTION: TASK_EXCEPTION_PORT,
  BOOTSTRAP: TASK_BOOTSTRAP_PORT,
};
export const EXCEPTION_MASKS: Readonly<Record<string, number>> = { ALL: EXC_MASK_ALL };
export const CONSTRUCT_FLAGS: Readonly<Record<string, number>> = {
  CONTEXT_AS_GUARD: MPO_CONTEXT_AS_GUARD,
  QLIMIT: MPO_QLIMIT,
  INSERT_SEND_RIGHT: MPO_INSERT_SEND_RIGHT,
  STRICT: MPO_STRICT,
  IMMOVABLE_RECEIVE: MPO_IMMOVABLE_RECEIVE,
};
export const GUARD_CALL_FLAGS: Readonly<Record<string, number>> = { STRICT: MPG_STRICT, IMMOVABLE_RECEIVE: MPG_IMMOVABLE_RECEIVE };
export const GUARD_DESCRIPTOR_FLAGS: Readonly<Record<string, number>> = {
  IMMOVABLE_RECEIVE: GUARD_IMMOVABLE_RECEIVE,
  UNGUARDED_ON_SEND: GUARD_UNGUARDED_ON_SEND,
};
export const STATUS_FLAGS: Readonly<Record<string, number>> = {
  GUARDED: MACH_PORT_STATUS_FLAG_GUARDED,
  STRICT_GUARD: MACH_PORT_STATUS_FLAG_STRICT_GUARD,
  GUARD_IMMOVABLE_RECEIVE: MACH_PORT_STATUS_FLAG_GUARD_IMMOVABLE_RECEIVE,
};

/** The bits that a list of words stands for. */
export function bitsOf(value: unknown, path: string, words: Readonly<Record<string, number>>, what: string): number {
  return list(value, path).reduce<number>((bits, item, index) => (bits | word(item, `${path}[${index}]`, words, what)) >>> 0, 0);
}

const SUCCESS = ['KERN_SUCCESS', 'MACH_MSG_SUCCESS', 'BOOTSTRAP_SUCCESS'];
const RESOURCE_BITS: Readonly<Record<string, number>> = { MACH_MSG_IPC_SPACE, MACH_MSG_VM_SPACE };

/** A return code that a step expects. Without resource bits any may be added to it. */
export interface ExpectedCode {
  readonly name: string;
  readonly code: Code;
}

export function expectedCode(value: unknown, path: string): ExpectedCode {
  const name = string(value, path);
  if (SUCCESS.includes(name)) return { name, code: 0 };
  const [base = '', ...bits] = name.split('|');
  const code = (CODES as Readonly<Record<string, Code>>)[base];
  if (code === undefined || !Object.hasOwn(CODES, base)) throw new Malformed(path, `unknown return code '${name}'`);
  return { name, code: bits.reduce((sum, bit) => sum | word(bit, path, RESOURCE_BITS, 'resource bit'), code) };
}

export function isCode({ code: expected }: ExpectedCode, code: Code): boolean {
  if (code === expected) return true;
  return code >= 0x10000000 && (expected & MACH_MSG_RESOURCE_MASK) === 0 && (code & ~MACH_MSG_RESOURCE_MASK) === expected;
}

/** A code's name, in the family of what was expected where it is success. */
export function codeText(code: Code, expected: readonly ExpectedCode[]): string {
  if (code !== 0) return codeName(code);
  const family = expected[0]?.name.split('_', 1)[0];
  return family === 'MACH' ? 'MACH_MSG_SUCCESS' : family === 'BOOTSTRAP' ? 'BOOTSTRAP_SUCCESS' : 'KERN_SUCCESS';
}
