/** Kinds of right as the window draws and names them. */

import {
  PORT_RECEIVE,
  PORT_SEND,
  PORT_SEND_ONCE,
  TYPE_DEAD_NAME,
  TYPE_PORT_SET,
  TYPE_RECEIVE,
  TYPE_SEND,
  TYPE_SEND_ONCE,
  TYPE_SEND_RECEIVE,
} from '../../kernel/abi/rights.ts';

export type GlyphKind = 'receive' | 'send' | 'once' | 'set' | 'dead' | 'notify';
/** The word for what a name holds: `right.<word>` in the catalogue. */
export type RightWord = Exclude<GlyphKind, 'notify'> | 'both';

/** What an entry of these type bits is. A name that can both receive and send is drawn as the first. */
export function glyphOf(type: number): GlyphKind {
  if ((type & TYPE_RECEIVE) !== 0) return 'receive';
  if ((type & TYPE_SEND) !== 0) return 'send';
  if ((type & TYPE_SEND_ONCE) !== 0) return 'once';
  if ((type & TYPE_PORT_SET) !== 0) return 'set';
  return 'dead';
}

export function rightWord(type: number): RightWord {
  if ((type & TYPE_SEND_RECEIVE) === TYPE_SEND_RECEIVE) return 'both';
  if ((type & TYPE_DEAD_NAME) !== 0) return 'dead';
  return glyphOf(type) as RightWord;
}

/** A right inside a message. */
export function carriedGlyph(kind: number): GlyphKind {
  switch (kind) {
    case PORT_RECEIVE:
      return 'receive';
    case PORT_SEND:
      return 'send';
    case PORT_SEND_ONCE:
      return 'once';
    default:
      return 'dead';
  }
}
