/**
 * Interface declarations, and all that follows from one: MIG's part, as a value and its types, without generated code.
 *
 * - `subsystem`, `routine`, `simpleRoutine` and the fields declare (`interfaces/`).
 * - `encodeRequest`/`decodeReply` are a client's half, `decodeRequest`/`encodeReply` a server's.
 * - A *world* says what rights and memory are to whoever calls them: `HeldWorld<R, M>` for a holder of references, the
 *   kernel; names and dispositions for a program (`services/runtime`); labels for a window (`mig/display.ts`).
 *
 * Bytes of a message: header; when it has descriptors, the COMPLEX bit, their count and they themselves in the order of the
 * fields that need one; then the inline fields in order, each on a word boundary, in a reply behind the return code. The
 * codec takes and gives a message in parts: id, descriptors, inline data. A kernel's message in memory is a `ReceivedBody` as it stands.
 *
 * A server's turn, the kernel's included:
 *
 *     const args = decodeRequest(routine, message, opener);
 *     if (typeof args === 'number') return encodeReply(routine, args);       // a MIG code; the request keeps what it carries, to be destroyed
 *     const answer = handler(context, args);
 *     return typeof answer === 'number' ? encodeReply(routine, answer) : encodeReply(routine, KERN_SUCCESS, answer);
 */
export * from './mig/field.ts';
export { REPLY_ID_OFFSET, routine, simpleRoutine, subsystem } from './mig/routine.ts';
export type { Layout, Routine, Routines, Slot } from './mig/routine.ts';
export { decodeReply, decodeRequest } from './mig/decode.ts';
export type { Opener, ReceivedBody, ReceivedDescriptor, Reply } from './mig/decode.ts';
export { encodeCode, encodeReply, encodeRequest, tooLarge, wordBytes } from './mig/encode.ts';
export type { Attachment, Encoded } from './mig/encode.ts';
export type { Answer, Arguments, Handler, Handlers, Results } from './mig/handler.ts';
