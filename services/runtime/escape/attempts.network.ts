import dgram from 'node:dgram';
import net from 'node:net';
import { join } from 'node:path';
import { eventOf, type Attempt } from './attempt.ts';

const LOOPBACK = '127.0.0.1';

async function listen(options: net.ListenOptions): Promise<void> {
  const server = net.createServer().listen(options);
  await eventOf(server, 'listening');
  server.close();
}

async function connect(options: net.NetConnectOpts): Promise<void> {
  const socket = net.connect(options);
  await eventOf(socket, 'connect');
  socket.destroy();
}

async function datagram(use: (socket: dgram.Socket, done: (error?: Error | null) => void) => void): Promise<void> {
  const socket = dgram.createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      use(socket, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    socket.close();
  }
}

// Node throws a refused `listen` where nobody can catch it, hence `alone`.
export const networkAttempts: readonly Attempt[] = [
  { name: 'connect by TCP', run: ({ tcpPort }) => connect({ host: LOOPBACK, port: tcpPort }) },
  { name: 'connect by TCP over IPv6', run: () => connect({ host: '::1', port: 9 }), free: 'depends' },
  { name: 'listen on a TCP port', run: () => listen({ host: LOOPBACK, port: 0 }), alone: true },
  { name: 'send a datagram', run: ({ udpPort }) => datagram((socket, done) => socket.send('x', udpPort, LOOPBACK, done)) },
  { name: 'listen for datagrams', run: () => datagram((socket, done) => socket.bind(0, LOOPBACK, done)) },
  { name: 'connect to a Unix socket', run: ({ unixSocket }) => connect({ path: unixSocket }) },
  { name: 'listen on a Unix socket', run: ({ writableFolder }) => listen({ path: join(writableFolder, 'own.sock') }), alone: true },
  { name: 'connect to an abstract socket', run: ({ abstractSocket }) => connect({ path: abstractSocket }) },
  { name: 'listen on an abstract socket', run: ({ abstractSocket }) => listen({ path: `${abstractSocket}-own` }), alone: true },
  {
    name: 'look a host name up',
    run: async () => (await process.getBuiltinModule('node:dns').promises.lookup('localhost')).address,
    refusal: ({ code }) => code === 'EAI_AGAIN' || code === 'ENOTFOUND' || code === 'EAI_FAIL' || code === 'EAI_SYSTEM',
  },
  {
    name: 'ask a name server',
    run: async ({ udpPort }) => {
      const { Resolver } = process.getBuiltinModule('node:dns').promises;
      const resolver = new Resolver({ timeout: 200, tries: 1 });
      resolver.setServers([`${LOOPBACK}:${udpPort}`]);
      return resolver.resolve4('example.test');
    },
    // The suite's port does not answer: without a lock the question is sent and times out.
    refusal: ({ code }) => code === 'ECONNREFUSED',
  },
  { name: 'fetch a page', run: async ({ tcpPort }) => (await fetch(`http://${LOOPBACK}:${tcpPort}/`)).status },
];
