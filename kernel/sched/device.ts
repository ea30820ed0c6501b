/** A device of scheduled mode: it serves one request after the other, each for so many ticks. */
import { DEVICE_CANCELLED, DEVICE_DONE, DEVICE_JOINED, EV_SCHED_DEVICE } from '../abi/events.ts';
import type { Ipc } from '../ipc/context.ts';
import type { Port } from '../ipc/port.ts';
import type { Owed } from '../task/scheduled.ts';

interface Job {
  readonly thread: number;
  readonly task: number;
  readonly ticks: number;
  left: number;
  readonly owed: Owed;
}

export class Device {
  /** `DEVICE_*`. */
  readonly id: number;
  readonly port: Port;
  /** The first is being served. */
  readonly jobs: Job[] = [];
  readonly #ipc: Ipc;

  constructor(ipc: Ipc, id: number, port: Port) {
    this.#ipc = ipc;
    this.id = id;
    this.port = port;
  }

  /** Purpose: a request waits for its turn. Rights: the answer is owed from here on. */
  join(thread: number, task: number, ticks: number, owed: Owed): void {
    this.#tell(DEVICE_JOINED, this.jobs.length, { thread, task, ticks, left: ticks, owed });
    this.jobs.push({ thread, task, ticks, left: ticks, owed });
  }

  /** Ticks until the first is served; -1: nobody waits. */
  get leftTicks(): number {
    return this.jobs[0]?.left ?? -1;
  }

  /** Purpose: the first has been served, and is answered. */
  done(): void {
    const job = this.jobs.shift();
    if (job === undefined) return;
    this.#tell(DEVICE_DONE, 0, job);
    job.owed.answer();
  }

  /** Purpose: requests of a thread that ends are not served any more. */
  cancel(thread: number): void {
    for (let at = this.jobs.length - 1; at >= 0; at--) {
      const job = this.jobs[at] as Job;
      if (job.thread !== thread) continue;
      this.jobs.splice(at, 1);
      this.#tell(DEVICE_CANCELLED, at, job);
      job.owed.drop();
    }
  }

  #tell(what: number, position: number, { thread, task, ticks, left }: Job): void {
    this.#ipc.sink.emit(EV_SCHED_DEVICE, this.id, thread, task, what, ticks, left, position);
  }
}
