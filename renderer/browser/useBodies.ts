import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { useHost } from '../connection/useHost.ts';
import { useSession } from '../connection/useSession.ts';
import type { Drawn } from './displayLog.ts';

/** Bytes kept here; the host has more, and a session file what it was saved with. */
const KEPT_BYTES = 0x4000000;

/** Whole bodies of messages, fetched when they are wanted. */
export const useBodies = defineStore('bodies', () => {
  const host = useHost();
  const session = useSession();
  /** Null: it is no longer kept anywhere. */
  const kept = shallowReactive(new Map<number, Uint8Array | null>());
  const asked = new Set<number>();
  let run = '';
  let bytes = 0;

  /** The inline data of a message: undefined while it is on its way, null when nobody has it any more. */
  function data({ msg, data: first, dataBytes }: Drawn): Uint8Array | null | undefined {
    return first.length === dataBytes ? first : body(msg);
  }

  /** What is kept beside the log of a message. */
  function body(msg: number): Uint8Array | null | undefined {
    if (session.opened !== null) return session.opened.bodies.get(msg) ?? null;
    forgetOtherRun();
    const found = kept.get(msg);
    if (found === undefined && !asked.has(msg)) void fetch(msg);
    return found;
  }

  function forgetOtherRun(): void {
    const now = host.welcome?.run ?? '';
    if (now === run) return;
    run = now;
    kept.clear();
    asked.clear();
    bytes = 0;
  }

  async function fetch(msg: number): Promise<void> {
    asked.add(msg);
    const asker = run;
    const answer = await host.command({ do: 'fetchBody', msg });
    if (asker !== run) return;
    asked.delete(msg);
    kept.set(msg, answer.type === 'bytes' ? answer.bytes : null);
    bytes += answer.type === 'bytes' ? answer.bytes.length : 0;
    for (const [oldest, body] of kept) {
      if (bytes <= KEPT_BYTES) return;
      kept.delete(oldest);
      bytes -= body?.length ?? 0;
    }
  }

  return { data, body };
});
