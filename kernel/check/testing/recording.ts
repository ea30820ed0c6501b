/** Inputs of a machine, kept as they came, and given to another one. */
import type { Machine } from '../../machine/machine.ts';
import {
  INPUT_BAD_FRAME,
  INPUT_COMMAND,
  INPUT_EXITED,
  INPUT_FRAME,
  INPUT_STARTED,
  INPUT_TIMER,
  type InputSink,
  unpack,
} from '../../machine/inputs.ts';

interface Input {
  readonly kind: number;
  readonly hostUs: number;
  readonly process: number;
  readonly bytes: Uint8Array;
}

export class Recording implements InputSink {
  readonly inputs: Input[] = [];

  input(kind: number, hostUs: number, process: number, bytes: Uint8Array, at: number, end: number): void {
    this.inputs.push({ kind, hostUs, process, bytes: bytes.slice(at, end) });
  }

  /** Gives every input to a machine, in order. */
  replay(machine: Machine): void {
    for (const { kind, hostUs, process, bytes } of this.inputs) give(machine, kind, hostUs, process, bytes);
  }
}

function give(machine: Machine, kind: number, hostUs: number, process: number, bytes: Uint8Array): void {
  switch (kind) {
    case INPUT_FRAME:
      return machine.frame(hostUs, process, bytes, new DataView(bytes.buffer), 0, bytes.length);
    case INPUT_STARTED:
      return machine.started(hostUs, process, unpack(bytes, 1).words[0] ?? 0);
    case INPUT_EXITED: {
      const { words, text } = unpack(bytes, 2);
      return machine.exited(hostUs, process, words[0] ?? 0, words[1] ?? 0, text);
    }
    case INPUT_TIMER:
      return machine.timer(hostUs);
    case INPUT_BAD_FRAME:
      return machine.badFrame(hostUs, process);
    case INPUT_COMMAND: {
      const { words, text } = unpack(bytes, 4);
      const [command = 0, window = 0, argument = 0, argument2 = 0] = words;
      return machine.command(hostUs, { command, window, argument, argument2, text });
    }
    default:
      throw new Error(`an input of kind ${kind}`);
  }
}
