/** The tour: what is done on the live system at each step, and how the log shows that it has happened. */

import { EV_COPYOUT, EV_NOTIFIED, EV_PROCESS_ENDED, EV_QUEUED, EVENT_TYPE_MASK, SLOT_BODY } from '../../kernel/abi/events.ts';
import { NOTIFY_DEAD_NAME } from '../../kernel/abi/notify.ts';
import { PORT_SEND } from '../../kernel/abi/rights.ts';
import { fieldOffset } from '../../kernel/trace/fields.ts';
import type { WordTest } from '../../kernel/trace/scan.ts';

export type TourStepId = 'look' | 'send' | 'queue' | 'death' | 'back';

export interface TourStep {
  readonly id: TourStepId;
  /** The program that makes it happen; null where nothing is to be run. */
  readonly program: string | null;
  /** Where the kernel stops on its own, as a filter. */
  readonly stop: string;
  /** The event that shows that it has happened. */
  readonly shows: WordTest | null;
}

const field = (type: number, name: string): number => fieldOffset(type, name);
const [SLOT, KIND, TASK] = [field(EV_COPYOUT, 'slot'), field(EV_COPYOUT, 'kind'), field(EV_COPYOUT, 'task')];
/** The message with which the program `rights` passes its send right on. */
const PASSING_SEND_RIGHT = 7101;
const [COUNT, LIMIT] = [field(EV_QUEUED, 'count'), field(EV_QUEUED, 'limit')];
const SIGNAL = field(EV_PROCESS_ENDED, 'signal');
const NOTICE = field(EV_NOTIFIED, 'msghId');

export const TOUR: readonly TourStep[] = [
  { id: 'look', program: null, stop: '', shows: null },
  {
    id: 'send',
    program: 'rights',
    stop: `type:copyin slot:>=${SLOT_BODY} id:${PASSING_SEND_RIGHT}`,
    shows: (words, at) =>
      (words[at]! & EVENT_TYPE_MASK) === EV_COPYOUT &&
      words[at + SLOT]! >= SLOT_BODY &&
      words[at + KIND] === PORT_SEND &&
      words[at + TASK] !== 0,
  },
  {
    id: 'queue',
    program: 'full-queue',
    stop: 'type:queued queue:full',
    shows: (words, at) => (words[at]! & EVENT_TYPE_MASK) === EV_QUEUED && words[at + COUNT] === words[at + LIMIT],
  },
  {
    id: 'death',
    program: 'crash',
    stop: `type:notified id:${NOTIFY_DEAD_NAME}`,
    shows: (words, at) => {
      const type = words[at]! & EVENT_TYPE_MASK;
      return type === EV_PROCESS_ENDED ? words[at + SIGNAL] !== 0 : type === EV_NOTIFIED && words[at + NOTICE] === NOTIFY_DEAD_NAME;
    },
  },
  { id: 'back', program: null, stop: '', shows: null },
];
