/**
 * Programs of several tasks in one process: each has its own names, rights and threads, as the kernel knows them, and shares memory and fate with
 * the others. Whose program runs is told by its context, which every await carries on.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { MACH_PORT_NULL } from '../../kernel/abi/rights.ts';
import { task as taskCalls, TASK_BASIC_INFO, TASK_BOOTSTRAP_PORT, TASK_INFO_TASK } from '../../kernel/abi/interfaces/task.ts';
import { thread as threadCalls } from '../../kernel/abi/interfaces/thread.ts';
import type { SendRight, TaskPort } from './ports.ts';
import { Self } from './self.ts';

export interface HostedRequest {
  /** What the task is called, to show. */
  readonly name: string;
  /** Send rights to hand over: the new task's only registered ports. It has no name service either. */
  readonly rights: readonly SendRight[];
  /** Its program: whatever it calls of the runtime's door it calls as the new task. When it ends, so does the task. */
  readonly program: () => Promise<void>;
}

export interface Hosted {
  /** Its task's number, as frames carry it. */
  readonly number: number;
  readonly task: SendRight;
}

const programs = new AsyncLocalStorage<Self>();

/** The hosted task whose program this code belongs to; undefined: the process's own. */
export function hostedSelf(): Self | undefined {
  return programs.getStore();
}

/** Runs something as one task's program. */
export function runAs<T>(self: Self, program: () => T): T {
  return programs.run(self, program);
}

/** A task in the process of its creator (`task_create`), and its program. An error that this does not catch is one of the whole process. */
export async function hostTask(self: Self, { name, rights, program }: HostedRequest): Promise<Hosted> {
  const { child_task: made } = await self.ask(await self.taskPort(), taskCalls.task_create, { inherit_memory: false });
  const child = made as unknown as TaskPort;
  await self.ask(child, taskCalls.task_set_name, { name });
  await self.ask(child, taskCalls.mach_ports_register, { ports: rights });
  const noPort = MACH_PORT_NULL as SendRight;
  await self.ask(child, taskCalls.task_set_special_port, { which_port: TASK_BOOTSTRAP_PORT, special_port: noPort });
  const { info } = await self.ask(child, taskCalls.task_info, { flavor: TASK_BASIC_INFO });
  const { thread, thread_id } = await self.ask(child, taskCalls.thread_create, {});
  const threadPort = thread as unknown as SendRight;
  await self.ask(threadPort, threadCalls.thread_resume, {});
  const number = info[TASK_INFO_TASK]!;
  const hosted = new Self(self.transport, number, thread_id);
  void runAs(hosted, async () => {
    await program();
    await hosted.ask(await hosted.taskPort(), taskCalls.task_terminate, {});
  });
  return { number, task: made as unknown as SendRight };
}
