/** What each client has open, so that one client cannot use up what all share. */

/** Open files and replacements of one client: a third of what the service can have in all. */
export const OPEN_PER_CLIENT = 256;

export class Clients {
  readonly #open = new Map<number, number>();

  /** Whether a task may open one more. */
  mayOpen(task: number): boolean {
    return (this.#open.get(task) ?? 0) < OPEN_PER_CLIENT;
  }

  opened(task: number): void {
    this.#open.set(task, (this.#open.get(task) ?? 0) + 1);
  }

  closed(task: number): void {
    const left = (this.#open.get(task) ?? 1) - 1;
    if (left === 0) this.#open.delete(task);
    else this.#open.set(task, left);
  }
}
