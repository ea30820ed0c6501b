/** One room of the project: a folder (or a single file) and what its code may import besides itself. Tests may import anything. */
export interface Room {
  /** Path from the project's root; a last part `*` makes every folder there a room of its own. */
  readonly room: string;
  /** Rooms, or single files of rooms, that it may import; `machlab` is the runtime's public door by its bare name. */
  readonly may: readonly string[];
  /** Whether it may import `node:` modules. */
  readonly node?: boolean;
  /** Packages that it may import. */
  readonly packages?: readonly string[] | 'any';
}

const abi = 'kernel/abi';
const machine = ['ipc', 'task', 'sched', 'calls', 'bootstrap', 'trap', 'trace'].map((room) => `kernel/${room}`);

export const ROOMS: readonly Room[] = [
  { room: 'kernel/abi', may: [] },
  { room: 'kernel/ipc', may: [abi] },
  { room: 'kernel/task', may: [abi, 'kernel/ipc'] },
  { room: 'kernel/sched', may: [abi, 'kernel/ipc', 'kernel/task'] },
  { room: 'kernel/calls', may: [abi, 'kernel/ipc', 'kernel/task', 'kernel/sched'] },
  { room: 'kernel/bootstrap', may: [abi, 'kernel/ipc', 'kernel/task', 'kernel/calls'] },
  { room: 'kernel/trap', may: [abi, 'kernel/ipc', 'kernel/task', 'kernel/calls', 'kernel/bootstrap'] },
  { room: 'kernel/trace', may: [abi] },
  { room: 'kernel/machine', may: [abi, ...machine] },
  { room: 'kernel/check/main.ts', may: [abi, 'kernel/check'], node: true },
  { room: 'kernel/check/fuzz.main.ts', may: [abi, 'kernel/check'], node: true },
  { room: 'kernel/check/reference.main.ts', may: [abi, 'kernel/check'], node: true },
  { room: 'kernel/check', may: [abi, 'kernel/trace', 'kernel/machine'] },
  { room: 'kernel/process', may: [abi, 'kernel/trace', 'kernel/machine'], node: true },
  { room: 'kernel/main.ts', may: [abi, 'kernel/trace', 'kernel/machine', 'kernel/process'], node: true },
  { room: 'services/runtime', may: [abi], node: true },
  { room: 'services/catalogue.ts', may: [abi] },
  { room: 'services/renderer', may: ['machlab', abi], node: true, packages: ['css-what', 'linkedom', 'yoga-layout'] },
  // All of a browser in one process.
  {
    room: 'services/single',
    may: ['machlab', abi, 'services/browser', 'services/plugin', 'services/renderer'],
    node: true,
    packages: ['yoga-layout'],
  },
  { room: 'services/*', may: ['machlab', abi], node: true },
  {
    room: 'host',
    may: [abi, 'kernel/trace', 'kernel/machine', 'kernel/check', 'services/catalogue.ts', 'services/workload/plan.ts'],
    node: true,
    packages: ['commander', 'esbuild', 'ws', 'yaml'],
  },
  { room: 'electron', may: [abi, 'host'], node: true, packages: ['electron'] },
  { room: 'renderer/vite.config.ts', may: [], node: true, packages: 'any' },
  { room: 'renderer', may: [abi, 'kernel/trace'], packages: 'any' },
  { room: 'labs', may: ['machlab'] },
  { room: 'e2e', may: [], node: true, packages: ['@playwright/test', '@axe-core/playwright'] },
  { room: 'build', may: [], node: true, packages: 'any' },
  { room: 'bench', may: ['*'], node: true, packages: 'any' },
];
