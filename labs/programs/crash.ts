/** A server dies in the middle of a request: the kernel answers for it, and what its client holds becomes a dead name. */
import {
  allocatePort,
  allocateSendable,
  args,
  ask,
  call,
  destroyPort,
  fields,
  handles,
  KERN_SUCCESS,
  machPort,
  MIG_SERVER_DIED,
  nameOfCode,
  nameText,
  receive,
  registeredPorts,
  REQUEST_DEAD_NAME,
  requestNotification,
  routine,
  type SendRight,
  serve,
  spawn,
  subsystem,
  task_self,
  typeText,
} from 'machlab';

const frail = subsystem('frail', {
  frail_hello: routine(7300, { server: fields.sendRight }),
  frail_add: routine(7301, { a: fields.i32, b: fields.i32 }, { sum: fields.i32 }),
  frail_break: routine(7302, {}),
});

const { role } = (args ?? {}) as { role?: string };
if (role === 'server') await server();
else await client();

async function client(): Promise<void> {
  const frailServer = await startServer();
  const { sum } = await ask(frailServer, frail.frail_add, { a: 2, b: 3 });
  console.log(`client: the server says 2 + 3 = ${sum}`);
  const notices = await allocatePort();
  await requestNotification(frailServer, REQUEST_DEAD_NAME, 0, notices);

  const { code } = await call(frailServer, frail.frail_break, {});
  console.log(`client: the request that broke it ends with ${nameOfCode(code)}`);
  if (code !== MIG_SERVER_DIED) throw new Error('the kernel should have answered for the dead server');

  const { message } = await receive(notices);
  const { type } = await ask(await task_self(), machPort.mach_port_type, { name: frailServer });
  console.log(`client: notification ${message?.msghId}; my name ${nameText(frailServer)} is a ${typeText(type)} now`);
  const again = await call(frailServer, frail.frail_add, { a: 2, b: 3 });
  console.log(`client: asking again gives ${nameOfCode(again.code)}`);
}

async function startServer(): Promise<SendRight> {
  const mailbox = await allocateSendable();
  await spawn({ program: 'crash', args: { role: 'server' }, rights: [mailbox] });
  const found = await new Promise<SendRight>((resolve) => {
    const hello = handles(frail, {
      frail_hello: (_, { server }) => {
        resolve(server);
        return KERN_SUCCESS;
      },
    });
    void serve(mailbox, [hello]);
  });
  await destroyPort(mailbox); // nobody else is to come: who waits there goes on
  return found;
}

async function server(): Promise<void> {
  const [parent] = await registeredPorts();
  if (parent === undefined) throw new Error('the server is started by crash itself: run crash without arguments');
  const port = await allocateSendable();
  await ask(parent, frail.frail_hello, { server: port });
  await serve(port, [
    handles(frail, {
      frail_add: (_, { a, b }) => ({ sum: a + b }),
      frail_break: () => process.abort(),
    }),
  ]);
}
