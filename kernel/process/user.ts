/** Who a task becomes when the kernel process is the superuser: the user and group `nobody`, who own nothing. */
export const NOBODY = 65534;

/** The user that tasks become, or null where the kernel process is an ordinary user and they stay who they are. */
export function taskUser(): number | null {
  return process.getuid?.() === 0 ? NOBODY : null;
}
