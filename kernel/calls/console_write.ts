/** 5050 console_write(console, stream, text). Our own; it has no reply. */
import { KERN_INVALID_ARGUMENT, KERN_SUCCESS } from '../abi/codes.ts';
import { utf8 } from '../abi/bytes.ts';
import { EV_CONSOLE } from '../abi/events.ts';
import { type consoleInterface, STREAM_ERROR, STREAM_OUT } from '../abi/interfaces/machlab.ts';
import type { CallHandler } from './call.ts';

/** Purpose: text for a person, from whoever sent the message. Rights: none. Returns: KERN_INVALID_ARGUMENT (stream), which nobody hears of. */
export const consoleWrite: CallHandler<(typeof consoleInterface)['console_write'], unknown> = ({ system, caller }, { stream, text }) => {
  if (stream !== STREAM_OUT && stream !== STREAM_ERROR) return KERN_INVALID_ARGUMENT;
  system.ipc.sink.emitBytes(EV_CONSOLE, utf8(text), caller.id, stream);
  system.outputs.console(caller.id, stream, text);
  return KERN_SUCCESS;
};
