/**
 * Classic BPF as seccomp takes it: a filter is a list of instructions of eight bytes that looks at one system call and
 * returns what is to become of it.
 */

/** One instruction: code, distance of the jump when true, when false, and a 32-bit operand. */
export type BpfInstruction = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

export const BPF_INSTRUCTION_BYTES = 8;
/** The most instructions that Linux takes in one filter. */
export const BPF_INSTRUCTIONS_MAX = 4096;

const LOAD_WORD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;

/** Byte offsets of what a filter may look at. */
const DATA_NUMBER = 0;
const DATA_ARCHITECTURE = 4;
const DATA_ARGUMENTS = 16;

export const SECCOMP_ALLOW = 0x7fff0000;
export const SECCOMP_KILL_PROCESS = 0x80000000;
/** The call fails with this error number. */
export const seccompErrno = (errno: number): number => (0x00050000 | (errno & 0xffff)) >>> 0;

export const EPERM = 1;
export const ENOSYS = 38;

/** Machine architectures as seccomp names them. */
export const AUDIT_ARCH_X86_64 = 0xc000003e;
export const AUDIT_ARCH_AARCH64 = 0xc00000b7;

export const loadNumber = (): BpfInstruction => [LOAD_WORD, 0, 0, DATA_NUMBER];
export const loadArchitecture = (): BpfInstruction => [LOAD_WORD, 0, 0, DATA_ARCHITECTURE];
/** The low 32 bits of an argument, counted from 0. */
export const loadArgument = (index: number): BpfInstruction => [LOAD_WORD, 0, 0, DATA_ARGUMENTS + index * 8];
/** The next `skip` instructions are left out unless the loaded word equals the operand. */
export const unlessEqualSkip = (operand: number, skip: number): BpfInstruction => [JUMP_IF_EQUAL, 0, skip, operand];
/** The next `skip` instructions are left out if the loaded word equals the operand. */
export const ifEqualSkip = (operand: number, skip: number): BpfInstruction => [JUMP_IF_EQUAL, skip, 0, operand];
export const verdict = (action: number): BpfInstruction => [RETURN, 0, 0, action];

/** The bytes of a filter, little-endian. A filter that Linux would not take is a mistake here, hence an exception. */
export function assembleBpf(program: readonly BpfInstruction[]): Uint8Array<ArrayBuffer> {
  if (program.length === 0 || program.length > BPF_INSTRUCTIONS_MAX) throw new RangeError(`a filter of ${program.length} instructions`);
  const bytes = new Uint8Array(program.length * BPF_INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, [code, jumpTrue, jumpFalse, operand]] of program.entries()) {
    const next = index + 1 + Math.max(jumpTrue, jumpFalse);
    if ((code !== RETURN && next >= program.length) || jumpTrue > 255 || jumpFalse > 255) {
      throw new RangeError(`instruction ${index} leads out of the filter`);
    }
    const at = index * BPF_INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jumpTrue);
    view.setUint8(at + 3, jumpFalse);
    view.setUint32(at + 4, operand >>> 0, true);
  }
  return bytes;
}
