/** Style sheets: rules and declarations as texts. Forgiving as CSS asks for: what is not understood is skipped up to where it ends. */
import { compileSelector, type Compiled } from './selector.ts';

export interface Declaration {
  readonly property: string;
  readonly value: string;
  readonly important: boolean;
}

export interface Rule {
  readonly selectors: readonly Compiled[];
  readonly declarations: readonly Declaration[];
}

/** More rules than a page of people needs: what is beyond is not read. */
const RULES_MAX = 2000;

/** The rules of a sheet. `@media` blocks are read when their widths fit the viewport's; other at-rules are skipped. */
export function parseSheet(text: string, viewportWidth: number): readonly Rule[] {
  const rules: Rule[] = [];
  readRules(text.replaceAll(/\/\*[\s\S]*?(?:\*\/|$)/g, ' '), viewportWidth, rules);
  return rules;
}

function readRules(text: string, viewportWidth: number, rules: Rule[]): void {
  let at = 0;
  while (at < text.length && rules.length < RULES_MAX) {
    const open = findOutside(text, at, '{;');
    if (open === -1) return;
    const prelude = text.slice(at, open).trim();
    if (text[open] === ';') {
      at = open + 1;
      continue;
    }
    const close = blockEnd(text, open);
    const body = text.slice(open + 1, close);
    if (prelude.startsWith('@media')) {
      if (mediaFits(prelude, viewportWidth)) readRules(body, viewportWidth, rules);
    } else if (!prelude.startsWith('@')) {
      const selectors = compileSelector(prelude);
      if (selectors.length > 0) rules.push({ selectors, declarations: parseDeclarations(body) });
    }
    at = close + 1;
  }
}

/** Declarations of a block or of a `style` attribute. */
export function parseDeclarations(text: string): readonly Declaration[] {
  const found: Declaration[] = [];
  let at = 0;
  while (at < text.length) {
    const next = findOutside(text, at, ';');
    const end = next === -1 ? text.length : next;
    const colon = text.indexOf(':', at);
    if (colon !== -1 && colon < end) {
      const property = text.slice(at, colon).trim();
      const given = text.slice(colon + 1, end).trim();
      const important = /!\s*important$/i.test(given);
      const value = important ? given.replace(/!\s*important$/i, '').trim() : given;
      if (value !== '') found.push({ property: property.startsWith('--') ? property : property.toLowerCase(), value, important });
    }
    at = end + 1;
  }
  return found;
}

/** Where the first of these characters stands outside of quotes and brackets. */
function findOutside(text: string, from: number, characters: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '"' || character === "'") at = quoteEnd(text, at);
    else if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth = Math.max(0, depth - 1);
    else if (depth === 0 && characters.includes(character)) return at;
  }
  return -1;
}

function blockEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '"' || character === "'") at = quoteEnd(text, at);
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

function quoteEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[open] || text[at] === '\n') return at;
  }
  return text.length;
}

function mediaFits(prelude: string, viewportWidth: number): boolean {
  if (/print|dark|reduce/.test(prelude)) return false;
  const least = /min-width:\s*(\d+)px/.exec(prelude)?.[1];
  const most = /max-width:\s*(\d+)px/.exec(prelude)?.[1];
  return viewportWidth >= Number(least ?? 0) && viewportWidth <= Number(most ?? Infinity);
}
