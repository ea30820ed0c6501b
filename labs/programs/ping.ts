/** Round trips: a second task answers, and what a message to it and back takes is measured. Arguments: `{ rounds? }`. */
import {
  allocatePort,
  allocateSendable,
  args,
  ask,
  destroyPort,
  fields,
  handles,
  KERN_SUCCESS,
  makeSend,
  notify,
  registeredPorts,
  REQUEST_NO_SENDERS,
  requestNotification,
  routine,
  type SendRight,
  serve,
  spawn,
  subsystem,
} from 'machlab';

const ping = subsystem('ping', {
  ping_hello: routine(7000, { answerer: fields.sendRight }),
  ping_echo: routine(7001, { round: fields.u32 }, { round: fields.u32 }),
});

const { role, rounds = 1000 } = (args ?? {}) as { role?: string; rounds?: number };
if (role === 'answerer') await answer();
else await measure(await startAnswerer());

async function startAnswerer(): Promise<SendRight> {
  const mailbox = await allocateSendable();
  await spawn({ program: 'ping', args: { role: 'answerer' }, rights: [mailbox] });
  const found = await new Promise<SendRight>((resolve) => {
    const hello = handles(ping, {
      ping_hello: (_, { answerer }) => {
        resolve(answerer);
        return KERN_SUCCESS;
      },
    });
    void serve(mailbox, [hello]);
  });
  await destroyPort(mailbox); // nobody else is to come: who waits there goes on
  return found;
}

async function measure(answerer: SendRight): Promise<void> {
  const tookUs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedMs = performance.now();
    const back = await ask(answerer, ping.ping_echo, { round });
    if (back.round !== round) throw new Error(`${round} came back as ${back.round}`);
    tookUs.push((performance.now() - startedMs) * 1000);
  }
  tookUs.sort((a, b) => a - b);
  const within = (share: number): string => (tookUs[Math.min(rounds - 1, Math.floor(share * rounds))] ?? 0).toFixed(0);
  console.log(`${rounds} round trips: half took at most ${within(0.5)} µs, 99 of 100 at most ${within(0.99)} µs`);
}

async function answer(): Promise<void> {
  const [parent] = await registeredPorts();
  if (parent === undefined) throw new Error('the answerer is started by ping itself: run ping without arguments');
  const port = await allocatePort();
  // When nobody can send here any more, its work is done: the port goes, and with it the loop.
  await requestNotification(port, REQUEST_NO_SENDERS, 1, port);
  const over = handles(notify, {
    mach_notify_no_senders: async () => {
      await destroyPort(port);
      return KERN_SUCCESS;
    },
  });
  await ask(parent, ping.ping_hello, { answerer: makeSend(port) });
  await serve(port, [handles(ping, { ping_echo: (_, { round }) => ({ round }) }), over]);
}
