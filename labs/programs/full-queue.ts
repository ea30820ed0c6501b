/**
 * A queue with five places is full, and four senders meet it, each with another choice: wait for ever, wait for a while,
 * return at once, or leave one message with the kernel and be told when it is taken.
 */
import {
  allocatePort,
  allocateSendable,
  args,
  ask,
  copySend,
  deallocate,
  MACH_SEND_TIMED_OUT,
  MACH_SEND_WILL_NOTIFY,
  mach_msg,
  nameOfCode,
  receive,
  registeredPorts,
  RCV_TIMEOUT,
  SEND_MSG,
  SEND_NOTIFY_CACHED,
  SEND_TIMEOUT,
  send,
  spawn,
  type SendRight,
  task,
} from 'machlab';

const LETTER = 7200;
const REPORT = 7201;
const PLACES = 5;
/** What each sender chooses, and what its task is called. */
const SENDERS = {
  waits: 'patient sender',
  'times-out': 'timed sender',
  'at-once': 'hasty sender',
  'leaves-one': 'trusting sender',
} as const;
type Choice = keyof typeof SENDERS;
const CHOICES = Object.keys(SENDERS) as Choice[];

const { choice } = (args ?? {}) as { choice?: Choice };
if (choice === undefined) await keeper();
else await sender(choice);

async function keeper(): Promise<void> {
  const mailbox = await allocateSendable();
  const reports = await allocateSendable();
  for (let place = 0; place < PLACES; place += 1) await send({ remote: copySend(mailbox), id: LETTER });
  console.log(`keeper: the queue is full, ${PLACES} of ${PLACES} places are taken`);
  for (const choice of CHOICES) {
    const sender = await spawn({ program: 'full-queue', args: { choice }, rights: [mailbox, reports] });
    await ask(sender, task.task_set_name, { name: SENDERS[choice] });
  }
  for (let heard = 0; heard < CHOICES.length - 1; heard += 1) await report(reports);
  console.log('keeper: one sender still waits, and one message lies with the kernel; now I receive');
  let letters = 0;
  while ((await receive(mailbox, { timeoutMs: 500, options: RCV_TIMEOUT })).message !== undefined) letters += 1;
  await report(reports);
  await report(reports);
  console.log(`keeper: ${letters} letters received: ${PLACES} of my own, the one that waited, and the one the kernel kept`);
}

async function report(reports: Awaited<ReturnType<typeof allocateSendable>>): Promise<void> {
  const { message } = await receive(reports);
  if (message !== undefined) console.log(new TextDecoder().decode(message.data).replace(/\0+$/, ''));
}

async function sender(choice: Choice): Promise<void> {
  const [mailbox, reports] = await registeredPorts();
  if (mailbox === undefined || reports === undefined) throw new Error('senders are started by full-queue itself: run it without arguments');
  const say = async (text: string): Promise<void> => {
    await send({ remote: copySend(reports), id: REPORT, data: new TextEncoder().encode(`${choice}: ${text}`) });
  };
  const letter = { remote: copySend(mailbox), id: LETTER };
  if (choice === 'waits') {
    await send(letter);
    await say('my message went in when a place became free');
  } else if (choice === 'times-out') {
    const startedMs = performance.now();
    const { code } = await send(letter, { options: SEND_TIMEOUT, timeoutMs: 200 });
    await handedBack(code, mailbox);
    await say(`${nameOfCode(code)} after ${Math.round((performance.now() - startedMs) / 10) * 10} ms; the message came back to me`);
  } else if (choice === 'at-once') {
    const { code } = await send(letter, { options: SEND_TIMEOUT, timeoutMs: 0 });
    await handedBack(code, mailbox);
    await say(`${nameOfCode(code)} at once`);
  } else {
    const notify = await allocatePort();
    const { code } = await mach_msg({ options: SEND_MSG | SEND_NOTIFY_CACHED, send: letter, notify });
    await say(code === MACH_SEND_WILL_NOTIFY ? `${nameOfCode(code)}: the kernel keeps my message` : nameOfCode(code));
    const { message } = await receive(notify);
    await say(`notification ${message?.msghId}: my message was taken`);
  }
}

/** A message that comes back brings its right along: one more reference to the mailbox, to be given up. */
async function handedBack(code: number, mailbox: SendRight): Promise<void> {
  if (code === MACH_SEND_TIMED_OUT) await deallocate(mailbox);
}
