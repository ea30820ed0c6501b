/**
 * One task passes rights to another: first a send right, so that the other can write to its port; then the receive right
 * itself, so that the other takes the port over with all that waits in it, and nobody who sends to it notices.
 */
import {
  allocatePort,
  allocateSendable,
  args,
  ask,
  call,
  copySend,
  destroyPort,
  fields,
  handles,
  KERN_SUCCESS,
  machPort,
  makeSend,
  moveReceive,
  nameText,
  notify,
  type PortName,
  type ReceiveRight,
  registeredPorts,
  REQUEST_NO_SENDERS,
  requestNotification,
  routine,
  type SendRight,
  serve,
  spawn,
  subsystem,
  task,
  task_self,
  typeText,
} from 'machlab';

const passing = subsystem('passing', {
  passing_hello: routine(7100, { friend: fields.sendRight }),
  passing_send_right: routine(7101, { mailbox: fields.sendRight }),
  passing_receive_right: routine(7102, { mailbox: fields.receiveRight }),
});
const post = subsystem('post', {
  post_letter: routine(7110, { text: fields.string(200) }, { answer: fields.string(200) }),
});

const { role } = (args ?? {}) as { role?: string };
if (role === 'friend') await friend();
else await giver();

async function giver(): Promise<void> {
  const friend = await startFriend();
  const mailbox = await allocateSendable();
  const letters = serve(mailbox, [handles(post, { post_letter: (_, { text }) => ({ answer: `the giver read “${text}”` }) })]);
  await tell('giver', 'before anything moves', mailbox);

  await ask(friend, passing.passing_send_right, { mailbox: copySend(mailbox) });
  await tell('giver', 'after giving a copy of the send right', mailbox);

  await ask(friend, passing.passing_receive_right, { mailbox: moveReceive(mailbox) });
  await letters;
  await tell('giver', 'after giving the receive right away', mailbox);
  const { answer } = await ask(mailbox, post.post_letter, { text: 'the same name, another reader' });
  console.log(`giver: ${answer}`);
}

async function startFriend(): Promise<SendRight> {
  const mailbox = await allocateSendable();
  const friend = await spawn({ program: 'rights', args: { role: 'friend' }, rights: [mailbox] });
  await ask(friend, task.task_set_name, { name: 'friend' });
  const found = await new Promise<SendRight>((resolve) => {
    const hello = handles(passing, {
      passing_hello: (_, { friend }) => {
        resolve(friend);
        return KERN_SUCCESS;
      },
    });
    void serve(mailbox, [hello]);
  });
  await destroyPort(mailbox); // nobody else is to come: who waits there goes on
  return found;
}

async function friend(): Promise<void> {
  const [parent] = await registeredPorts();
  if (parent === undefined) throw new Error('the friend is started by rights itself: run rights without arguments');
  const door = await allocatePort();
  let taken: ReceiveRight | undefined;
  // When nobody can send to its door any more, its work is done: what it receives from goes, and with it the loops.
  await requestNotification(door, REQUEST_NO_SENDERS, 1, door);
  const over = handles(notify, {
    mach_notify_no_senders: async () => {
      if (taken !== undefined) await destroyPort(taken);
      await destroyPort(door);
      return KERN_SUCCESS;
    },
  });
  await ask(parent, passing.passing_hello, { friend: makeSend(door) });
  const receivesRights = handles(passing, {
    passing_send_right: async (_, { mailbox }) => {
      await tell('friend', 'with a send right', mailbox);
      void call(mailbox, post.post_letter, { text: 'a letter from your friend' }).then(({ outs }) =>
        console.log(`friend: ${outs?.answer ?? 'no answer'}`),
      );
      return KERN_SUCCESS;
    },
    passing_receive_right: async (_, { mailbox }) => {
      await tell('friend', 'with the receive right too', mailbox);
      taken = mailbox as ReceiveRight;
      void serve(taken, [handles(post, { post_letter: (_, { text }) => ({ answer: `the friend read “${text}”` }) })]);
      return KERN_SUCCESS;
    },
  });
  await serve(door, [receivesRights, over]);
}

/** What a task's own table says of a name. */
async function tell(who: string, when: string, name: PortName): Promise<void> {
  const { type } = await ask(await task_self(), machPort.mach_port_type, { name });
  console.log(`${who}, ${when}: ${nameText(name)} is ${typeText(type)}`);
}
