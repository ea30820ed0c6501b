/**
 * What the tasks of the RPC benchmarks run: a client that times its calls, the server that answers them, and two kinds of bad company.
 * A client's figures go to its console as JSON. Calls are `mach_msg`, a request sent and its reply received in one trap, with messages
 * made before; or, with `stubs`, those of a declared interface, whose arguments are encoded and decoded every time.
 */
import {
  allocateSendable,
  args,
  ask,
  fields,
  growThreads,
  handles,
  lookUp,
  register,
  routine,
  self,
  SEND_MSG,
  SEND_TIMEOUT,
  serve,
  subsystem,
  COPY_SEND,
  createThread,
  KERN_SUCCESS,
  MAKE_SEND_ONCE,
  MOVE_SEND_ONCE,
  RCV_MSG,
  type ReceiveRight,
  type SendRight,
  type Thread,
} from 'machlab';

export type Role = 'server' | 'client' | 'flooder' | 'spinner';

export interface Given {
  readonly role: Role;
  /** Calls outstanding at the same time. */
  readonly threads?: number;
  /** Calls before the clock starts, and calls that are timed. */
  readonly warm?: number;
  readonly calls?: number;
  readonly stubs?: boolean;
}

const MESSAGE_BYTES = 64;
const MESSAGE_ID = 7900;
/** Where a message has the name it goes to. */
const REMOTE = 8;
const RCV_BYTES = 256;
const PAYLOAD_BYTES = 36;
const echo = subsystem('echo', { echo: routine(7900, { bytes: fields.bytes(PAYLOAD_BYTES) }, { bytes: fields.bytes(PAYLOAD_BYTES) }) });
const NAME = 'bench.echo';

const { role, threads = 1, warm = 0, calls = 0, stubs = false } = args as Given;
if (role === 'server') await answer();
else if (role === 'client') console.log(JSON.stringify(await measure()));
else if (role === 'flooder') await flood();
else for (;;);

async function answer(): Promise<void> {
  const port = await allocateSendable();
  await register(NAME, port);
  if (stubs) {
    await growThreads(threads);
    const service = handles(echo, { echo: (_, { bytes }) => ({ bytes }) });
    await Promise.all(Array.from({ length: threads }, () => serve(port, [service])));
  } else await Promise.all((await someThreads()).map((thread) => answerOn(thread, port)));
}

async function answerOn(thread: Thread, port: ReceiveRight): Promise<void> {
  const reply = message(MOVE_SEND_ONCE, 0, 0);
  const view = new DataView(reply.buffer);
  let options = RCV_MSG;
  for (;;) {
    const got = await thread.mach_msg({ options, send: reply, rcvName: port, rcvSize: RCV_BYTES });
    if (got.message === undefined) throw new Error(`the server got ${got.code}`);
    view.setUint32(REMOTE, got.message.remote, true);
    options = SEND_MSG | RCV_MSG;
  }
}

async function measure(): Promise<{ readonly us: number[]; readonly tookMs: number }> {
  const server = await found();
  const us: number[] = [];
  const calling = stubs ? await stubCalls(server) : await Promise.all((await someThreads()).map((thread) => bareCalls(thread, server)));
  const loop = async (call: () => Promise<unknown>, count: number, timed: boolean): Promise<void> => {
    for (let left = count; left > 0; left--) {
      const startedMs = performance.now();
      await call();
      if (timed) us.push((performance.now() - startedMs) * 1000);
    }
  };
  const all = (count: number, timed: boolean): Promise<unknown> =>
    Promise.all(calling.map((call) => loop(call, Math.ceil(count / threads), timed)));
  await all(warm, false);
  const startedMs = performance.now();
  await all(calls, true);
  return { us, tookMs: performance.now() - startedMs };
}

async function bareCalls(thread: Thread, server: SendRight): Promise<() => Promise<unknown>> {
  const rcvName = await thread.replyPort();
  const send = message(COPY_SEND | (MAKE_SEND_ONCE << 8), server, rcvName);
  return async () => {
    const { code } = await thread.mach_msg({ options: SEND_MSG | RCV_MSG, send, rcvName, rcvSize: RCV_BYTES });
    if (code !== KERN_SUCCESS) throw new Error(`the client got ${code}`);
  };
}

async function stubCalls(server: SendRight): Promise<(() => Promise<unknown>)[]> {
  const bytes = new Uint8Array(PAYLOAD_BYTES);
  await growThreads(threads);
  return Array.from({ length: threads }, () => () => ask(server, echo.echo, { bytes }));
}

/** The main thread, and as many more as are wanted. */
async function someThreads(): Promise<Thread[]> {
  const all = [self().main];
  while (all.length < threads) all.push(await createThread());
  return all;
}

/** A message of `MESSAGE_BYTES`. */
function message(bits: number, remote: number, local: number): Uint8Array {
  return new Uint8Array(
    new Uint32Array([bits, MESSAGE_BYTES, remote, local, 0, MESSAGE_ID, ...Array.from({ length: 10 }, () => 0)]).buffer,
  );
}

async function found(): Promise<SendRight> {
  for (;;) {
    const port = await lookUp(NAME).catch(() => undefined);
    if (port !== undefined) return port;
  }
}

/** As many traps as the threads and the channel carry: sends to a full queue that do not wait. */
async function flood(): Promise<void> {
  const port = await allocateSendable();
  await growThreads(threads);
  const send = (): Promise<unknown> =>
    self().threads.run((thread) =>
      thread.mach_msg({
        options: SEND_MSG | SEND_TIMEOUT,
        send: { remote: { name: port, disposition: COPY_SEND }, id: 1, data: new Uint8Array(PAYLOAD_BYTES) },
      }),
    );
  const loop = async (): Promise<never> => {
    for (;;) await send();
  };
  await Promise.all(Array.from({ length: threads }, loop));
}
