/** Calls on a task port about the task's memory. Ids: mach/vm_map.defs (XNU). Sizes are bytes, rounded up to pages. */
import { address, bool, memory, protection, routine, subsystem, u32 } from '../mig.ts';

export const VM_PROT_NONE = 0;
export const VM_PROT_READ = 1;
export const VM_PROT_WRITE = 2;
export const VM_PROT_EXECUTE = 4;
export const VM_PROT_DEFAULT = VM_PROT_READ | VM_PROT_WRITE;
export const VM_PROT_ALL = VM_PROT_READ | VM_PROT_WRITE | VM_PROT_EXECUTE;

export const vm = subsystem('vm_map', {
  // The region at or after `address`. `shared`: its pages are shared copy-on-write with someone.
  vm_region: routine(3800, { address }, { address, size: u32, protection, object: u32, shared: bool }),
  // `anywhere`: the kernel picks the address, and `address` is ignored.
  vm_allocate: routine(3801, { address, size: u32, anywhere: bool }, { address }),
  vm_deallocate: routine(3802, { address, size: u32 }),
  vm_protect: routine(3803, { address, size: u32, protection }),
  vm_read: routine(3805, { address, size: u32 }, { data: memory }),
  vm_write: routine(3807, { address, data: memory }),
});
