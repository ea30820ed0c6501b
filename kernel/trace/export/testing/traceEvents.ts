/** What the description of the Trace Event Format asks of a file, as a check. */

export interface TraceEvent {
  readonly ph: string;
  readonly name?: string;
  readonly cat?: string;
  readonly id?: number;
  readonly pid?: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly s?: string;
  readonly bp?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export interface TraceFile {
  readonly traceEvents: readonly TraceEvent[];
  readonly otherData?: Readonly<Record<string, unknown>>;
}

export interface Found {
  readonly problems: readonly string[];
  readonly slices: number;
  /** Arrows that begin, and those of them that end. */
  readonly begun: number;
  readonly arrows: number;
}

/** Fields that a record of each phase must have, besides its process and thread. */
const REQUIRED: Readonly<Record<string, readonly (keyof TraceEvent)[]>> = {
  M: ['name', 'args'],
  B: ['name', 'ts'],
  E: ['ts'],
  i: ['name', 'ts', 's'],
  s: ['name', 'cat', 'id', 'ts'],
  f: ['name', 'cat', 'id', 'ts', 'bp'],
};
const META = new Set(['process_name', 'process_sort_index', 'thread_name']);

export function checkTrace({ traceEvents }: TraceFile): Found {
  const problems: string[] = [];
  /** Slices open on each thread, by when they began. */
  const open = new Map<string, number[]>();
  const named = new Set<string>();
  const flows = new Map<string, number>();
  let lastTs = -1;
  let slices = 0;
  let begun = 0;
  let arrows = 0;
  traceEvents.forEach((event, index) => {
    const { ph, name, cat, id, pid, tid, ts = -1, s, bp, args } = event;
    const bad = (what: string): unknown => problems.push(`record ${index} ${JSON.stringify(event)}: ${what}`);
    const required = REQUIRED[ph];
    if (required === undefined) return bad('an unknown phase');
    for (const field of required) if (event[field] === undefined) bad(`no ${field}`);
    if (!Number.isSafeInteger(pid) || !Number.isSafeInteger(tid)) bad('process and thread are numbers');
    const thread = `${pid} ${tid}`;
    const stack = open.get(thread) ?? [];
    if (ph === 'M') {
      if (!META.has(name ?? '')) bad('an unknown name of a process or thread');
      if (name === 'process_name') named.add(`${pid}`);
      if (name === 'thread_name') named.add(thread);
      if (name?.endsWith('_name') === true && typeof args?.['name'] !== 'string') bad('a name without text');
      return undefined;
    }
    if (typeof ts !== 'number' || ts <= lastTs) bad(`not later than ${lastTs}`);
    lastTs = ts;
    if (!named.has(`${pid}`)) bad('its process has no name');
    if (ph === 'B') {
      if (!named.has(thread)) bad('its thread has no name');
      stack.push(ts);
      open.set(thread, stack);
      slices++;
    } else if (ph === 'E') {
      if (stack.pop() === undefined) bad('nothing is open that could end');
    } else if (ph === 'i') {
      if (!['g', 'p', 't'].includes(s ?? '')) bad('an unknown scope');
    } else {
      // An arrow is one by category, name and id, and holds on to the slice that is open where it begins and ends.
      const key = `${cat} ${name} ${id}`;
      if (stack.length === 0) bad('no slice that the arrow could hold on to');
      if (ph === 's') {
        if (flows.has(key)) bad('the arrow has begun already');
        flows.set(key, ts);
        begun++;
      } else {
        if (bp !== 'e') bad('it would bind to the next slice');
        if (!flows.delete(key)) bad('the arrow has not begun');
        arrows++;
      }
    }
    return undefined;
  });
  for (const [thread, stack] of open) if (stack.length > 0) problems.push(`thread ${thread}: ${stack.length} slices do not end`);
  return { problems: problems.slice(0, 10), slices, begun, arrows };
}
