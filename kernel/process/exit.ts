import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { StderrTail } from './stderrTail.ts';

/** How a task's process ended. */
export interface ProcessExit {
  /** Its exit code; null: a signal ended it, or it never started. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr, or why it could not be started. */
  readonly stderr: string;
}

/**
 * Calls back once, when the process is reaped *and* everything it wrote has been read: all that it said comes before its end.
 * Whoever pauses the channel puts the exit off until it is resumed or destroyed.
 */
export function onProcessExit(child: ChildProcess, channel: Duplex, stderr: StderrTail, report: (exit: ProcessExit) => void): void {
  let ended: { code: number | null; signal: NodeJS.Signals | null; why?: string } | undefined;
  let channelClosed = channel.closed;
  let stderrClosed = child.stderr?.closed ?? true;
  let reported = false;
  const settle = (): void => {
    if (reported || ended === undefined || !channelClosed || !stderrClosed) return;
    reported = true;
    report({ code: ended.code, signal: ended.signal, stderr: ended.why ?? stderr.text() });
  };
  child.once('error', (error) => {
    if (child.pid !== undefined) return; // a signal that could not be sent; the process itself is well
    ended = { code: null, signal: null, why: error.message };
    channel.destroy();
    settle();
  });
  child.once('exit', (code, signal) => {
    ended = { code, signal };
    settle();
  });
  channel.once('close', () => {
    channelClosed = true;
    settle();
  });
  child.stderr?.once('close', () => {
    stderrClosed = true;
    settle();
  });
}
