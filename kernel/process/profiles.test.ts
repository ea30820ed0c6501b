import { expect, it } from 'vitest';
import { isNoWider, TASK_PROFILES } from './profiles.ts';

it('lets nobody hand out more than they have', () => {
  const { program, file } = TASK_PROFILES;
  expect(isNoWider(program, program)).toBe(true);
  expect(isNoWider(TASK_PROFILES['plug-in'], program)).toBe(true);
  expect(isNoWider(file, program)).toBe(false);
  expect(isNoWider({ ...program, memoryMB: program.memoryMB + 1 }, program)).toBe(false);
  expect(isNoWider({ ...program, threads: program.threads + 1 }, program)).toBe(false);
  expect(isNoWider({ ...file, folder: 'read' }, file)).toBe(true);
});
