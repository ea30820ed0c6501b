import { describe, expect, it } from 'vitest';
import { vm } from '../abi/interfaces/vm.ts';
import { Lab, type Program } from './testing/lab.ts';

const PAGE = 4096;

function allocate(a: Program, size: number): number {
  return a.ask(vm.vm_allocate, { address: 0, size, anywhere: true }).address;
}
const read = (a: Program, address: number, size: number) => [...a.ask(vm.vm_read, { address, size }).data];
const write = (a: Program, address: number, ...bytes: number[]): string => a.says(vm.vm_write, { address, data: Uint8Array.from(bytes) });
const copied = (a: Program): number => a.lab.rig.machine.ipc.pagesCopied;

describe('vm_allocate and vm_deallocate', () => {
  it('give zeros in whole pages, anywhere or where they are wanted', () => {
    const a = new Lab().program('a');
    const address = allocate(a, 5000);
    expect(read(a, address + PAGE, 4)).toEqual([0, 0, 0, 0]);
    const { size, protection, shared } = a.ask(vm.vm_region, { address });
    expect([size, protection, shared]).toEqual([2 * PAGE, 3, false]);
    expect(a.ask(vm.vm_allocate, { address: 0x50_0001, size: 1, anywhere: false })).toEqual({ address: 0x50_0000 });
    expect(a.ask(vm.vm_allocate, { address: 5, size: 0, anywhere: true })).toEqual({ address: 0 });
  });

  it('refuse ranges that are taken, outside, or too much', () => {
    const a = new Lab().program('a');
    const address = allocate(a, PAGE);
    const at = (where: number, size: number): string => a.says(vm.vm_allocate, { address: where, size, anywhere: false });
    expect([at(address, 1), at(0, 1), at(-1, 1), at(0xefff_f000, 2 * PAGE), at(0x1000_0000, 0x1000_0001)]).toEqual([
      'KERN_NO_SPACE',
      'KERN_INVALID_ADDRESS',
      'KERN_INVALID_ADDRESS',
      'KERN_INVALID_ADDRESS',
      'KERN_RESOURCE_SHORTAGE',
    ]);
  });

  it('unmap whole pages and cut regions', () => {
    const a = new Lab().program('a');
    const address = allocate(a, 3 * PAGE);
    write(a, address + 2 * PAGE, 7);
    expect(a.says(vm.vm_deallocate, { address: address + PAGE + 5, size: 1 })).toBe('KERN_SUCCESS');
    expect(a.says(vm.vm_read, { address: address + PAGE, size: 1 })).toBe('KERN_INVALID_ADDRESS');
    expect(read(a, address + 2 * PAGE, 1)).toEqual([7]);
    expect(a.ask(vm.vm_region, { address: address + PAGE }).address).toBe(address + 2 * PAGE);
    expect(a.says(vm.vm_deallocate, { address, size: 3 * PAGE })).toBe('KERN_SUCCESS');
    expect(a.says(vm.vm_region, { address: 0xe000_0000 })).toBe('KERN_NO_SPACE');
    expect(a.says(vm.vm_deallocate, { address: -5, size: 1 })).toBe('KERN_INVALID_ARGUMENT');
    expect(a.says(vm.vm_deallocate, { address: 0x10_0000, size: PAGE })).toBe('KERN_SUCCESS');
  });
});

describe('vm_read and vm_write', () => {
  it('share pages until one is written to, and copy only that one', () => {
    const a = new Lab().program('a');
    const address = allocate(a, 3 * PAGE);
    write(a, address, 1, 2, 3);
    const before = copied(a);
    expect(read(a, address, 3 * PAGE).slice(0, 3)).toEqual([1, 2, 3]);
    expect([copied(a), a.ask(vm.vm_region, { address }).shared]).toEqual([before, true]);
    write(a, address + PAGE, 4);
    expect(read(a, address, PAGE + 1).at(-1)).toBe(4);
    expect(copied(a)).toBe(before + 1);
  });

  it('go across regions, and write all or nothing', () => {
    const a = new Lab().program('a');
    a.ask(vm.vm_allocate, { address: 0x50_0000, size: PAGE, anywhere: false });
    a.ask(vm.vm_allocate, { address: 0x50_1000, size: PAGE, anywhere: false });
    expect(write(a, 0x50_0ffe, 1, 2, 3, 4)).toBe('KERN_SUCCESS');
    expect(read(a, 0x50_0ffe, 4)).toEqual([1, 2, 3, 4]);
    expect(write(a, 0x50_1ffe, 9, 9, 9)).toBe('KERN_INVALID_ADDRESS');
    expect(read(a, 0x50_1ffe, 2)).toEqual([0, 0]);
    expect(a.says(vm.vm_write, { address: -4, data: Uint8Array.of(1) })).toBe('KERN_INVALID_ADDRESS');
    expect(a.says(vm.vm_write, { address: 0, data: new Uint8Array(0) })).toBe('KERN_SUCCESS');
    expect(read(a, 0x50_0000, 0)).toEqual([]);
    expect(a.says(vm.vm_read, { address: -4, size: 1 })).toBe('KERN_INVALID_ADDRESS');
    expect(a.says(vm.vm_read, { address: 0, size: 0x500_0000 })).toBe('KERN_INVALID_ARGUMENT');
  });
});

describe('vm_protect', () => {
  it('keeps readers and writers out of the pages of a range', () => {
    const a = new Lab().program('a');
    const address = allocate(a, 3 * PAGE);
    expect(a.says(vm.vm_protect, { address: address + PAGE, size: 1, protection: 1 })).toBe('KERN_SUCCESS');
    expect([write(a, address, 1), write(a, address + PAGE, 1), write(a, address + 2 * PAGE, 1)]).toEqual([
      'KERN_SUCCESS',
      'KERN_PROTECTION_FAILURE',
      'KERN_SUCCESS',
    ]);
    expect(write(a, address + PAGE - 1, 5, 5)).toBe('KERN_PROTECTION_FAILURE');
    expect(read(a, address, 2 * PAGE)[0]).toBe(1);
    a.says(vm.vm_protect, { address, size: 3 * PAGE, protection: 0 });
    expect(a.says(vm.vm_read, { address, size: 1 })).toBe('KERN_PROTECTION_FAILURE');
    expect(a.ask(vm.vm_region, { address: address + PAGE }).protection).toBe(0);
  });

  it('refuses what is no protection, and ranges that are not all there', () => {
    const a = new Lab().program('a');
    const address = allocate(a, PAGE);
    const protect = (where: number, size: number, protection: number): string =>
      a.says(vm.vm_protect, { address: where, size, protection });
    expect([protect(address, 1, 8), protect(address, PAGE + 1, 1), protect(-1, 1, 1), protect(address, 0, 1)]).toEqual([
      'KERN_INVALID_ARGUMENT',
      'KERN_INVALID_ADDRESS',
      'KERN_INVALID_ADDRESS',
      'KERN_SUCCESS',
    ]);
  });
});
