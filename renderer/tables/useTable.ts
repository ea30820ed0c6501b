import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { Labels } from '../../kernel/trace/sentences.ts';
import type { Frozen } from '../../kernel/trace/state.ts';
import { usePlayer } from '../player/usePlayer.ts';
import type { ViewProps } from '../view.ts';
import { catalogue } from '../words/catalogue.ts';
import { useSentences } from '../words/useSentences.ts';
import { t } from '../words/words.ts';
import { changesBetween, NO_CHANGES, sortRows } from './changes.ts';
import type { Changes } from './changes.ts';
import { EVENT_COLUMNS, eventRow } from './events.ts';
import { GATE } from './gate.ts';
import { MESSAGES } from './messages.ts';
import type { Column, Row, Source, Table, TableId } from './model.ts';
import { PORTS } from './ports.ts';
import { PROCESSES } from './processes.ts';
import { RIGHTS } from './rights.ts';
import { SERVICES } from './services.ts';
import { TASKS } from './tasks.ts';
import { useEventNumbers } from './useEventNumbers.ts';

const TABLES: Readonly<Partial<Record<TableId, Table>>> = {
  tasks: TASKS,
  rights: RIGHTS,
  ports: PORTS,
  messages: MESSAGES,
  gate: GATE,
  processes: PROCESSES,
  services: SERVICES,
};

export interface Sorting {
  readonly column: number;
  readonly down: boolean;
}

export interface UsedTable {
  readonly columns: ComputedRef<readonly Column[]>;
  readonly count: ComputedRef<number>;
  row(index: number): Row;
  /** All rows as they stand, for the clipboard. */
  all(): Row[];
  readonly changes: ComputedRef<Changes>;
  /** Rows that the filter leaves out. */
  readonly hidden: ComputedRef<number>;
  readonly sorting: Ref<Sorting | null>;
  /** Where a target stands; -1 when it is not in the table. */
  find(key: string): number;
}

/** The rows of one table at the cursor: filtered, sorted, and compared with how they were before the step. */
export function useTable(id: Ref<TableId>, props: ViewProps): UsedTable {
  const player = usePlayer();
  const { sentence } = useSentences();
  const sorting = ref<Sorting | null>(null);
  const numbers = useEventNumbers(id, props);
  watch(id, () => (sorting.value = null));

  const sourceOf = (state: Frozen, position: number): Source => ({
    state,
    log: props.moment.log,
    labels: new Labels(state, catalogue.value),
    position,
    say: (key, values) => t(key, values ?? {}),
  });
  const source = computed(() => sourceOf(props.moment.state, props.moment.cursor + 1));
  const columns = computed(() => TABLES[id.value]?.columns ?? EVENT_COLUMNS);
  const complete = computed(() => TABLES[id.value]?.rows(source.value) ?? []);
  const matching = computed(() => {
    const { filter } = props;
    return filter === null ? complete.value : complete.value.filter(({ target }) => filter.matches(target));
  });
  const sorted = computed(() =>
    sorting.value === null ? matching.value : sortRows(matching.value, sorting.value.column, sorting.value.down),
  );

  const changes = computed<Changes>(() => {
    const { step } = props;
    const table = TABLES[id.value];
    if (step === null || table === undefined || props.moment.running) return NO_CHANGES;
    const other = step.back ? step.to + 1 : step.from;
    const before = player.peek(other, (state) => table.rows(sourceOf(state, other)));
    return changesBetween(before, complete.value);
  });

  const events = computed(() => id.value === 'events');
  const count = computed(() => (events.value ? numbers.count.value : sorted.value.length));
  const hidden = computed(() => (events.value ? numbers.hidden.value : complete.value.length - matching.value.length));

  const oneEvent = (seq: number): Row => eventRow(seq, source.value, sentence(seq)?.text ?? '');

  function row(index: number): Row {
    return events.value ? oneEvent(numbers.at(index)) : sorted.value[index]!;
  }
  function all(): Row[] {
    return events.value ? numbers.sample().map(oneEvent) : sorted.value;
  }
  function find(key: string): number {
    return events.value ? numbers.find(Number(key.slice('event:'.length))) : sorted.value.findIndex((one) => one.key === key);
  }

  return { columns, count, row, all, changes, hidden, sorting, find };
}
