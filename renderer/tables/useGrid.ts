import { useVirtualizer } from '@tanstack/vue-virtual';
import { computed, nextTick, ref } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { Target } from '../view.ts';
import type { RowChange } from './changes.ts';
import type { Row } from './model.ts';
import type { UsedTable } from './useTable.ts';

interface GridOptions {
  readonly scroller: Ref<HTMLElement | null>;
  readonly table: () => UsedTable;
  readonly rowPx: () => number;
  select(target: Target): void;
  open(target: Target): void;
  menu(target: Target, x: number, y: number, of: HTMLElement): void;
}

interface Shown {
  readonly index: number;
  readonly startPx: number;
  readonly row: Row;
  readonly change: RowChange | undefined;
}

/** Rows in view, the one cell that has the focus, and what its keys do. */
export function useGrid(options: GridOptions): {
  readonly items: ComputedRef<readonly Shown[]>;
  readonly totalPx: ComputedRef<number>;
  readonly focus: Ref<{ row: number; column: number }>;
  onKey(event: KeyboardEvent): void;
  onRow(index: number, event: MouseEvent): void;
  onMenu(index: number, event: MouseEvent): void;
  sort(column: number): void;
  /** Brings a row into view. */
  show(index: number): void;
} {
  const { scroller, table } = options;
  const focus = ref({ row: 0, column: 0 });
  const virtual = useVirtualizer(
    computed(() => ({
      count: table().count.value,
      getScrollElement: () => scroller.value,
      estimateSize: options.rowPx,
      overscan: 8,
    })),
  );
  const totalPx = computed(() => virtual.value.getTotalSize());
  const items = computed(() => {
    const changes = table().changes.value.rows;
    return virtual.value
      .getVirtualItems()
      .filter(({ index }) => index < table().count.value)
      .map(({ index, start }) => {
        const row = table().row(index);
        return { index, startPx: start, row, change: changes.get(row.key) };
      });
  });

  function show(index: number): void {
    if (index >= 0) virtual.value.scrollToIndex(index, { align: 'auto' });
  }

  async function moveTo(row: number, column: number): Promise<void> {
    const within = (value: number, size: number): number => Math.min(Math.max(value, 0), Math.max(0, size - 1));
    focus.value = { row: within(row, table().count.value), column: within(column, table().columns.value.length) };
    show(focus.value.row);
    await nextTick();
    requestAnimationFrame(() => cellAt()?.focus({ preventScroll: false }));
  }

  function cellAt(): HTMLElement | null {
    return scroller.value?.querySelector<HTMLElement>(`[data-cell="${focus.value.row}:${focus.value.column}"]`) ?? null;
  }

  function onKey(event: KeyboardEvent): void {
    if (event.target instanceof HTMLButtonElement || table().count.value === 0) return;
    const { row, column } = focus.value;
    const page = Math.max(1, Math.floor((scroller.value?.clientHeight ?? 0) / options.rowPx()) - 2);
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: event.ctrlKey ? [0, 0] : [row, 0],
      End: event.ctrlKey ? [table().count.value - 1, column] : [row, table().columns.value.length - 1],
    };
    const to = moves[event.key];
    if (to !== undefined && !event.shiftKey && !event.altKey) void moveTo(...to);
    else if (event.key === 'Enter') options.open(table().row(row).target);
    else if (event.key === ' ') options.select(table().row(row).target);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function openMenu(row: number): void {
    const cell = cellAt();
    const box = cell?.getBoundingClientRect();
    if (cell !== null && box !== undefined) options.menu(table().row(row).target, box.left + 12, box.bottom, cell);
  }

  function onRow(index: number, event: MouseEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>('[data-cell]');
    const column = Number(cell?.dataset['cell']?.split(':')[1] ?? 0);
    focus.value = { row: index, column };
    options.select(table().row(index).target);
    void nextTick(() => cellAt()?.focus({ preventScroll: true }));
  }

  function onMenu(index: number, event: MouseEvent): void {
    onRow(index, event);
    const of = cellAt() ?? (event.currentTarget as HTMLElement);
    options.menu(table().row(index).target, event.clientX, event.clientY, of);
  }

  function sort(column: number): void {
    const { sorting } = table();
    const { value } = sorting;
    if (value?.column !== column) sorting.value = { column, down: false };
    else sorting.value = value.down ? null : { column, down: true };
  }

  return { items, totalPx, focus, onKey, onRow, onMenu, sort, show };
}
