/**
 * A crowd for the window to draw: tasks with ports, each port known to some of the other tasks, and messages at a steady rate. One
 * process hosts them all. Arguments: `{ tasks, ports, senders, perSecond, seconds }`: ports of each task, tasks that can send to each port.
 */
import {
  allocateSendable,
  args,
  ask,
  copySend,
  machPort,
  MAKE_SEND,
  receive,
  RIGHT_RECEIVE,
  send,
  task,
  task_self,
  type PortName,
  type SendRight,
} from 'machlab';

interface Crowd {
  readonly tasks: number;
  readonly ports: number;
  readonly senders: number;
  readonly perSecond: number;
  readonly seconds: number;
}

const { tasks, ports, senders, perSecond, seconds } = args as Crowd;
const TURN_MS = 10;

const members: SendRight[] = [];
for (let i = 0; i < tasks; i++) {
  const { child_task } = await ask(await task_self(), task.task_create, { inherit_memory: false });
  await ask(child_task, task.task_set_name, { name: `member ${i + 1}` });
  members.push(child_task);
}
let names = 0;
for (const [i, owner] of members.entries()) {
  for (let j = 0; j < ports; j++) {
    const { name } = await ask(owner, machPort.mach_port_allocate, { right: RIGHT_RECEIVE });
    const { poly } = await ask(owner, machPort.mach_port_extract_right, { name, disposition: MAKE_SEND });
    for (let k = 1; k <= senders; k++) {
      const holder = members[(i + k * (j + 1)) % tasks];
      if (holder === undefined || holder === owner) continue;
      await ask(holder, machPort.mach_port_insert_right, {
        name: (0x10003 + (names++ << 8)) as unknown as PortName,
        poly: copySend(poly as SendRight),
      });
    }
    await ask(await task_self(), machPort.mach_port_deallocate, { name: poly });
  }
}

const mailbox = await allocateSendable();
for (const endMs = performance.now() + seconds * 1000; performance.now() < endMs;) {
  for (let i = 0; i < (perSecond * TURN_MS) / 1000; i++) {
    await send({ remote: copySend(mailbox), id: 7300 });
    await receive(mailbox);
  }
  await new Promise((resolve) => setTimeout(resolve, TURN_MS));
}
