import { expect, it } from 'vitest';
import { TASK_PROFILES } from '../../../kernel/process/profiles.ts';
import { bundleRuntime } from '../escape/bundles.fixture.ts';
import { runTask } from '../escape/taskRun.fixture.ts';

/** Does something, and tells what came of it if it lives to. */
const doing = (what: string): string => `import { setPriority } from 'node:os'; import { mainTask, mainThread, trap } from 'machlab';
  let told = 'went through'; try { ${what}; } catch (error) { told = error.info.code; }
  await trap(mainTask(), mainThread(), Buffer.from(told));`;

async function run(program: string) {
  const task = await runTask({ runtime: Buffer.from(await bundleRuntime()), profile: TASK_PROFILES.renderer, program });
  const told = await task.nextTrap();
  task.process.channel.destroy();
  const { code, signal } = await task.exit;
  return { told: told?.toString(), code, signal };
}

it('the filter ends a task that asks to become root: the process that started it sees SIGSYS', async (context) => {
  context.skip(process.platform !== 'linux', 'seccomp is Linux only');
  expect(await run(doing('process.seteuid(0)'))).toEqual({ told: undefined, code: null, signal: 'SIGSYS' });
});

it('any other call that is not allowed is refused, and the task lives to tell', async (context) => {
  context.skip(process.platform !== 'linux', 'seccomp is Linux only');
  expect((await run(doing('setPriority(0, -19)'))).told).toBe('EPERM');
});
