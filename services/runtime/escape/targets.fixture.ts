import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Targets } from './attempt.ts';

const LIBRARIES = [
  '/lib/x86_64-linux-gnu/libm.so.6',
  '/lib/aarch64-linux-gnu/libm.so.6',
  '/lib64/libm.so.6',
  '/usr/lib/libm.so.6',
  '/lib/libm.so.6',
];

/** Sets up everything that the attempts are aimed at, so that each would find what it is after. */
export async function makeTargets(): Promise<{ targets: Targets; remove: () => void }> {
  const writableFolder = mkdtempSync(join(tmpdir(), 'machlab-escape-'));
  chmodSync(writableFolder, 0o777);
  const database = join(writableFolder, 'there.db');
  writeFileSync(database, '', { mode: 0o666 });
  chmodSync(database, 0o666);

  // A copy: the original may be loaded already, and then nothing is opened.
  const library = join(writableFolder, 'library.so');
  const original = LIBRARIES.find((path) => existsSync(path));
  if (original === undefined) throw new Error(`there is none of ${LIBRARIES.join(', ')}`);
  copyFileSync(original, library);

  const unixSocket = join(writableFolder, 'socket');
  const abstractSocket = `\0machlab-escape-${process.pid}`;
  const answer = (socket: net.Socket): void => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
  };
  const tcp = net.createServer(answer).listen(0, '127.0.0.1');
  const unix = net.createServer(answer).listen(unixSocket);
  const abstract = net.createServer(answer).listen(abstractSocket);
  const udp = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([tcp, unix, abstract, udp].map((server) => once(server, 'listening')));
  chmodSync(unixSocket, 0o777);

  const sibling = spawn('/bin/sh', ['-c', 'trap "" USR1; echo; exec sleep 300'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(sibling.stdout, 'data'); // from here on the signal that starts an inspector does not end it
  return {
    targets: {
      kernelPid: process.pid,
      user: process.getuid?.() ?? -1,
      siblingPid: sibling.pid ?? 0,
      readable: '/etc/passwd',
      writableFolder,
      tcpPort: (tcp.address() as AddressInfo).port,
      udpPort: udp.address().port,
      unixSocket,
      abstractSocket,
      database,
      library,
    },
    remove: () => {
      sibling.kill('SIGKILL');
      for (const server of [tcp, unix, abstract, udp]) server.close();
      rmSync(writableFolder, { recursive: true, force: true });
    },
  };
}
