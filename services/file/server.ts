/** The file service's answers: the volume behind messages (`kernel/abi/interfaces/file.ts`). One request after the other, so their order is the order of arrival. */
import {
  FILE_ENTRIES_MAX,
  FILE_NOT_OPEN,
  FILE_POSITION,
  FILE_TOO_MANY_OPEN,
  fileService,
  handles,
  KERN_SUCCESS,
  notify,
  openFile,
  replacement,
  type PortSetName,
  type ReceiveRight,
  type Service,
} from 'machlab';
import { Clients } from './clients.ts';
import type { OpenFile } from './handle.ts';
import { HandlePorts } from './ports.ts';
import type { Replacement } from './replace.ts';
import type { FileResult } from './result.ts';
import type { FileStat } from './stat.ts';
import type { Volume } from './volume.ts';

/** What the service answers on the members of `set`: its own port, and the ports it gives out. */
export function fileServices(volume: Volume, set: PortSetName): readonly Service[] {
  const clients = new Clients();
  const files = new HandlePorts<OpenFile & { end(): void }>(set, (client) => clients.closed(client));
  const replacements = new HandlePorts<Replacement & { end(): void }>(set, (client) => clients.closed(client));
  return [
    pathService(volume, clients, files, replacements),
    openFileService(files),
    replacementService(replacements),
    handles(notify, {
      mach_notify_no_senders: async ({ port }) => {
        await files.end(port);
        await replacements.end(port);
        return KERN_SUCCESS;
      },
    }),
  ];
}

type FilePorts = HandlePorts<OpenFile & { end(): void }>;
type ReplacementPorts = HandlePorts<Replacement & { end(): void }>;

function pathService(volume: Volume, clients: Clients, files: FilePorts, replacements: ReplacementPorts): Service {
  return handles(fileService, {
    file_open: async ({ sender }, { path, flags }) => {
      if (!clients.mayOpen(sender)) return FILE_TOO_MANY_OPEN;
      const opened = volume.open(path, flags);
      if (!opened.ok) return opened.error;
      clients.opened(sender);
      return { file: await files.give(Object.assign(opened.value, { end: () => void opened.value.close() }), sender) };
    },
    file_stat: (_, { path }) => answer(volume.stat(path), statOut),
    file_readdir: (_, { path, after, limit }) =>
      answer(
        volume.readDirectory(path, after.length === 0 ? undefined : new TextDecoder().decode(after), Math.min(limit, FILE_ENTRIES_MAX)),
        (listing) => ({
          names: listing.entries.map(({ name }) => name),
          kinds: listing.entries.map(({ kind }) => kind),
          more: listing.hasMore,
          unnameable: listing.unnameable,
        }),
      ),
    file_mkdir: (_, { path }) => done(volume.makeDirectory(path)),
    file_unlink: (_, { path }) => done(volume.unlink(path)),
    file_rmdir: (_, { path }) => done(volume.removeDirectory(path)),
    file_rename: (_, { from, to }) => done(volume.rename(from, to)),
    file_replace: (_, { path, data }) => done(volume.replace(path, data)),
    file_begin_replace: async ({ sender }, { path }) => {
      if (!clients.mayOpen(sender)) return FILE_TOO_MANY_OPEN;
      const begun = volume.beginReplace(path);
      if (!begun.ok) return begun.error;
      clients.opened(sender);
      return { replacement: await replacements.give(Object.assign(begun.value, { end: () => void begun.value.discard() }), sender) };
    },
  });
}

function openFileService(files: FilePorts): Service {
  const on = <A>(port: ReceiveRight, act: (file: OpenFile) => A): A | typeof FILE_NOT_OPEN => {
    const file = files.behind(port);
    return file === undefined ? FILE_NOT_OPEN : act(file);
  };
  return handles(openFile, {
    file_read: ({ port }, { offset, count }) => on(port, (file) => answer(file.read(count, place(offset)), (data) => ({ data }))),
    file_read_large: ({ port }, { offset, count }) => on(port, (file) => answer(file.read(count, place(offset)), (data) => ({ data }))),
    file_write: ({ port }, { offset, data }) => on(port, (file) => answer(file.write(data, place(offset)), (written) => ({ written }))),
    file_write_large: ({ port }, { offset, data }) =>
      on(port, (file) => answer(file.write(data, place(offset)), (written) => ({ written }))),
    file_seek: ({ port }, { distance, whence }) => on(port, (file) => answer(file.seek(distance, whence), (position) => ({ position }))),
    file_truncate: ({ port }, { size }) => on(port, (file) => done(file.truncate(size))),
    file_fstat: ({ port }) => on(port, (file) => answer(file.stat(), statOut)),
    file_close: async ({ port }) => {
      const file = files.behind(port);
      if (file === undefined) return FILE_NOT_OPEN;
      const closed = file.close();
      await files.end(port);
      return done(closed);
    },
  });
}

function replacementService(replacements: ReplacementPorts): Service {
  return handles(replacement, {
    replacement_write: ({ port }, { data }) => {
      const begun = replacements.behind(port);
      return begun === undefined ? FILE_NOT_OPEN : answer(begun.write(data), (written) => ({ written }));
    },
    replacement_commit: async ({ port }) => {
      const begun = replacements.behind(port);
      if (begun === undefined) return FILE_NOT_OPEN;
      const committed = begun.commit();
      await replacements.end(port);
      return done(committed);
    },
    replacement_discard: async ({ port }) => {
      if (replacements.behind(port) === undefined) return FILE_NOT_OPEN;
      await replacements.end(port);
      return KERN_SUCCESS;
    },
  });
}

/** The offset of a request: an offset, or the handle's own position. */
function place(offset: number): number | undefined {
  return offset === FILE_POSITION ? undefined : offset;
}

function answer<V, T extends object>(result: FileResult<V>, out: (value: V) => T): T | number {
  return result.ok ? out(result.value) : result.error;
}

function done(result: FileResult<unknown>): number {
  return result.ok ? KERN_SUCCESS : result.error;
}

function statOut({ kind, sizeBytes, modifiedMs }: FileStat): { kind: number; size: number; modified_ms: number } {
  return { kind, size: sizeBytes, modified_ms: modifiedMs };
}
