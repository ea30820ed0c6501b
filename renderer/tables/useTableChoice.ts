import { defineStore } from 'pinia';
import { ref } from 'vue';
import type { TableId } from './model.ts';

/** Which table the tables view shows. */
export const useTableChoice = defineStore('tableChoice', () => ({ table: ref<TableId>('tasks') }));
