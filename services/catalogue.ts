/** The services that the registry may start: what a look-up of a name brings up, in which sandbox, and what happens when it ends. */
import type { Catalogue } from '../kernel/abi/catalogue.ts';

export const CATALOGUE: Catalogue = [
  {
    name: 'file',
    program: 'file',
    // Its process starts in the volume's folder.
    arguments: JSON.stringify({ folder: '.' }),
    profile: 'file',
    memoryMB: 256,
    names: ['machlab.file'],
    // Requests that wait are served by the next instance; what was open is gone, and clients open it again.
    restart: { crashes: 5, withinMs: 30_000, backoffMs: [0, 100, 400, 1600], keepPort: true },
  },
  {
    name: 'network',
    program: 'network',
    profile: 'service',
    memoryMB: 128,
    names: ['machlab.network'],
    restart: { crashes: 5, withinMs: 30_000, backoffMs: [0, 100, 400, 1600], keepPort: true },
  },
  {
    name: 'browser',
    program: 'browser',
    // Nobody can hand out more than they have: a renderer's memory.
    profile: 'program',
    memoryMB: 256,
    names: ['machlab.browser'],
    // The next instance brings the tabs back; windows go on with the right that they have.
    restart: { crashes: 5, withinMs: 30_000, backoffMs: [0, 100, 400, 1600], keepPort: true },
    spawner: true,
    display: true,
  },
  {
    name: 'browser (one process)',
    program: 'single',
    profile: 'program',
    // For all pages, plug-ins and the browser itself together.
    memoryMB: 256,
    names: ['machlab.browser.single'],
    restart: { crashes: 5, withinMs: 30_000, backoffMs: [0, 100, 400, 1600], keepPort: true },
    display: true,
  },
  {
    name: 'scheduler',
    program: 'scheduler',
    profile: 'service',
    memoryMB: 128,
    names: ['machlab.scheduler'],
    // The next instance asks the kernel what this one followed, and takes it up.
    restart: { crashes: 5, withinMs: 30_000, backoffMs: [0, 100, 400, 1600], keepPort: true },
    privileged: true,
  },
];
