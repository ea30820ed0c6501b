import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { readSession } from '../../kernel/trace/session.ts';
import type { Marks, SessionAbout, View } from '../../kernel/trace/session.ts';
import { usePlayer } from '../player/usePlayer.ts';

export interface OpenedSession {
  readonly name: string;
  readonly about: SessionAbout;
  readonly marks: Marks;
  readonly view: View;
  /** Whole bodies of messages that were kept. */
  readonly bodies: ReadonlyMap<number, Uint8Array>;
  /** Why it is not whole, in one sentence; null when it is. */
  readonly problem: string | null;
}

/** A file that could not be opened at all. */
export interface BrokenFile {
  readonly name: string;
  readonly text: string;
}

/** A recorded session that is open instead of the live system. */
export const useSession = defineStore('session', () => {
  const player = usePlayer();
  const opened = shallowRef<OpenedSession | null>(null);
  const broken = shallowRef<BrokenFile | null>(null);
  const reading = shallowRef('');

  async function open(name: string, file: Uint8Array): Promise<void> {
    reading.value = name;
    broken.value = null;
    try {
      const { about, log, marks, view, bodies, problem } = await readSession(file);
      if (log.end === log.first) throw new Error(problem ?? '');
      opened.value = { name, about, marks, view, bodies, problem };
      player.open('session', log);
    } catch (error) {
      broken.value = { name, text: error instanceof Error ? error.message : String(error) };
    } finally {
      reading.value = '';
    }
  }

  function forget(): void {
    broken.value = null;
  }

  function close(): void {
    opened.value = null;
  }

  return { opened, broken, reading, open, forget, close };
});
