/** The part of Mermaid's grammar of sequence diagrams that may come up, strictly: what does not fit it throws. */

export interface Drawn {
  readonly participants: readonly { readonly name: string; readonly title: string }[];
  readonly arrows: readonly { readonly from: string; readonly arrow: string; readonly to: string; readonly text: string }[];
  readonly notes: readonly { readonly over: string; readonly text: string }[];
}

/** An actor's name has no arrow and no separator in it. */
const NAME = String.raw`[^\s+<\->:\n,;]+`;
/** A text goes to the end of its line; `;` ends it too, and `#` begins a character by its number or name. */
const TEXT = String.raw`(?:[^#;\n]|#\w+;)*`;
const PARTICIPANT = new RegExp(`^participant (${NAME}) as (${TEXT})$`);
const ARROW = new RegExp(`^(${NAME})(->>|-->>|-x|--x|-\\)|--\\))(${NAME}): ?(${TEXT})$`);
const NOTE = new RegExp(`^Note over (${NAME})(?:,(${NAME}))?: ?(${TEXT})$`);
/** Words that the lexer takes for its own. */
const KEYWORDS = new Set([
  'end',
  'loop',
  'alt',
  'else',
  'opt',
  'par',
  'and',
  'rect',
  'box',
  'note',
  'critical',
  'option',
  'break',
  'actor',
  'link',
  'links',
]);

export function sequenceOf(text: string): Drawn {
  const [first, ...lines] = text.split('\n').map((line) => line.trim());
  if (first !== 'sequenceDiagram') throw new Error(`it begins with ${first}`);
  const drawn = {
    participants: [] as Drawn['participants'][number][],
    arrows: [] as Drawn['arrows'][number][],
    notes: [] as Drawn['notes'][number][],
  };
  const declared = new Set<string>();
  const known = (name: string): string => {
    if (!declared.has(name)) throw new Error(`nobody is called ${name}`);
    return name;
  };
  for (const line of lines) {
    // A comment; `%%{` would be a directive.
    if (line === '' || /^%%(?!\{)/.test(line)) continue;
    if (/%%\{/.test(line)) throw new Error(`a directive in “${line}”`);
    const [participant, arrow, note] = [PARTICIPANT.exec(line), ARROW.exec(line), NOTE.exec(line)];
    if (participant !== null) {
      const [, name = '', title = ''] = participant;
      if (KEYWORDS.has(name.toLowerCase()) || declared.has(name)) throw new Error(`${name} cannot be a participant`);
      declared.add(name);
      drawn.participants.push({ name, title: plain(title) });
    } else if (arrow !== null) {
      const [, from = '', kind = '', to = '', said = ''] = arrow;
      drawn.arrows.push({ from: known(from), arrow: kind, to: known(to), text: plain(said) });
    } else if (note !== null) {
      const [, over = '', , said = ''] = note;
      drawn.notes.push({ over: known(over), text: plain(said) });
    } else throw new Error(`no statement: “${line}”`);
  }
  return drawn;
}

function plain(text: string): string {
  return text.replace(/#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
