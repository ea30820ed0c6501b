import { expect, it } from 'vitest';
import { landlockMasks, READ_RIGHTS, WRITE_RIGHTS } from './landlock.ts';

it('asks each version of Landlock only for what it knows', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map((abi) => landlockMasks(abi))).toEqual([
    { files: 0x1fff, network: 0, scoped: 0 },
    { files: 0x3fff, network: 0, scoped: 0 },
    { files: 0x7fff, network: 0, scoped: 0 },
    { files: 0x7fff, network: 3, scoped: 0 },
    { files: 0xffff, network: 3, scoped: 0 },
    { files: 0xffff, network: 3, scoped: 3 },
    { files: 0xffff, network: 3, scoped: 3 },
    { files: 0xffff, network: 3, scoped: 3 },
  ]);
});

it('gives a folder neither programs nor devices, sockets, pipes or links', () => {
  const [execute, makeCharacterDevice, makeSocket, makePipe, makeBlockDevice, makeLink] = [0, 6, 9, 10, 11, 12].map((bit) => 1 << bit);
  const never = execute! | makeCharacterDevice! | makeSocket! | makePipe! | makeBlockDevice! | makeLink!;
  expect(WRITE_RIGHTS & never).toBe(0);
  expect(READ_RIGHTS & ~0b1100).toBe(0);
});
