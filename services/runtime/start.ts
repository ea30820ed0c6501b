import type { LockSettings, SandboxReport } from '../../kernel/abi/sandbox.ts';
import { Channel } from './channel.ts';
import { endWithProgram } from './end.ts';
import { prepareForProgram, runProgram } from './program.ts';
import { readSettings } from './settings.ts';
import { begin } from './task.ts';

/** The inherited socket to the kernel process. */
const CHANNEL_DESCRIPTOR = 3;

/** The life of a task process, from birth to the program's end. `beforeProgram`: readies what the program finds around it. */
export async function startTask(
  lock: (settings: LockSettings) => Promise<SandboxReport>,
  beforeProgram: () => void = () => {},
): Promise<void> {
  const settings = readSettings(CHANNEL_DESCRIPTOR);
  const channel = new Channel(CHANNEL_DESCRIPTOR);
  prepareForProgram();
  channel.hello(await lock(settings));
  const boot = await channel.boot();
  begin({ channel, task: boot.task, thread: boot.thread, arguments: boot.arguments });
  beforeProgram();
  endWithProgram(runProgram(boot.source, boot.arguments));
}
