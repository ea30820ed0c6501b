/** Random tasks on the real kernel: ports, sets, messages that carry rights, full queues, notifications, deaths. The same for the same seed. */

import { REQUEST_DEAD_NAME, REQUEST_NO_SENDERS } from '../../../kernel/abi/notify.ts';
import { SEND_TIMEOUT } from '../../../kernel/abi/message.ts';
import {
  COPY_SEND,
  MAKE_SEND,
  MAKE_SEND_ONCE,
  MOVE_RECEIVE,
  MOVE_SEND,
  MOVE_SEND_ONCE,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
} from '../../../kernel/abi/rights.ts';
import type { Recorder } from '../../../kernel/trace/recorder.ts';
import { randomFrom } from '../../../kernel/trace/testing/story.ts';
import { allocatePort, allocateSet, deallocate, destroyPort, moveMember, requestNotification } from '../../../services/runtime/own.ts';
import type { PortName, PortSetName, ReceiveRight, SendRight } from '../../../services/runtime/ports.ts';
import type { Self } from '../../../services/runtime/self.ts';
import { KernelInMemory } from '../../../services/runtime/testing/kernelTransport.ts';

const TASKS_MOST = 9;

export async function randomRun(seed: number, steps: number): Promise<Recorder> {
  const chance = randomFrom(seed);
  const kernel = new KernelInMemory();
  let tasks: Self[] = [];
  const one = <T>(list: readonly T[]): T | undefined => list[chance(Math.max(1, list.length))];
  const namesOf = (self: Self, type: number): number[] => {
    const space = kernel.bench.machine.system.tasks.get(self.task)!.space;
    return [...space.entries()].filter((entry) => (entry.type & type) !== 0).map(({ name }) => name);
  };
  const acts: ((self: Self) => Promise<unknown>)[] = [
    async () => {
      if (tasks.length < TASKS_MOST) tasks.push(kernel.spawn(`task ${chance(6)}`));
    },
    (self) => allocatePort(self),
    async (self) => {
      const other = one(tasks)!;
      const port = one(namesOf(other, TYPE_RECEIVE));
      if (port !== undefined) kernel.give(other, port as ReceiveRight, self);
    },
    async (self) => {
      const to = one(namesOf(self, TYPE_SEND | TYPE_SEND_ONCE));
      if (to === undefined) return;
      const once = !namesOf(self, TYPE_SEND).includes(to);
      const receives = namesOf(self, TYPE_RECEIVE);
      const port = one(receives);
      const sends = namesOf(self, TYPE_SEND).filter((name) => name !== to);
      const body = [
        ...(port !== undefined && chance(2) === 0
          ? [{ type: 'port', name: port, disposition: one([MAKE_SEND, MAKE_SEND_ONCE])! } as const]
          : []),
        ...(sends.length > 0 && chance(3) === 0
          ? [{ type: 'port', name: one(sends)!, disposition: one([MOVE_SEND, COPY_SEND])! } as const]
          : []),
        ...(port !== undefined && receives.length > 2 && chance(9) === 0
          ? [{ type: 'port', name: port, disposition: MOVE_RECEIVE } as const]
          : []),
      ];
      const remote = { name: to, disposition: once ? MOVE_SEND_ONCE : COPY_SEND };
      await self.send({ remote, id: 100 + chance(9), body: body.length > 0 ? body : null }, { options: SEND_TIMEOUT, timeoutMs: 0 });
    },
    async (self) => {
      const port = one(namesOf(self, TYPE_RECEIVE));
      if (port !== undefined) await self.receive(port as ReceiveRight, { timeoutMs: 0 });
    },
    async (self) => {
      const set = await allocateSet(self);
      const port = one(namesOf(self, TYPE_RECEIVE));
      if (port !== undefined) await moveMember(self, port as ReceiveRight, set as PortSetName);
    },
    async (self) => {
      const name = one(namesOf(self, TYPE_SEND));
      const notify = one(namesOf(self, TYPE_RECEIVE));
      if (name !== undefined && notify !== undefined) {
        await requestNotification(self, name as PortName, REQUEST_DEAD_NAME, 0, notify as ReceiveRight);
        await requestNotification(self, notify as PortName, REQUEST_NO_SENDERS, 0, notify as ReceiveRight);
      }
    },
    async (self) => {
      const name = one(namesOf(self, TYPE_SEND));
      if (name !== undefined) await deallocate(self, name as SendRight);
    },
    async (self) => {
      const receives = namesOf(self, TYPE_RECEIVE);
      if (receives.length > 3) await destroyPort(self, receives.at(-1) as ReceiveRight);
    },
    async (self) => {
      if (tasks.length < 4 || chance(3) > 0) return;
      kernel.kill(self);
      tasks = tasks.filter((task) => task !== self);
    },
  ];
  for (let i = 0; i < 3; i++) tasks.push(kernel.spawn(`task ${i}`));
  for (let i = 0; i < steps; i++) await one(acts)!(one(tasks)!).catch(() => {});
  return kernel.bench.recorder;
}
