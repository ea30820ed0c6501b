import { LAYER_NAMES, maskNames } from '../../kernel/abi/sandbox.ts';
import { badgeOf } from '../shell/sandbox.ts';
import { number, numberOr, text } from './model.ts';
import type { Table } from './model.ts';

const bits = (mask: number): number => mask.toString(2).replaceAll('0', '').length;

/** Processes of the operating system, as the host reports them. */
export const PROCESSES: Table = {
  id: 'processes',
  columns: [
    { id: 'program', width: 'minmax(110px, 1.2fr)' },
    { id: 'pid', width: '76px', kind: 'number' },
    { id: 'task', width: 'minmax(100px, 1fr)' },
    { id: 'state', width: 'minmax(120px, 1.2fr)' },
    { id: 'sandbox', width: '104px' },
    { id: 'refused', width: '92px' },
    { id: 'layers', width: 'minmax(160px, 2fr)' },
    { id: 'memory', width: '90px', kind: 'number' },
    { id: 'cpu', width: '76px', kind: 'number' },
  ],
  rows({ state, labels, say }) {
    return state.processes
      .sorted(({ id }) => id)
      .map((process) => {
        const { ended, ready } = process;
        const badge = badgeOf(process);
        const how =
          ended === null ? (ready === null ? 'state.starting' : 'state.alive') : ended.signal !== 0 ? 'state.signal' : 'state.exited';
        return {
          key: `process:${process.id}`,
          target: { kind: 'process', id: process.id },
          cells: [
            text(process.program),
            numberOr(process.pid, process.pid !== 0),
            text(labels.task(process.task)),
            {
              text: say(how, { signal: ended?.signal ?? 0, code: ended?.exitCode ?? 0 }),
              ...(ended !== null ? { tone: 'dead' as const } : {}),
            },
            text(badge === null ? '–' : say(`badge.${badge}`)),
            ready === null
              ? text('–')
              : {
                  text: say('sandbox.of', { n: bits(ready.probesRefused >>> 0), of: bits(ready.probesTried >>> 0) }),
                  by: bits(ready.probesRefused >>> 0),
                },
            text(ready === null ? '–' : maskNames(ready.layers, LAYER_NAMES).join(', ')),
            numberOr(process.rssKB, process.rssKB > 0),
            number(process.cpuMs),
          ],
        };
      });
  },
};
