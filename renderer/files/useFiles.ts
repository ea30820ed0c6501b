import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef } from 'vue';
import { anyCodeName } from '../../kernel/abi/mig/display.ts';
import { Labels } from '../../kernel/trace/sentences.ts';
import { changesBetween, NO_CHANGES, sortRows } from '../tables/changes.ts';
import { text } from '../tables/model.ts';
import type { Column, Row } from '../tables/model.ts';
import type { Sorting, UsedTable } from '../tables/useTable.ts';
import type { LogReader, ViewProps } from '../view.ts';
import { catalogue } from '../words/catalogue.ts';
import { FileIndex } from './operations.ts';
import type { FileOperation } from './operations.ts';
import { treeAt } from './tree.ts';
import type { TreeEntry } from './tree.ts';

export interface OpenHandle {
  readonly operation: FileOperation;
  /** Tasks that hold a right to it now. */
  readonly holders: readonly number[];
}

const COLUMNS: readonly Column[] = [
  { id: 'number', width: '76px', kind: 'number' },
  { id: 'client', width: 'minmax(90px, 1fr)' },
  { id: 'operation', width: 'minmax(130px, 1fr)', kind: 'mono' },
  { id: 'path', width: 'minmax(120px, 2fr)' },
  { id: 'answer', width: 'minmax(120px, 1.4fr)' },
  { id: 'answered', width: '84px', kind: 'number' },
];

/** What the file service did, for whom, and what is open and known of the volume at the cursor. */
export function useFiles(props: ViewProps): {
  readonly tree: ComputedRef<readonly TreeEntry[]>;
  readonly open: ComputedRef<readonly OpenHandle[]>;
  readonly table: UsedTable;
} {
  const index = shallowRef(new FileIndex());
  const version = shallowRef(0);
  let of: LogReader | null = null;

  watch(
    () => [props.moment.log, props.moment.log.end, props.moment.version] as const,
    ([log]) => {
      if (of !== log) index.value = new FileIndex();
      of = log;
      for (let seq = Math.max(index.value.end, log.first); seq < log.end; seq = index.value.end) {
        const chunk = log.chunk(seq);
        if (chunk === undefined) break;
        index.value.add(chunk, log.end);
      }
      version.value = index.value.operations.length;
    },
    { immediate: true },
  );

  const cursor = computed(() => props.moment.cursor);
  const operations = computed(
    () => (void version.value, void props.moment.version, index.value.operations.filter(({ seq }) => seq <= cursor.value)),
  );
  const tree = computed(() => treeAt(operations.value, cursor.value));
  const open = computed(() => {
    const { state } = props.moment;
    const opened = operations.value.filter(
      ({ opened, replySeq, routine }) => opened !== 0 && replySeq <= cursor.value && routine === 'file_open',
    );
    return opened.flatMap((operation) => {
      const port = state.ports.get(operation.opened);
      if (port?.active !== true || port.srights === 0) return [];
      const holders = [...state.tasks.values()].filter(
        (task) => [...task.entries.values()].some(({ object }) => object === operation.opened) && task.id !== port.receiverId,
      );
      return [{ operation, holders: holders.map(({ id }) => id) }];
    });
  });

  const labels = computed(() => new Labels(props.moment.state, catalogue.value));
  const rows = computed(() => operations.value.map((operation) => rowOf(operation, cursor.value, labels.value)));
  const shown = computed(() => {
    const { filter } = props;
    return filter === null
      ? rows.value
      : rows.value.filter(
          ({ target, cells }) =>
            filter.matches(target) || cells.some((cell) => cell.text.toLowerCase().includes(filter.text.toLowerCase())),
        );
  });
  const sorting = shallowRef<Sorting | null>(null);
  const sorted = computed(() => (sorting.value === null ? shown.value : sortRows(shown.value, sorting.value.column, sorting.value.down)));
  const changes = computed(() => {
    const { step } = props;
    if (step === null || props.moment.running) return NO_CHANGES;
    const at = step.back ? step.to : step.from - 1;
    const before = index.value.operations.filter(({ seq }) => seq <= at).map((operation) => rowOf(operation, at, labels.value));
    return changesBetween(before, rows.value);
  });

  const table: UsedTable = {
    columns: computed(() => COLUMNS),
    count: computed(() => sorted.value.length),
    row: (i) => sorted.value[i]!,
    all: () => sorted.value,
    changes,
    hidden: computed(() => rows.value.length - shown.value.length),
    sorting,
    find: (key) => sorted.value.findIndex((row) => row.key === key),
  };
  return { tree, open, table };
}

function rowOf(operation: FileOperation, cursor: number, labels: Labels): Row {
  const answered = operation.code !== undefined && operation.replySeq <= cursor;
  const extra = Object.entries(operation.fields)
    .filter(([name]) => name !== 'path' && name !== 'from')
    .map(([name, value]) => `${name} ${value}`.trim());
  return {
    key: `message:${operation.msg}`,
    target: { kind: 'message', id: operation.msg },
    cells: [
      { text: `#${operation.seq}`, by: operation.seq },
      text(labels.task(operation.client)),
      text(operation.routine),
      text([operation.path, ...extra].filter(Boolean).join(', ')),
      answered ? { text: anyCodeName(operation.code ?? 0), ...(operation.code === 0 ? {} : { tone: 'warn' as const }) } : text('…'),
      answered ? { text: `#${operation.replySeq}`, by: operation.replySeq } : text(''),
    ],
  };
}
