/** The real kernel in memory as a transport: a program's stubs against the machine, without a process. */
import { Bench, frame } from '../../../kernel/machine/testing/bench.ts';
import type { Returned, TestTask } from '../../../kernel/machine/testing/bench.ts';
import type { Port } from '../../../kernel/ipc/port.ts';
import { sendInsert } from '../../../kernel/ipc/right.ts';
import { spaceLookup } from '../../../kernel/ipc/space.ts';
import type { Space } from '../../../kernel/ipc/space.ts';
import { FRAME_TRAP } from '../../../kernel/abi/frame.ts';
import type { ReceiveRight, SendRight } from '../ports.ts';
import { Self } from '../self.ts';
import type { Transport } from '../transport.ts';

type Settle = (returned: Returned) => void;

/** A kernel, and tasks whose programs run in the test. */
export class KernelInMemory implements Transport {
  readonly bench = new Bench();
  readonly #tasks = new Map<number, TestTask>();
  readonly #pending = new Map<number, Settle>();
  /** Payloads of all traps so far. */
  readonly traps: { readonly task: number; readonly thread: number; readonly payload: Uint8Array }[] = [];

  /** A task in a process of its own, and its program's view of itself. */
  spawn(name: string, profile?: string): Self {
    const task = this.bench.spawn(name, profile);
    this.#tasks.set(task.id, task);
    return new Self(this, task.id, task.thread);
  }

  trap(task: number, thread: number, payload: Uint8Array): Promise<Returned> {
    if (this.#pending.has(thread)) throw new Error(`thread ${thread} is still in a trap`);
    const process = this.bench.machine.system.tasks.get(task)?.process;
    if (process === undefined) return new Promise(() => {}); // the task has died, and its program with it
    this.traps.push({ task, thread, payload });
    return new Promise((resolve) => {
      this.#pending.set(thread, resolve);
      this.bench.frame(process, frame(FRAME_TRAP, task, thread, payload));
      this.settle();
    });
  }

  /** A send right to a port of one task appears in another, as if it had come in a message. */
  give(from: Self, port: ReceiveRight, to: Self): SendRight {
    const receiver = spaceLookup(this.#spaceOf(from), port)!;
    return this.giveSend(receiver.object as Port, to);
  }

  /** The same of a port of the kernel's. */
  giveSend(port: Port, to: Self): SendRight {
    return sendInsert(this.bench.machine.ipc, this.#spaceOf(to), port) as SendRight;
  }

  /** How many regions of memory a task has. */
  regionCount(self: Self): number {
    return this.#spaceOf(self).map?.regions.length ?? 0;
  }

  /** How many names a task has. */
  nameCount(self: Self): number {
    return this.#spaceOf(self).names;
  }

  #spaceOf(self: Self): Space {
    return this.bench.machine.system.tasks.get(self.task)!.space;
  }

  /** Lets virtual time pass. */
  pass(ms: number): void {
    this.bench.pass(ms);
    this.settle();
  }

  /** The process of a task is killed from outside. */
  kill(self: Self): void {
    const { process } = this.#tasks.get(self.task)!;
    this.bench.machine.exited(this.bench.hostUs, process, 0, 9, '');
    this.settle();
  }

  /** Hands every ended trap back to its program. */
  settle(): void {
    for (const [thread, resolve] of this.#pending) {
      const returned = this.bench.returned(thread);
      if (returned === undefined) continue;
      this.#pending.delete(thread);
      resolve(returned);
    }
  }
}
