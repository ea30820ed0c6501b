import { defineAsyncComponent } from 'vue';
import type { Component } from 'vue';

export type ViewId = 'graph' | 'sequence' | 'browser' | 'scheduler' | 'files' | 'tables';

export interface ViewListed {
  readonly id: ViewId;
  /** Loaded when it is first shown. */
  readonly component: Component;
}

/** The views, in the order of their tabs. Each takes `ViewProps` and emits `ViewEmits`. */
export const VIEWS: readonly ViewListed[] = [
  { id: 'graph', component: defineAsyncComponent(async () => (await import('../graph/GraphView.vue')).default) },
  { id: 'sequence', component: defineAsyncComponent(async () => (await import('../sequence/SequenceView.vue')).default) },
  { id: 'browser', component: defineAsyncComponent(async () => (await import('../browser/BrowserView.vue')).default) },
  { id: 'scheduler', component: defineAsyncComponent(async () => (await import('../scheduler/SchedulerView.vue')).default) },
  { id: 'files', component: defineAsyncComponent(async () => (await import('../files/FilesView.vue')).default) },
  { id: 'tables', component: defineAsyncComponent(async () => (await import('../tables/TablesView.vue')).default) },
];
