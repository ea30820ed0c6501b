/** Records of the Trace Event Format as text, one a line, each later than the one before. */
export class Timeline {
  #text = '';
  #first = true;
  readonly #startUs: number;
  /** Time of the last record, in nanoseconds since the start, and the earliest of the next. */
  #lastNs = -1;
  #nowNs = 0;
  /** Names as JSON: few, and written often. */
  readonly #quoted = new Map<string, string>();

  constructor(startUs: number) {
    this.#startUs = startUs;
  }

  /** Characters that wait to be taken. */
  get length(): number {
    return this.#text.length;
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** What follows happens at this host time. */
  at(hostUs: number): void {
    this.#nowNs = Math.round((hostUs - this.#startUs) * 1000);
  }

  /** What a process or thread is called, and the like: it has no time. */
  meta(name: string, pid: number, tid: number, args: Readonly<Record<string, string | number>>): void {
    this.#add(`{"ph":"M","name":"${name}","pid":${pid},"tid":${tid},"args":${JSON.stringify(args)}}`);
  }

  /** A slice begins. */
  begin(pid: number, tid: number, name: string, seq: number): void {
    this.#add(`{"ph":"B","name":${this.#quote(name)},"pid":${pid},"tid":${tid},"ts":${this.#time()},"args":{"event":${seq}}}`);
  }

  /** The innermost slice of a thread ends, at event `seq` (-1: at none). */
  end(pid: number, tid: number, seq: number, result?: string): void {
    const args = `${seq < 0 ? '' : `"endEvent":${seq}`}${seq < 0 || result === undefined ? '' : ','}${result === undefined ? '' : `"result":${this.#quote(result)}`}`;
    this.#add(`{"ph":"E","pid":${pid},"tid":${tid},"ts":${this.#time()},"args":{${args}}}`);
  }

  /** An arrow begins (`s`) or ends (`f`) at the innermost slice that is open on a thread. */
  flow(phase: 's' | 'f', pid: number, tid: number, name: string, id: number): void {
    const binding = phase === 'f' ? ',"bp":"e"' : '';
    this.#add(
      `{"ph":"${phase}","cat":"message","name":${this.#quote(name)},"id":${id},"pid":${pid},"tid":${tid},"ts":${this.#time()}${binding}}`,
    );
  }

  /** Something that takes no time, of a process (`p`) or of all (`g`). */
  instant(pid: number, name: string, seq: number, text: string, scope: 'p' | 'g'): void {
    this.#add(
      `{"ph":"i","s":"${scope}","name":${this.#quote(name)},"pid":${pid},"tid":${pid},"ts":${this.#time()},"args":{"event":${seq},"text":${JSON.stringify(text)}}}`,
    );
  }

  #add(record: string): void {
    this.#text += this.#first ? record : `,\n${record}`;
    this.#first = false;
  }

  /** In microseconds, with the nanoseconds behind the point. */
  #time(): string {
    this.#lastNs = Math.max(this.#nowNs, this.#lastNs + 1);
    const ns = this.#lastNs % 1000;
    return `${Math.floor(this.#lastNs / 1000)}.${ns < 10 ? '00' : ns < 100 ? '0' : ''}${ns}`;
  }

  #quote(name: string): string {
    let quoted = this.#quoted.get(name);
    if (quoted === undefined) this.#quoted.set(name, (quoted = JSON.stringify(name)));
    return quoted;
  }
}
