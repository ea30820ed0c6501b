/**
 * What the tasks of the RPC benchmarks run: a client that times its calls, the server that answers them, and two kinds of bad company.
 * A client's figures go to its console as JSON.
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
} from 'machlab';

export type Role = 'server' | 'client' | 'flooder' | 'spinner';

export interface Given {
  readonly role: Role;
  /** Calls outstanding at the same time. */
  readonly threads?: number;
  /** Calls before the clock starts, and calls that are timed. */
  readonly warm?: number;
  readonly calls?: number;
}

const PAYLOAD_BYTES = 36;
const echo = subsystem('echo', { echo: routine(7900, { bytes: fields.bytes(PAYLOAD_BYTES) }, { bytes: fields.bytes(PAYLOAD_BYTES) }) });
const NAME = 'bench.echo';

const { role, threads = 1, warm = 0, calls = 0 } = args as Given;
if (role === 'server') await answer();
else if (role === 'client') console.log(JSON.stringify(await measure()));
else if (role === 'flooder') await flood();
else for (;;);

async function answer(): Promise<void> {
  const port = await allocateSendable();
  await register(NAME, port);
  await growThreads(threads);
  const service = handles(echo, { echo: (_, { bytes }) => ({ bytes }) });
  await Promise.all(Array.from({ length: threads }, () => serve(port, [service])));
}

async function measure(): Promise<{ readonly us: number[]; readonly tookMs: number }> {
  const server = await found();
  const bytes = new Uint8Array(PAYLOAD_BYTES);
  await growThreads(threads);
  const us: number[] = [];
  const loop = async (count: number, timed: boolean): Promise<void> => {
    for (let left = count; left > 0; left--) {
      const startedMs = performance.now();
      await ask(server, echo.echo, { bytes });
      if (timed) us.push((performance.now() - startedMs) * 1000);
    }
  };
  const all = (count: number, timed: boolean): Promise<unknown> =>
    Promise.all(Array.from({ length: threads }, () => loop(Math.ceil(count / threads), timed)));
  await all(warm, false);
  const startedMs = performance.now();
  await all(calls, true);
  return { us, tookMs: performance.now() - startedMs };
}

async function found(): Promise<Awaited<ReturnType<typeof lookUp>>> {
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
