/** Words that the drawings use, in English. Other languages give the same keys. `{n#one|many}` chooses by number. */

import type { Say } from '../view.ts';

export const DRAWING_WORDS: Readonly<Record<string, string>> = {
  'drawing.kernel': 'Kernel',
  'drawing.pid': 'pid {pid}',
  'drawing.noProcess': 'no process of its own',
  'drawing.hosted': 'in the process of {task}',
  'drawing.threads': '{n#thread|threads}',
  'drawing.state.starting': 'starting',
  'drawing.state.running': 'running',
  'drawing.state.kernel': 'in the kernel',
  'drawing.state.ready': 'ready',
  'drawing.state.waits': 'waits',
  'drawing.state.stopped': 'stopped',
  'drawing.waitsForRoom': 'waits for room in {port}',
  'drawing.tag.self': 'self',
  'drawing.tag.notify': 'notify',
  'drawing.tag.boot': 'boot',
  'drawing.tag.host': 'host',
  'drawing.tag.console': 'console',
  'drawing.tag.spawn': 'spawn',
  'drawing.ended': 'ended',
  'drawing.endedCode': 'code {code}',
  'drawing.terminated': 'terminated',
  'drawing.namesFreed': 'names freed',
  'drawing.notify': 'notify',
  'drawing.reply': 'reply',
  'drawing.died': 'died #{seq}',
  'drawing.heldBy': '{n#task|tasks}',
  'drawing.port.task': '{task}',
  'drawing.port.thread': 'thread {id}',
  'drawing.port.host': 'host',
  'drawing.port.host-priv': 'host-priv',
  'drawing.port.bootstrap': 'bootstrap',
  'drawing.port.spawner': 'spawner',
  'drawing.port.console': 'console',
  'drawing.port.device-priv': 'device-priv',
  'drawing.port.registry': 'registry',
  'drawing.port.device': 'device',
  'drawing.port.decision': 'decisions',
  'drawing.set': 'port set',
  'drawing.armed': 'armed #{seq}',
  'drawing.fired': 'fired #{seq}',
  'drawing.empty': 'No tasks yet. Start a program.',
  'drawing.kind.receive': 'receive right',
  'drawing.kind.send': 'send right',
  'drawing.kind.once': 'send-once right',
  'drawing.kind.set': 'port set',
  'drawing.kind.dead': 'dead name',
  'drawing.kind.both': 'receive and send right',
  'drawing.say.task': '{task}, {state}, {n#name|names}',
  'drawing.say.ghost': '{task}, {how}',
  'drawing.say.right': '{task}, name {name}, {kind}, {n#reference|references}, {port}',
  'drawing.say.port': 'Port {port}, {count} of {limit} messages, {receiver}',
  'drawing.say.deadPort': 'Dead port {port}, {died}',
  'drawing.say.kernelPort': 'Port {port}, received by the kernel, {note}',
  'drawing.say.receivedBy': 'received by {task}',
  'drawing.say.receivedByNobody': 'received by nobody',
  'drawing.say.receivedInMessage': 'its receive right travels in a message',
  'drawing.say.message': 'Message {message}, {where}',
  'drawing.say.queued': '{place} in the queue of {port}',
  'drawing.say.inKernel': 'in the kernel’s hands',
  'drawing.say.missing': '{what} does not exist yet at #{seq}',
  'drawing.say.graph': 'Tasks, the kernel and its ports',
  'sequence.empty': 'Events appear here, oldest left.',
  'sequence.lanes': 'Lanes and messages over time',
  'sequence.hidden': '{n#event|events} hidden',
  'sequence.kernel': 'Kernel',
  'sequence.died': 'p{port} dies',
  'sequence.collapsed': '{n#lane|lanes} folded',
  'sequence.fold': 'Fold lane {lane}',
  'sequence.unfold': 'Unfold all lanes',
  'sequence.byTime': 'real time',
  'sequence.byEvent': 'event by event',
  'sequence.say.message': 'Message {message} from {from} to {to}, sent #{sent}, {end}',
  'sequence.say.received': 'received #{seq} after {n#event|events} in the queue',
  'sequence.say.waiting': 'still waiting',
  'sequence.say.ended': 'destroyed #{seq}',
};

const SLOT = /\{(\w+)(?:#([^|}]*)\|([^}]*))?\}/g;

/** Says the words of a language; what it lacks is said in English. */
export function sayIn(words: Readonly<Record<string, string>>): Say {
  return (key, values = {}) =>
    (words[key] ?? DRAWING_WORDS[key] ?? key).replace(SLOT, (_, slot: string, one: string | undefined, many: string | undefined) => {
      const value = values[slot] ?? '';
      return one === undefined ? String(value) : `${value} ${value === 1 ? one : many}`;
    });
}

export const sayEnglish: Say = sayIn(DRAWING_WORDS);
