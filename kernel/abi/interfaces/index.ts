/** Every interface, and which routine a message id belongs to. */
import { REPLY_ID_OFFSET } from '../mig.ts';
import type { Routine, Routines } from '../mig.ts';
import { bootstrap } from './bootstrap.ts';
import { browser, browserWindow, pageHost } from './browser.ts';
import { exc } from './exc.ts';
import { fileService, openFile, replacement } from './file.ts';
import { host } from './host.ts';
import { machPort } from './mach_port.ts';
import { consoleInterface, machlab } from './machlab.ts';
import { network } from './network.ts';
import { notify } from './notify.ts';
import { plugin, pluginInstance } from './plugin.ts';
import { renderer } from './renderer.ts';
import { device, sched, schedPolicy, schedulerService } from './sched.ts';
import { task } from './task.ts';
import { thread } from './thread.ts';
import { vm } from './vm.ts';

export const INTERFACES: readonly Routines[] = [
  machPort,
  task,
  thread,
  vm,
  host,
  bootstrap,
  machlab,
  consoleInterface,
  notify,
  exc,
  fileService,
  openFile,
  replacement,
  sched,
  schedPolicy,
  device,
  schedulerService,
  renderer,
  pageHost,
  browser,
  browserWindow,
  plugin,
  pluginInstance,
  network,
];

export interface KnownMessage {
  readonly routine: Routine;
  /** It is the routine's reply, not its request. */
  readonly reply: boolean;
}

const BY_ID = new Map<number, KnownMessage>();
for (const routine of INTERFACES.flatMap((routines) => Object.values(routines))) {
  add(routine.id, { routine, reply: false });
  if (routine.replies) add(routine.id + REPLY_ID_OFFSET, { routine, reply: true });
}

function add(id: number, known: KnownMessage): void {
  const other = BY_ID.get(id);
  if (other !== undefined) throw new Error(`message id ${id} belongs to ${other.routine.name} and to ${known.routine.name}`);
  BY_ID.set(id, known);
}

/** The routine whose request or reply has this message id, if it is one of ours. */
export function routineById(msghId: number): KnownMessage | undefined {
  return BY_ID.get(msghId);
}

/** Every routine, by interface and in order of its id there. */
export const ROUTINES: readonly Routine[] = INTERFACES.flatMap((routines) => Object.values(routines));

const BY_NAME = new Map(ROUTINES.map((routine) => [routine.name, routine]));

export function routineByName(name: string): Routine | undefined {
  return BY_NAME.get(name);
}
