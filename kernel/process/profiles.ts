/** What the processes of tasks may have: `kernel/abi/taskProfiles.ts`, which the kernel core judges by too. */
export * from '../abi/taskProfiles.ts';
