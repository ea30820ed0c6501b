/** In Chromium: opens the session that the server has, as a window does, and goes to places in it. */
import { Replica } from '../../kernel/trace/replica.ts';
import { readSession, type Session } from '../../kernel/trace/session.ts';

export interface Opened {
  /** From the bytes at hand to the state after the last event. */
  readonly loadMs: number;
  readonly events: number;
}

declare global {
  interface Window {
    session: Session;
    replica: Replica;
    openSession: () => Promise<Opened>;
    usedMB: () => Promise<number>;
  }
}

window.openSession = async () => {
  const bytes = new Uint8Array(await (await fetch('session')).arrayBuffer());
  const startedMs = performance.now();
  window.session = await readSession(bytes);
  const { log, checkpoints } = window.session;
  window.replica = new Replica(log, checkpoints);
  window.replica.seek(log.end - 1);
  return { loadMs: performance.now() - startedMs, events: log.end - log.first };
};

interface Measured {
  readonly bytes: number;
}

window.usedMB = async () => {
  const measure = (performance as unknown as { measureUserAgentSpecificMemory: () => Promise<Measured> }).measureUserAgentSpecificMemory;
  return (await measure.call(performance)).bytes / 2 ** 20;
};
