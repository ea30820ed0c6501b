/** Between a declaration's values and a message's descriptors, as a program sees them. */
import { getU32 } from '../../kernel/abi/bytes.ts';
import { DESCRIPTOR_OOL, DESCRIPTOR_PORT } from '../../kernel/abi/message.ts';
import type { Attachment, Opener } from '../../kernel/abi/mig.ts';
import { COPY_SEND, PORT_SEND } from '../../kernel/abi/rights.ts';
import type { BodyItem } from './message.ts';
import type { ReceivedItem } from './receivedMessage.ts';
import type { GivenWorld, GotWorld, SendRight } from './ports.ts';

/** The descriptors of a request or reply to send. */
export function bodyItems(attachments: readonly Attachment<GivenWorld>[]): BodyItem[] {
  return attachments.map((attachment) => {
    if (attachment.type === DESCRIPTOR_PORT) return portItem(attachment.value, attachment.kind);
    if (attachment.type === DESCRIPTOR_OOL) return memoryItem(attachment.value);
    const { value } = attachment;
    return 'names' in value ? { type: 'ports', ...value } : { type: 'ports', names: value as readonly number[], disposition: COPY_SEND };
  });
}

function portItem(value: GivenWorld['right'] | GivenWorld['send'], kind: number): BodyItem {
  if (typeof value === 'number') return { type: 'port', name: value, disposition: kind === PORT_SEND ? COPY_SEND : kind };
  return { type: 'port', name: value.name, disposition: value.disposition };
}

function memoryItem(value: GivenWorld['memory']): BodyItem {
  return value instanceof Uint8Array ? { type: 'bytes', bytes: value } : { type: 'region', ...value };
}

/** What a program gets of a received message's descriptors. */
export const got: Opener<GotWorld, ReceivedItem> = {
  right: ({ rights }) => rights[0] as SendRight,
  rights: ({ rights }) => rights as readonly number[] as readonly SendRight[],
  memory: ({ memory }) => memory,
  words: ({ memory }) => {
    const list: number[] = [];
    for (let at = 0; at + 4 <= memory.length; at += 4) list.push(getU32(memory, at));
    return list;
  },
};
