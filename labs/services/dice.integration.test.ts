import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../host/dataFolder.ts';
import { Kernel } from '../../host/kernel.ts';
import { bundleProgram } from '../../host/programs.ts';
import { temporaryFolder } from '../../host/testing/commandLine.ts';

it('the worked example of a service answers its client, in processes of their own', async () => {
  let printed = '';
  const kernel = new Kernel({
    data: openDataFolder(temporaryFolder()),
    title: 'dice',
    onConsole: (_task, _stream, text) => (printed += text),
  });
  onTestFinished(() => void kernel.shutdown());
  await kernel.booted();
  const run = async (file: string) => {
    const program = await bundleProgram(join(import.meta.dirname, file));
    kernel.handIn(program);
    return kernel.run(program.name);
  };
  const server = await run('dice.server.ts');
  await expect.poll(() => printed, { timeout: 20_000 }).toContain('the dice are ready');
  const client = await run('dice.client.ts');
  expect(await kernel.outcome(client.process, 10_000)).toMatchObject({ what: 'exit', exit: { code: 0 } });
  const sum = Number(/three dice: (\d+)/.exec(printed)?.[1]);
  expect(sum).toBeGreaterThanOrEqual(3);
  expect(sum).toBeLessThanOrEqual(18);
  expect(printed).toContain('no dice: KERN_INVALID_ARGUMENT');
  expect(server.process).not.toBe(client.process);
});
