/** The log contradicts itself: it is damaged, or made up. */
export class BrokenLog extends Error {
  override readonly name = 'BrokenLog';
}
