import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../dataFolder.ts';
import { UserError } from '../userError.ts';
import { MINT_PATH } from './server.ts';
import type { Access } from './tokens.ts';

/** How `machlab open` finds the host that serves this data folder: a file that only its owner can read. */
interface Rendezvous {
  readonly pid: number;
  readonly port: number;
  readonly secret: string;
}

const path = (data: DataFolder): string => join(data.state, 'host.json');

/** Leaves word of a host that serves. Returns what takes it back. */
export function announce(data: DataFolder, port: number, secret: string): () => void {
  const file = path(data);
  const word: Rendezvous = { pid: process.pid, port, secret };
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(word), { mode: 0o600 });
  chmodSync(file, 0o600);
  return () => {
    if (read(data)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** Another link to the host of a data folder. Throws a `UserError` when none serves it. */
export async function askForLink(data: DataFolder, access: Access): Promise<string> {
  const found = read(data);
  if (found === undefined) throw new UserError(`no machlab runs with its data in ${data.path}: start one with machlab start`);
  try {
    const response = await fetch(`http://127.0.0.1:${found.port}${MINT_PATH}`, { method: 'POST', body: `${found.secret} ${access}` });
    if (response.ok) return await response.text();
  } catch {
    // nobody listens there any more
  }
  throw new UserError(`the machlab that last ran with its data in ${data.path} is gone: start one with machlab start`);
}

function read(data: DataFolder): Rendezvous | undefined {
  try {
    return JSON.parse(readFileSync(path(data), 'utf8')) as Rendezvous;
  } catch {
    return undefined;
  }
}
