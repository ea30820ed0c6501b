import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setU32 } from '../../kernel/abi/bytes.ts';
import { HEADER_BYTES, MSGH_SIZE } from '../../kernel/abi/message.ts';
import { COPY_SEND, MAKE_SEND_ONCE, MOVE_RECEIVE, MOVE_SEND } from '../../kernel/abi/rights.ts';
import { messageSizes, writeMessage } from './message.ts';
import { parseMessage, sentAgain } from './receivedMessage.ts';
import type { BodyItem, OutgoingMessage } from './message.ts';
import type { ReceivedItem } from './receivedMessage.ts';

const name = fc.nat({ max: 0xffffffff });
const disposition = fc.constantFrom(MOVE_RECEIVE, MOVE_SEND, COPY_SEND, MAKE_SEND_ONCE);
const item: fc.Arbitrary<BodyItem> = fc.oneof(
  fc.record({ type: fc.constant('port'), name, disposition }),
  fc.record({
    type: fc.constant('guarded'),
    name,
    context: fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }),
    flags: fc.nat({ max: 3 }),
  }),
  fc.record({ type: fc.constant('ports'), names: fc.array(name, { maxLength: 5 }), disposition }),
  fc.record({ type: fc.constant('bytes'), bytes: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ type: fc.constant('region'), address: fc.nat({ max: 0xfffffffe }), sizeBytes: fc.constant(0), deallocate: fc.boolean() }),
);
const message: fc.Arbitrary<OutgoingMessage> = fc.record({
  remote: fc.record({ name, disposition }),
  local: fc.option(fc.record({ name, disposition }), { nil: undefined }),
  id: fc.integer(),
  body: fc.option(fc.array(item, { maxLength: 6 })),
  data: fc.uint8Array({ maxLength: 50 }),
}) as fc.Arbitrary<OutgoingMessage>;

function written(sent: OutgoingMessage): { bytes: Uint8Array; messageBytes: number } {
  const sizes = messageSizes(sent);
  const bytes = new Uint8Array(sizes.messageBytes + sizes.attachedBytes);
  writeMessage(sent, sizes, bytes, 0);
  return { bytes, messageBytes: sizes.messageBytes };
}

/** What of an item can be seen again in a message. */
function seen(sent: BodyItem): Partial<ReceivedItem> {
  switch (sent.type) {
    case 'port':
      return { rights: [sent.name], kind: sent.disposition };
    case 'guarded':
      return { rights: [sent.name], kind: MOVE_RECEIVE, context: sent.context, flags: sent.flags ?? 0 };
    case 'ports':
      return { rights: sent.names, kind: sent.disposition };
    case 'bytes':
      return { memory: sent.bytes, sizeBytes: sent.bytes.length };
    default:
      return { address: sent.address, sizeBytes: sent.sizeBytes };
  }
}

describe('the bytes of a message', () => {
  it('say again what was written', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const { bytes, messageBytes } = written(sent);
        const read = parseMessage(bytes, 0, messageBytes);
        expect(read).toMatchObject({
          remote: sent.remote.name,
          remoteKind: sent.remote.disposition,
          local: sent.local?.name ?? 0,
          localKind: sent.local?.disposition ?? 0,
          msghId: sent.id,
          complex: sent.body !== null,
          sizeBytes: messageBytes,
        });
        expect(read.descriptors === null ? null : read.descriptors.length).toBe(sent.body?.length ?? null);
        for (const [index, part] of (sent.body ?? []).entries()) expect(read.descriptors?.[index]).toMatchObject(seen(part));
        expect([...read.data.subarray(0, sent.data?.length)]).toEqual([...(sent.data ?? [])]);
        expect(read.data.length - (sent.data?.length ?? 0)).toBeLessThan(4);
      }),
    );
  });

  it('are the same again when a message that was handed back is sent once more', () => {
    const sent: OutgoingMessage = {
      remote: { name: 0x103, disposition: MOVE_SEND },
      local: { name: 0x203, disposition: MAKE_SEND_ONCE },
      id: 7,
      body: [
        { type: 'port', name: 0x303, disposition: MOVE_SEND },
        { type: 'ports', names: [1, 2], disposition: MOVE_SEND },
      ],
      data: new Uint8Array([1, 2, 3, 4]),
    };
    const { bytes, messageBytes } = written(sent);
    expect(written(sentAgain(parseMessage(bytes, 0, messageBytes))).bytes).toEqual(bytes);
  });

  it('end with the trailer that was asked for', () => {
    const bytes = new Uint8Array(HEADER_BYTES + 20);
    setU32(bytes, MSGH_SIZE, HEADER_BYTES);
    setU32(bytes, HEADER_BYTES + 4, 20);
    setU32(bytes, HEADER_BYTES + 8, 3);
    setU32(bytes, HEADER_BYTES + 12, 42);
    expect(parseMessage(bytes, 0, bytes.length).trailer).toEqual({ type: 0, sizeBytes: 20, seqno: 3, sender: 42 });
  });
});
