/** Everything that can be explained, by its Mach name. */
import { CODES } from '../codes.ts';
import { FILE_ERRORS, FILE_ERROR_SENTENCES } from '../fileErrors.ts';
import type { FileErrorName } from '../fileErrors.ts';
import { TRAP_NAMES } from '../frame.ts';
import { routineByName } from '../interfaces/index.ts';
import { OPTION_NAMES } from '../message.ts';
import { DISPOSITIONS, RIGHT_NAMES } from '../rights.ts';
import type { RightName } from '../rights.ts';
import { CODE_WORDS } from './codes.ts';
import type { CallExplanation, Explanation } from './explanation.ts';
import { FILE_SERVICE, OPEN_FILE, REPLACEMENT } from './file.ts';
import { MACH_PORT } from './mach_port.ts';
import { DEVICE, POLICY, SCHED, SCHEDULER } from './sched.ts';
import { BROWSER, BROWSER_WINDOW, NETWORK, PAGE_HOST, PLUGIN, PLUGIN_INSTANCE, RENDERER } from './browser.ts';
import { BOOTSTRAP, CONSOLE, MACHLAB } from './services.ts';
import { EXC, HOST, TASK, THREAD, VM } from './task.ts';
import { DISPOSITION_WORDS, NOTIFICATIONS, OPTIONS, RIGHTS, TRAPS } from './words.ts';
import type { NotificationName } from './words.ts';

/** Explanations of all calls but the notifications, by routine. */
export const CALLS: Readonly<Record<string, CallExplanation>> = {
  ...MACH_PORT,
  ...TASK,
  ...THREAD,
  ...VM,
  ...HOST,
  ...BOOTSTRAP,
  ...MACHLAB,
  ...CONSOLE,
  ...EXC,
  ...FILE_SERVICE,
  ...OPEN_FILE,
  ...REPLACEMENT,
  ...SCHED,
  ...POLICY,
  ...DEVICE,
  ...SCHEDULER,
  ...RENDERER,
  ...PAGE_HOST,
  ...BROWSER,
  ...BROWSER_WINDOW,
  ...PLUGIN,
  ...PLUGIN_INSTANCE,
  ...NETWORK,
};

export type ExplainedKind = 'trap' | 'call' | 'right' | 'disposition' | 'notification' | 'option' | 'code';

export interface Explained extends Explanation {
  readonly kind: ExplainedKind;
  readonly name: string;
  /** Its number: of the trap, message id, right, disposition, option bit or code. */
  readonly value: number;
  /** Of a call: the codes it can answer. */
  readonly codes?: readonly string[];
}

const NOTIFICATION_IDS: Readonly<Record<NotificationName, number>> = {
  PORT_DELETED: 65,
  SEND_POSSIBLE: 66,
  MSG_ACCEPTED: 66,
  PORT_DESTROYED: 69,
  NO_SENDERS: 70,
  SEND_ONCE: 71,
  DEAD_NAME: 72,
};

function all(): Explained[] {
  const of = (kind: ExplainedKind, words: Readonly<Record<string, Explanation>>, value: (name: string) => number): Explained[] =>
    Object.entries(words).map(([name, explanation]) => ({ kind, name, value: value(name), ...explanation }));
  const fileCodes = Object.entries(FILE_ERROR_SENTENCES).map(([name, about]): Explained => {
    return { kind: 'code', name, value: FILE_ERRORS[name as FileErrorName], about, source: 'machlab’s file service', textbook: '' };
  });
  return [
    ...of('trap', TRAPS, (name) => Number(Object.keys(TRAP_NAMES).find((trap) => TRAP_NAMES[Number(trap)] === name))),
    ...of('call', CALLS, (name) => routineByName(name)?.id ?? 0),
    ...of('right', RIGHTS, (name) => RIGHT_NAMES.indexOf(name as RightName)),
    ...of('disposition', DISPOSITION_WORDS, (name) => DISPOSITIONS[name as keyof typeof DISPOSITIONS]),
    ...of('notification', NOTIFICATIONS, (name) => NOTIFICATION_IDS[name as NotificationName]),
    ...of('option', OPTIONS, (name) => OPTION_NAMES[name] ?? 0),
    ...of('code', CODE_WORDS, (name) => (name === 'KERN_SUCCESS' ? 0 : CODES[name as keyof typeof CODES])),
    ...fileCodes,
  ];
}

/** All explanations, traps and calls first. */
export const EXPLAINED: readonly Explained[] = all();

/** Prefixes that Mach's headers write and these tables leave out. */
const PREFIXES = /^(MACH_PORT_RIGHT_|MACH_NOTIFY_|MACH_MSG_TYPE_|MACH_MSG_|MACH_(?=SEND_MSG$|RCV_MSG$))/;

/** What is known under a name, as these tables or Mach's headers spell it; `SEND_ONCE` and `DEAD_NAME` are rights and notifications. */
export function explain(name: string): readonly Explained[] {
  const wanted = name.trim();
  const exact = EXPLAINED.filter((explained) => explained.name.toUpperCase() === wanted.toUpperCase());
  if (exact.length > 0) return exact;
  const bare = wanted.toUpperCase().replace(PREFIXES, '');
  const found = EXPLAINED.filter((explained) => explained.name === bare);
  return found.length > 0 ? found : EXPLAINED.filter((explained) => `MACH_${explained.name}`.toUpperCase() === wanted.toUpperCase());
}
