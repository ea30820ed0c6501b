/**
 * A map from numbers to records that can be frozen at no cost: a trie of sixteen-way nodes whose parts belong to an *epoch*. What
 * belongs to the current epoch is changed in place; what belongs to an older one, and so perhaps to a checkpoint, is copied first.
 * Keys are 32-bit and never ~0.
 */

import { BrokenLog } from './broken.ts';

const WAYS = 16;
const WAY_BITS = 4;
const WAY_MASK = WAYS - 1;
const CHILD = -1;

class Node<T> {
  readonly epoch: number;
  /** Key of each slot's record; `CHILD` where the slot holds a node; 0 with `undefined` where it is empty. */
  readonly keys: number[];
  readonly slots: (T | Node<T> | undefined)[];
  used: number;

  constructor(epoch: number, keys: number[], slots: (T | Node<T> | undefined)[], used: number) {
    this.epoch = epoch;
    this.keys = keys;
    this.slots = slots;
    this.used = used;
  }
}

const NO_KEYS: readonly number[] = Array.from({ length: WAYS }, () => 0);
const NO_SLOTS: readonly undefined[] = Array.from({ length: WAYS }, () => undefined);
function emptyNode<T>(epoch: number): Node<T> {
  return new Node<T>(epoch, NO_KEYS.slice(), NO_SLOTS.slice(), 0);
}

/** Spreads keys over the trie. One to one, so that two keys never collide to the last bit. */
function spread(key: number): number {
  const mixed = Math.imul(key, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

export interface Owned {
  readonly epoch: number;
}

export class Table<T extends Owned> {
  #root: Node<T> | undefined;
  size: number;

  private constructor(root: Node<T> | undefined, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<T extends Owned>(): Table<T> {
    return new Table<T>(undefined, 0);
  }

  /** Another table with the same content. It costs nothing as long as each side then works in an epoch of its own. */
  share(): Table<T> {
    return new Table<T>(this.#root, this.size);
  }

  get(key: number): T | undefined {
    let node = this.#root;
    let path = spread(key);
    const wanted = key | 0;
    while (node !== undefined) {
      const way = path & WAY_MASK;
      const found = node.keys[way]!;
      const slot = node.slots[way];
      if (found !== CHILD) return found === wanted ? (slot as T | undefined) : undefined;
      node = slot as Node<T>;
      path >>>= WAY_BITS;
    }
    return undefined;
  }

  /** Sets or replaces. Returns how many nodes had to be copied. */
  set(epoch: number, key: number, value: T): number {
    let copied = 0;
    let path = spread(key);
    const wanted = key | 0;
    if (wanted === CHILD) throw new BrokenLog('an event has an id that is none');
    let node = this.#root;
    if (node === undefined) node = this.#root = emptyNode<T>(epoch);
    else if (node.epoch !== epoch) {
      node = this.#root = copyOf(node, epoch);
      copied++;
    }
    let shift = 0;
    for (;;) {
      const way = path & WAY_MASK;
      const found = node.keys[way]!;
      const slot = node.slots[way];
      if (found === CHILD) {
        let child = slot as Node<T>;
        if (child.epoch !== epoch) {
          child = copyOf(child, epoch);
          node.slots[way] = child;
          copied++;
        }
        node = child;
        path >>>= WAY_BITS;
        shift += WAY_BITS;
        continue;
      }
      if (slot === undefined) {
        node.keys[way] = wanted;
        node.slots[way] = value;
        node.used++;
        this.size++;
        return copied;
      }
      if (found === wanted) {
        node.slots[way] = value;
        return copied;
      }
      const child = emptyNode<T>(epoch);
      const further = (spread(found) >>> (shift + WAY_BITS)) & WAY_MASK;
      child.keys[further] = found;
      child.slots[further] = slot;
      child.used = 1;
      node.keys[way] = CHILD;
      node.slots[way] = child;
      node = child;
      path >>>= WAY_BITS;
      shift += WAY_BITS;
    }
  }

  delete(epoch: number, key: number): number {
    if (this.#root === undefined || this.get(key) === undefined) return 0;
    const before = copies;
    this.#root = without(this.#root, epoch, spread(key));
    this.size--;
    return copies - before;
  }

  /** In no order that means anything. */
  *values(): Generator<T, void, undefined> {
    if (this.#root !== undefined) yield* nodeValues(this.#root);
  }

  /** The records, ordered by a number of theirs. */
  sorted(by: (value: T) => number): T[] {
    return [...this.values()].toSorted((a, b) => by(a) - by(b));
  }
}

let copies = 0;

function copyOf<T>(node: Node<T>, epoch: number): Node<T> {
  copies++;
  return new Node<T>(epoch, node.keys.slice(), node.slots.slice(), node.used);
}

/** The node without the record that `path` leads to; undefined when nothing is left of it. One record alone may stay below: what comes
 * next is likely to need the node. */
function without<T>(node: Node<T>, epoch: number, path: number): Node<T> | undefined {
  const own = node.epoch === epoch ? node : copyOf(node, epoch);
  const way = path & WAY_MASK;
  const left = own.keys[way] === CHILD ? without(own.slots[way] as Node<T>, epoch, path >>> WAY_BITS) : undefined;
  if (left === undefined) {
    if (own.used === 1) return undefined;
    own.keys[way] = 0;
    own.used--;
  }
  own.slots[way] = left;
  return own;
}

function* nodeValues<T>(node: Node<T>): Generator<T, void, undefined> {
  for (let way = 0; way < WAYS; way++) {
    const slot = node.slots[way];
    if (slot === undefined) continue;
    if (node.keys[way] === CHILD) yield* nodeValues(slot as Node<T>);
    else yield slot as T;
  }
}
