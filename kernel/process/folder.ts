import { lchown, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { taskUser } from './user.ts';

/**
 * Makes a task's folder if need be, and hands it with all that is in it to the user that the task will be. The folders above may stay
 * shut to that user: the task enters it while it may.
 */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const user = taskUser();
  if (user === null || (await stat(folder)).uid === user) return;
  const inside = await readdir(folder, { recursive: true });
  // The folder itself last: if this is cut short, the next start does it again.
  for (const name of [...inside, '.']) await lchown(join(folder, name), user, user);
}
