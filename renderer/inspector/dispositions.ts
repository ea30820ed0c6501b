import { BITS_COMPLEX, BITS_LOCAL_SHIFT, BITS_REMOTE_MASK } from '../../kernel/abi/message.ts';
import { DISPOSITION_NAMES } from '../../kernel/abi/rights.ts';

/** The bits of a header in Mach's words: what happens to the remote and to the local right, and whether there is a body of descriptors. */
export function dispositionText(bits: number): string {
  const remote = DISPOSITION_NAMES[bits & BITS_REMOTE_MASK];
  const local = DISPOSITION_NAMES[(bits >>> BITS_LOCAL_SHIFT) & BITS_REMOTE_MASK];
  const complex = (bits & BITS_COMPLEX) !== 0;
  return [remote ?? '–', local ?? '–', ...(complex ? ['COMPLEX'] : [])].join(', ');
}
