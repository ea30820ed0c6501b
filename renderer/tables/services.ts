import { SERVICE_STATES } from '../../kernel/abi/events.ts';
import { number, text } from './model.ts';
import type { Table } from './model.ts';

/** What the name service knows. */
export const SERVICES: Table = {
  id: 'services',
  columns: [
    { id: 'service', width: 'minmax(140px, 1.4fr)' },
    { id: 'state', width: '110px' },
    { id: 'task', width: 'minmax(110px, 1fr)' },
    { id: 'port', width: 'minmax(110px, 1fr)' },
    { id: 'context', width: '84px', kind: 'number' },
    { id: 'crashes', width: '84px', kind: 'number' },
  ],
  rows({ state, labels, say }) {
    return state.services
      .sorted(({ id }) => id)
      .filter((service) => service.state !== 0)
      .map((service) => ({
        key: `service:${service.id}`,
        target: service.port === 0 ? { kind: 'task', id: service.task } : { kind: 'port', id: service.port },
        cells: [
          text(service.name),
          text(say(`serviceState.${SERVICE_STATES[service.state] ?? 'absent'}`)),
          text(service.task === 0 ? '–' : labels.task(service.task)),
          { text: service.port === 0 ? '–' : labels.port(service.port), by: service.port },
          number(service.context),
          number(service.crashes),
        ],
      }));
  },
};
