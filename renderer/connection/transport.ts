import type { ToHost, ToWindow } from '../../kernel/abi/window.ts';

/** One connection to a host, made once and over when it closes. Adapters are a few lines each. */
export interface Transport {
  send(message: ToHost): void;
  close(): void;
}

/** What a connection tells whoever opened it. */
export interface TransportListener {
  opened(): void;
  text(message: ToWindow): void;
  binary(data: Uint8Array): void;
  /** Once, also when it never opened. `refused`: the host does not know this window (any more). */
  closed(refused: boolean): void;
}

export type Connect = (listener: TransportListener) => Transport;

/** A text message from the host; null when it is none of its kinds. */
export function parseToWindow(text: unknown): ToWindow | null {
  if (typeof text !== 'string') return null;
  try {
    const message = JSON.parse(text) as unknown;
    return isMessage(message) ? message : null;
  } catch {
    return null;
  }
}

const TYPES: ReadonlySet<unknown> = new Set(['welcome', 'status', 'breakpoints', 'marks', 'view', 'done', 'refused']);

function isMessage(message: unknown): message is ToWindow {
  return typeof message === 'object' && message !== null && 'type' in message && TYPES.has(message.type);
}
