/** A renderer or a plug-in that the browser started. It gets one right, to a port of its own at the browser: that port says who speaks. */
import {
  allocatePort,
  call,
  deallocate,
  destroyPort,
  KERN_SUCCESS,
  MACH_PORT_NULL,
  MACH_SEND_INVALID_DEST,
  MachError,
  MIG_SERVER_DIED,
  noSend,
  REQUEST_DEAD_NAME,
  requestNotification,
  sendRightTo,
  spawn,
  task as taskCalls,
  TASK_BOOTSTRAP_PORT,
  type ReceiveRight,
  type SendRight,
} from 'machlab';

export type ChildKind = 'renderer' | 'plugin';

/** The task of a child, before its program has said anything. */
export interface Begun {
  readonly task: SendRight;
  /** Once the task has ended. */
  readonly over?: () => void;
}

/** Makes a child's task, with one right to its name and not even the name service: what it is not given it cannot ask for. */
export type Begin = (kind: ChildKind, name: string, right: SendRight, args: unknown) => Promise<Begun>;

/** A child in a process of its own. */
export const beginProcess: Begin = async (kind, name, right, args) => {
  const profile = kind === 'renderer' ? 'renderer' : 'plug-in';
  const task = await spawn({ program: kind, profile, args, rights: [right] });
  // Its program has not begun yet. Its process may be gone already: of that the browser is told like of any other end.
  const { code } = await call(task, taskCalls.task_set_special_port, { which_port: TASK_BOOTSTRAP_PORT, special_port: noSend });
  if (code !== KERN_SUCCESS && code !== MACH_SEND_INVALID_DEST && code !== MIG_SERVER_DIED)
    throw new MachError('task_set_special_port', code);
  await call(task, taskCalls.task_set_name, { name }).catch(() => undefined);
  return { task };
};

export class Child {
  readonly kind: ChildKind;
  readonly name: string;
  /** Where it speaks to the browser. */
  readonly host: ReceiveRight;
  readonly task: SendRight;
  readonly sites = new Set<string>();
  /** Numbers of pages that it shows, or of instances that it draws. */
  readonly members = new Set<number>();
  /** Its task's number, once it said hello. */
  taskNumber = 0;
  port: SendRight = MACH_PORT_NULL as SendRight;
  ended = false;
  readonly #over: (() => void) | undefined;
  /** It did not answer in time. */
  silent = false;
  readonly #ready = Promise.withResolvers<boolean>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  private constructor(kind: ChildKind, name: string, host: ReceiveRight, { task, over }: Begun) {
    this.kind = kind;
    this.name = name;
    this.host = host;
    this.task = task;
    this.#over = over;
  }

  get pages(): number {
    return this.members.size;
  }

  /** Resolves when it listens; false when it ended before. */
  get ready(): Promise<boolean> {
    return this.#ready.promise;
  }

  /** What it says, and word of its end, waits at `host` until that is received from. *Throws* when it cannot be started. */
  static async start(begin: Begin, kind: ChildKind, name: string, args: unknown): Promise<Child> {
    const host = await allocatePort();
    const right = await sendRightTo(host);
    try {
      const begun = await begin(kind, name, right, args);
      // Of one that is dead already it is told at once.
      await requestNotification(begun.task, REQUEST_DEAD_NAME, 1, host);
      await deallocate(right);
      return new Child(kind, name, host, begun);
    } catch (error) {
      await deallocate(right);
      await destroyPort(host);
      throw error;
    }
  }

  hello(port: SendRight, taskNumber: number): boolean {
    if (this.port !== (MACH_PORT_NULL as SendRight)) return false;
    this.port = port;
    this.taskNumber = taskNumber;
    this.#ready.resolve(true);
    return true;
  }

  /** Says something without an answer, in order, and not if too much waits already: a process that hangs must not hold its browser up. */
  tell(say: (port: SendRight) => Promise<unknown>): void {
    void this.told(say);
  }

  /** `tell`, for those who want to know when it was said, or that it never will be. */
  told(say: (port: SendRight) => Promise<unknown>): Promise<void> {
    if (this.#waiting >= WAITING_MAX || this.ended) return Promise.resolve();
    this.#waiting += 1;
    const said = this.#say(this.#last, say);
    this.#last = said;
    return said;
  }

  async #say(before: Promise<unknown>, say: (port: SendRight) => Promise<unknown>): Promise<void> {
    await before;
    try {
      if ((await this.ready) && !this.ended) await say(this.port);
    } catch {
      // Who is gone is heard of by a notification.
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Its task is gone: what the browser still has of it goes too. */
  async bury(): Promise<void> {
    this.ended = true;
    this.#ready.resolve(false);
    this.#over?.();
    await destroyPort(this.host).catch(() => undefined);
    // The dead-name notification brought a second reference.
    for (const name of [this.task, this.task, this.port])
      if (name !== (MACH_PORT_NULL as SendRight)) await deallocate(name).catch(() => undefined);
  }

  /** Ends its task. */
  async end(): Promise<boolean> {
    return (await call(this.task, taskCalls.task_terminate, {})).code === KERN_SUCCESS;
  }
}

/** Messages to one process that wait for room in its queue. */
const WAITING_MAX = 64;
