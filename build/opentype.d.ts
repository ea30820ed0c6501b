/** What `fontMetrics.ts` uses of a package that brings no types. */
declare module 'opentype.js' {
  export interface Glyph {
    readonly index: number;
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly unitsPerEm: number;
    readonly ascender: number;
    readonly descender: number;
    charToGlyph(character: string): Glyph;
  }
  const opentype: { parse(bytes: ArrayBuffer): Font };
  export default opentype;
}
