/** Steps that prepare a case, and steps that look. */
import { KERN_SUCCESS, MIG_BAD_ID } from '../../abi/codes.ts';
import { setU32 } from '../../abi/bytes.ts';
import { machPort } from '../../abi/interfaces/mach_port.ts';
import { task as taskInterface } from '../../abi/interfaces/task.ts';
import { thread as threadInterface } from '../../abi/interfaces/thread.ts';
import { PAGE_BYTES } from '../../abi/limits.ts';
import { RCV_MSG, RCV_TIMEOUT, SEND_MSG } from '../../abi/message.ts';
import { nameText, RIGHT_RECEIVE, PORT_RECEIVE, PORT_SEND } from '../../abi/rights.ts';
import { grantBootRight } from '../../machine/bootRight.ts';
import { call, kept, machMsg, ownTask } from '../client/calls.ts';
import { layOut } from '../client/message.ts';
import type { Received } from '../client/received.ts';
import { type Act, type Agent, agentOf } from '../client/threads.ts';
import { type TaskHandle, Unprepared } from '../client/world.ts';
import type { CheckStep, SetupStep } from './case.ts';
import { sameBytes } from './expect.ts';
import type { Json } from './json.ts';
import { pattern } from './message.ts';
import type { Stage } from './stage.ts';
import { DISPOSITION, NAME, TASK } from './values.ts';

type Found = { expected: string; actual: string };
const REPLY_ID_OFFSET = 100;

export function setupStep(stage: Stage, { setup, fields }: SetupStep): readonly Found[] {
  const task = stage.task(fields['task'] === undefined ? 'A' : TASK.resolve(fields['task'], stage));
  switch (setup) {
    case 'give_right':
      return giveRight(stage, fields);
    case 'thread':
      return secondThread(stage, task, fields['bind'] as string);
    case 'region':
      return region(stage, task, fields);
    case 'boot_right':
      stage.bind(fields['bind'] as string, grantBootRight(stage.rig.machine, machineTask(stage, task), fields['which'] as 'HOST_PRIV'));
      return [];
    default:
      return serverStep(stage, task, fields);
  }
}

function machineTask(stage: Stage, { id, label }: TaskHandle): Parameters<typeof grantBootRight>[1] {
  const found = stage.rig.machine.system.tasks.get(id);
  if (found === undefined) throw new Unprepared(`task ${label} is no more`);
  return found;
}

function giveRight(stage: Stage, fields: Json): readonly Found[] {
  const from = stage.task(TASK.resolve(fields['from'], stage));
  const to = stage.task(TASK.resolve(fields['to'], stage));
  const name = NAME.resolve(fields['name'], stage);
  stage.bind(fields['bind'] as string, stage.world.give(from, name, DISPOSITION.resolve(fields['disposition'], stage), to));
  return [];
}

/** The task makes the thread itself, and keeps its port. */
function secondThread(stage: Stage, task: TaskHandle, label: string): readonly Found[] {
  const { threads } = stage.world;
  const maker = stage.world.agent(task);
  const { agent, name } = threads.do(maker, makeThread(maker, task));
  stage.threads.set(label, { agent, task, name });
  stage.bind(label, name);
  return [];
}

function* makeThread(maker: Agent, task: TaskHandle): Act<{ agent: Agent; name: number }> {
  const { code, outs } = yield* call(maker, yield* ownTask(), taskInterface.thread_create, {});
  if (outs === undefined) throw new Unprepared(`task ${task.label} cannot have a thread: ${code}`);
  yield* call(maker, kept(outs.thread.name), threadInterface.thread_resume, {});
  return { agent: agentOf(task.process, task.id, outs.thread_id), name: outs.thread.name };
}

function region(stage: Stage, task: TaskHandle, fields: Json): readonly Found[] {
  const sizeBytes = (fields['pages'] as number) * PAGE_BYTES;
  const bytes = fields['fill'] === undefined ? null : pattern(sizeBytes);
  const address = stage.world.allocate(task, sizeBytes, bytes);
  stage.bindRegion(fields['bind'] as string, { address, sizeBytes, task });
  return [];
}

/** One turn of a server's loop: a request is received, and answered as a server without handlers for other ids would. */
function serverStep(stage: Stage, task: TaskHandle, fields: Json): readonly Found[] {
  const agent = stage.world.agent(task);
  const server = NAME.resolve(fields['server'], stage);
  return stage.world.threads.do(agent, serve(agent, server, fields['ids'] as readonly number[]));
}

function* serve(agent: Agent, server: number, ids: readonly number[]): Act<readonly Found[]> {
  const { code, message } = yield* machMsg({ options: RCV_MSG | RCV_TIMEOUT, rcvName: server });
  if (code !== KERN_SUCCESS || message === null) return [{ expected: 'a request', actual: `none: ${code}` }];
  const served = ids.includes(message.msghId);
  if (!served) yield* destroyBody(agent, message);
  if (message.remoteType === 0 || message.remote === 0) return [];
  const data = new Uint8Array(4);
  setU32(data, 0, served ? KERN_SUCCESS : MIG_BAD_ID);
  const reply = {
    remote: { name: message.remote, disposition: message.remoteType },
    local: { name: 0, disposition: 0 },
    id: message.msghId + REPLY_ID_OFFSET,
    body: null,
    data,
  };
  const sent = yield* machMsg({ options: SEND_MSG, message: layOut(reply) });
  return sent.code === KERN_SUCCESS ? [] : [{ expected: 'the reply is sent', actual: `${sent.code}` }];
}

/** What a refused request carried is given up. */
function* destroyBody(agent: Agent, { descriptors }: Received): Act<void> {
  for (const { rights, kind } of descriptors ?? []) {
    for (const name of rights) {
      if (kind === PORT_RECEIVE)
        yield* call(agent, yield* ownTask(), machPort.mach_port_mod_refs, { name, right: RIGHT_RECEIVE, delta: -1 });
      else if (kind >= PORT_SEND) yield* call(agent, yield* ownTask(), machPort.mach_port_deallocate, { name });
    }
  }
}

export function checkStep(stage: Stage, { check, fields }: CheckStep): readonly Found[] {
  switch (check) {
    case 'equal':
    case 'not_equal': {
      const a = NAME.resolve(fields['a'], stage);
      const b = NAME.resolve(fields['b'], stage);
      if ((a === b) === (check === 'equal')) return [];
      return [
        { expected: `${JSON.stringify(fields['a'])} ${check} ${JSON.stringify(fields['b'])}`, actual: `${nameText(a)} and ${nameText(b)}` },
      ];
    }
    case 'blocked': {
      stage.world.threads.settle();
      const done = stage.begun.get(fields['handle'] as string)?.run.done;
      return done === false ? [] : [{ expected: 'the call still waits', actual: 'it has ended' }];
    }
    case 'kernel_srights':
      return kernelSendRights(stage, fields);
    default:
      return regionCheck(stage, check, fields);
  }
}

/** What the kernel counts, which no call tells. */
function kernelSendRights(stage: Stage, fields: Json): readonly Found[] {
  const { space } = machineTask(stage, stage.task(fields['task'] === undefined ? 'A' : TASK.resolve(fields['task'], stage)));
  const name = NAME.resolve(fields['name'], stage);
  for (const entry of space.entries()) {
    if (entry.name !== name) continue;
    const actual = entry.object?.srights ?? 0;
    return actual === fields['equals'] ? [] : [{ expected: `${String(fields['equals'])} send rights`, actual: `${actual}` }];
  }
  return [{ expected: `${String(fields['equals'])} send rights`, actual: `no name ${nameText(name)}` }];
}

function regionCheck(stage: Stage, check: string, fields: Json): readonly Found[] {
  const { task, address, sizeBytes } = stage.region((fields['region'] as string).slice(1));
  const bytes = stage.world.read(task, address, sizeBytes);
  if (check === 'region_unmapped') return bytes === null ? [] : [{ expected: 'the region is unmapped', actual: 'it can be read' }];
  if (bytes === null) return [{ expected: 'the region can be read', actual: 'it is unmapped' }];
  return sameBytes(bytes, pattern(sizeBytes)) ? [] : [{ expected: 'the region has its bytes', actual: 'they have changed' }];
}
