import { describe, expect, it } from 'vitest';
import { roomOf, violations } from './imports.ts';

describe('the import checker', () => {
  it('names file, line, import and what the room may import instead', () => {
    const text = "import { KERN_SUCCESS } from '../abi/codes.ts';\n\nimport type { Thread } from '../task/thread.ts';\n";
    expect(violations('kernel/ipc/port.ts', text)).toEqual([
      'kernel/ipc/port.ts:3 may not import ../task/thread.ts (room kernel/ipc may import kernel/abi)',
    ]);
  });

  it('lets a room import itself and the rooms in its rule', () => {
    const text = "import './right.ts'; import './deep/x.ts'; import '../abi/codes.ts';";
    expect(violations('kernel/ipc/port.ts', text)).toEqual([]);
  });

  it('refuses node modules and packages in the kernel core', () => {
    expect(violations('kernel/trap/msg.ts', "import fs from 'node:fs';\nimport x from 'ws';\nimport y from 'fs';")).toHaveLength(3);
  });

  it('sees re-exports, dynamic imports and types that are imported in place', () => {
    const text = "export * from '../task/a.ts';\nconst b = await import('../task/b.ts');\ntype C = import('../task/c.ts').C;\n";
    expect(violations('kernel/ipc/port.ts', text).map((line) => line.slice(0, 20))).toEqual([
      'kernel/ipc/port.ts:1',
      'kernel/ipc/port.ts:2',
      'kernel/ipc/port.ts:3',
    ]);
  });

  it('does not take the word import in a comment or a string for an import', () => {
    expect(violations('kernel/ipc/port.ts', "// import x from 'node:fs'\nexport const s = 'import(\"node:fs\")';\n")).toEqual([]);
  });

  it('keeps services apart from one another and from the inside of the runtime', () => {
    expect(roomOf('services/file/main.ts')?.name).toBe('services/file');
    expect(violations('services/file/main.ts', "import 'machlab'; import './volume.ts'; import '../../kernel/abi/codes.ts';")).toEqual([]);
    expect(violations('services/file/main.ts', "import '../scheduler/queue.ts';")).toHaveLength(1);
    expect(violations('services/file/main.ts', "import '../runtime/channel.ts';")).toHaveLength(1);
  });

  it('lets the command line import the catalogue of services but none of the services', () => {
    expect(violations('host/cli/main.ts', "import '../../services/catalogue.ts'; import { Command } from 'commander';")).toEqual([]);
    expect(violations('host/cli/main.ts', "import '../../services/file/main.ts';")).toHaveLength(1);
  });

  it('reads the scripts of a component and counts lines in the whole file', () => {
    const text =
      '<template>\n  <p>import x from "node:fs"</p>\n</template>\n<script setup lang="ts">\nimport "../kernel/ipc/port.ts";\n</script>\n';
    expect(violations('renderer/Graph.vue', text)).toEqual([
      'renderer/Graph.vue:5 may not import ../kernel/ipc/port.ts (room renderer may import kernel/abi, kernel/trace, any package)',
    ]);
  });

  it('lets tests import what they like and refuses a file that lies in no room', () => {
    expect(violations('kernel/ipc/port.test.ts', "import '../machine/machine.ts'; import 'vitest';")).toEqual([]);
    expect(violations('kernel/stray.ts', '')).toEqual([
      'kernel/stray.ts:1 lies in no room: give its folder a rule in build/imports.rules.ts',
    ]);
  });

  it('does not let a path with dots in it step round a rule', () => {
    expect(violations('kernel/ipc/port.ts', "import '../abi/../task/thread.ts';")).toHaveLength(1);
  });
});
