import { describe, expect, it } from 'vitest';
import {
  KERN_INVALID_ADDRESS,
  KERN_RESOURCE_SHORTAGE,
  MACH_MSG_VM_SPACE,
  MACH_RCV_BODY_ERROR,
  MACH_SEND_INVALID_MEMORY,
} from '../../abi/codes.ts';
import { vm } from '../../abi/interfaces/vm.ts';
import { REGION_BYTES_PER_TASK } from '../../abi/limits.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_OOL_PORTS } from '../../abi/message.ts';
import { COPY_SEND, MAKE_SEND_ONCE } from '../../abi/rights.ts';
import { Random } from '../fuzz/random.ts';
import { Arena, type Program } from '../client/arena.ts';

const ool = (address: number, sizeBytes: number, deallocate = false) =>
  ({ type: DESCRIPTOR_OOL, memory: { address, sizeBytes }, deallocate, copy: 1 }) as const;

function allocate(program: Program, size: number): number {
  return program.call(vm.vm_allocate, { address: 0, size, anywhere: true }).outs?.address ?? 0;
}

describe('memory', () => {
  it('at addresses that are not the sender’s cannot be sent', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const box = attacker.port();
    const address = allocate(attacker, 8192);
    for (const [at, size] of [
      [0, 1],
      [1, 1],
      [address - 1, 2],
      [address, 8193],
      [address + 8192, 1],
      [0xfffffffc, 4],
      [0xffffffff, 0xffffffff],
    ] as const)
      expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body: [ool(at, size)] })).not.toBe(0);
    expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body: [ool(address, 8192)] })).toBe(0);
    expect(arena.fault()).toBeNull();
  });

  it('sent again after it was moved away', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const box = attacker.port();
    const address = allocate(attacker, 4096);
    expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body: [ool(address, 100, true)] })).toBe(0);
    expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body: [ool(address, 100, true)] })).toBe(MACH_SEND_INVALID_MEMORY);
    expect(arena.fault()).toBeNull();
  });

  it('asked for beyond the quota is refused, and its end gives the quota back', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    for (let round = 0; round < 20; round++) {
      const address = allocate(attacker, REGION_BYTES_PER_TASK - 0x100000);
      expect(address).toBeGreaterThan(0);
      expect(attacker.call(vm.vm_allocate, { address: 0, size: 0x200000, anywhere: true }).code).toBe(KERN_RESOURCE_SHORTAGE);
      expect(attacker.call(vm.vm_deallocate, { address, size: REGION_BYTES_PER_TASK }).code).toBe(0);
    }
    expect(arena.fault()).toBeNull();
  });

  it('that finds no room at its receiver is lost, and the rest of the message delivered', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const box = attacker.port();
    allocate(attacker, REGION_BYTES_PER_TASK - 0x10000);
    const memory = new Uint8Array(0x20000);
    const body = [
      { type: DESCRIPTOR_OOL, memory, deallocate: false, copy: 1 },
      { type: DESCRIPTOR_OOL_PORTS, names: [box, box], disposition: COPY_SEND, deallocate: false, copy: 1 },
    ] as const;
    expect(attacker.send({ to: { name: box, disposition: COPY_SEND }, body })).toBe(0);
    const { code, message } = attacker.receive(box);
    expect(code).toBe(MACH_RCV_BODY_ERROR | MACH_MSG_VM_SPACE);
    expect(message?.descriptors?.map(({ address }) => address > 0)).toEqual([false, true]);
    expect(message?.descriptors?.[1]?.rights).toEqual([box, box]);
    expect(arena.fault()).toBeNull();
  });

  it('cut, protected, written and sent at random stays sound', { timeout: 60_000 }, () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    const box = attacker.allocate();
    const random = new Random(5);
    const bases: number[] = [];
    const faults: (string | null)[] = [];
    for (let step = 0; step < 6000; step++) {
      const address =
        (bases.length > 0 ? random.pick(bases) : 0x10000) + random.below(5) * 4096 + (random.oneIn(3) ? random.below(4096) : 0);
      const size = 1 + random.below(20_000);
      switch (random.below(7)) {
        case 0:
          bases.push(allocate(attacker, size));
          break;
        case 1:
          attacker.call(vm.vm_deallocate, { address, size });
          break;
        case 2:
          attacker.call(vm.vm_write, { address, data: new Uint8Array(random.below(9000)).fill(step) });
          break;
        case 3:
          attacker.call(vm.vm_protect, { address, size, protection: random.below(9) });
          break;
        case 4:
          attacker.call(vm.vm_region, { address });
          break;
        case 5:
          attacker.send({
            to: { name: box, disposition: MAKE_SEND_ONCE },
            body: [ool(address, size, random.oneIn(2)), ool(address, size)],
          });
          break;
        default:
          attacker.receive(box);
      }
      if (step % 100 === 0) faults.push(arena.fault());
    }
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
    expect(arena.fault()).toBeNull();
    attacker.exit();
    expect(arena.leftOver()).toEqual({});
  });

  it('read and written at addresses up to the largest number', () => {
    const arena = new Arena();
    const attacker = arena.spawn('attacker');
    for (const address of [0, 1, 4095, 0x7fffffff, 0x80000000, 0xefffffff, 0xffffffff, 2 ** 40, Number.MAX_SAFE_INTEGER, -1, -4096]) {
      expect(attacker.call(vm.vm_read, { address, size: 16 }).code).toBe(KERN_INVALID_ADDRESS);
      expect(attacker.call(vm.vm_write, { address, data: new Uint8Array(16) }).code).toBe(KERN_INVALID_ADDRESS);
      expect(attacker.call(vm.vm_deallocate, { address, size: 0xffffffff }).code).not.toBe(-1);
      attacker.call(vm.vm_protect, { address, size: 0xffffffff, protection: 7 });
      attacker.call(vm.vm_allocate, { address, size: 0xffffffff, anywhere: false });
      attacker.call(vm.vm_allocate, { address, size: 4096, anywhere: false });
    }
    expect(arena.fault()).toBeNull();
  });
});
