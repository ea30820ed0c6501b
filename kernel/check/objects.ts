/** The kernel's objects as this room reads them: by their types only, through the machine. Nothing here writes to one. */
import type { Machine } from '../machine/machine.ts';

export type Ipc = Machine['ipc'];
export type System = Machine['system'];
export type Port = NonNullable<ReturnType<Ipc['ports']['get']>>;
export type Message = NonNullable<Port['head']>;
export type Entry = NonNullable<Port['entries']>;
export type Task = Machine['launcher'];
export type Space = Task['space'];
export type Thread = NonNullable<ReturnType<System['threads']['get']>>;
export type Descriptor = NonNullable<Message['descriptors']>[number];
export type CarriedRight = Descriptor['rights'][number];
export type Memory = NonNullable<Descriptor['memory']>;
