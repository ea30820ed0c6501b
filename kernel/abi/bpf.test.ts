import { describe, expect, it } from 'vitest';
import { assembleBpf, ENOSYS, ifEqualSkip, loadNumber, SECCOMP_ALLOW, seccompErrno, unlessEqualSkip, verdict } from './bpf.ts';

describe('assembleBpf', () => {
  it('writes eight bytes an instruction: code, two jumps, operand', () => {
    const bytes = assembleBpf([loadNumber(), unlessEqualSkip(425, 1), verdict(seccompErrno(ENOSYS)), verdict(SECCOMP_ALLOW)]);
    expect(Buffer.from(bytes).toString('hex').match(/.{16}/g)).toEqual([
      '2000000000000000',
      '15000001a9010000',
      '0600000026000500',
      '060000000000ff7f',
    ]);
  });

  it('refuses a filter that leads out of itself, or that Linux would not take', () => {
    expect(() => assembleBpf([ifEqualSkip(1, 1), verdict(SECCOMP_ALLOW)])).toThrow('instruction 0 leads out');
    expect(() => assembleBpf([verdict(SECCOMP_ALLOW), loadNumber()])).toThrow('instruction 1 leads out');
    expect(() => assembleBpf([])).toThrow('0 instructions');
    expect(() => assembleBpf(Array.from({ length: 4097 }, () => verdict(0)))).toThrow('4097 instructions');
  });
});
