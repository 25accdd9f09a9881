import { InternalError } from "../errors/index.js";

/** Rows of a book in the order of a key; rows of the same key in their own order. */
export interface SortedRows {
  insert(key: number, row: number): void;
  /** Takes out a row that was put in with this key. */
  remove(key: number, row: number): void;
  /** Appends to `into` the rows whose key is above `above` and at most `upTo`, ascending. */
  collect(above: number, upTo: number, into: number[]): void;
}

/** A stretch of the order: the first `count` places of both. */
interface Block {
  readonly keys: Float64Array;
  readonly rows: Int32Array;
  count: number;
}

/** Places in a block: small enough to be shifted at once, large enough that few are needed. */
const PLACES = 512;
/** Places taken in a new block, so that there is room for insertions. */
const FILLED = 384;

const block = (): Block => ({ keys: new Float64Array(PLACES), rows: new Int32Array(PLACES), count: 0 });

/** True where the pair in place `at` comes after (key, row). */
const isAfter = ({ keys, rows }: Block, at: number, key: number, row: number): boolean =>
  keys[at] > key || (keys[at] === key && rows[at] > row);

/** The first place after (key, row). */
function placeAfter(within: Block, key: number, row: number): number {
  let [low, high] = [0, within.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(within, middle, key, row)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The last block that does not begin after (key, row); the first where all do. */
function blockFor(blocks: readonly Block[], key: number, row: number): number {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isAfter(blocks[middle], 0, key, row)) high = middle - 1;
    else low = middle;
  }
  return low;
}

/** Moves what a full block has beyond the middle to a new one after it. */
function split(blocks: Block[], at: number): void {
  const [full, next] = [blocks[at], block()];
  const half = full.count >> 1;
  next.keys.set(full.keys.subarray(half, full.count));
  next.rows.set(full.rows.subarray(half, full.count));
  next.count = full.count - half;
  full.count = half;
  blocks.splice(at + 1, 0, next);
}

function insert(blocks: Block[], key: number, row: number): void {
  let at = blockFor(blocks, key, row);
  if (blocks[at].count === PLACES) {
    split(blocks, at);
    at = blockFor(blocks, key, row);
  }
  const into = blocks[at];
  const place = placeAfter(into, key, row);
  into.keys.copyWithin(place + 1, place, into.count);
  into.rows.copyWithin(place + 1, place, into.count);
  into.keys[place] = key;
  into.rows[place] = row;
  into.count++;
}

function remove(blocks: Block[], key: number, row: number): void {
  const at = blockFor(blocks, key, row);
  const from = blocks[at];
  const place = placeAfter(from, key, row) - 1;
  if (place < 0 || from.keys[place] !== key || from.rows[place] !== row) {
    throw new InternalError({
      field: "row",
      got: String(row),
      want: "a row that is there",
      hint: "this is a bug; report it",
    });
  }
  from.keys.copyWithin(place, place + 1, from.count);
  from.rows.copyWithin(place, place + 1, from.count);
  from.count--;
  if (from.count === 0 && blocks.length > 1) blocks.splice(at, 1);
}

function collect(blocks: readonly Block[], above: number, upTo: number, into: number[]): void {
  const first = blockFor(blocks, above, Infinity);
  let place = placeAfter(blocks[first], above, Infinity);
  for (let at = first; at < blocks.length; at++) {
    const { keys, rows, count } = blocks[at];
    for (; place < count; place++) {
      if (keys[place] > upTo) return;
      into.push(rows[place]);
    }
    place = 0;
  }
}

/** Bits by which one pass sorts. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** `order` sorted by eleven bits of each row's word, from bit `shift` on; rows alike in them stay as they were. */
function sortedByDigit(order: Int32Array, words: Uint32Array, shift: number): Int32Array {
  const starts = new Int32Array(DIGITS + 1);
  for (const row of order) starts[((words[row] >>> shift) & (DIGITS - 1)) + 1]++;
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1] += starts[digit];
  const sorted = new Int32Array(order.length);
  for (const row of order) sorted[starts[(words[row] >>> shift) & (DIGITS - 1)]++] = row;
  return sorted;
}

/**
 * Rows with a finite key, ascending by key: by the bits of the doubles, which measures three times as fast as
 * comparing.
 */
function rowsInOrder(keys: Float64Array): Int32Array {
  const [low, high] = [new Uint32Array(keys.length), new Uint32Array(keys.length)];
  const bits = new DataView(new ArrayBuffer(8));
  const rows = new Int32Array(keys.length);
  let count = 0;
  for (let row = 0; row < keys.length; row++) {
    if (!Number.isFinite(keys[row])) continue;
    rows[count++] = row;
    bits.setFloat64(0, keys[row]);
    // Of a negative number all bits turn, of any other the sign: as whole numbers they then order as the doubles do.
    const turned = keys[row] < 0 ? 0xffffffff : 0;
    low[row] = bits.getUint32(4) ^ turned;
    high[row] = bits.getUint32(0) ^ (turned | 0x80000000);
  }
  let order: Int32Array = rows.subarray(0, count);
  for (const words of [low, high]) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) order = sortedByDigit(order, words, shift);
  }
  return order;
}

/** The rows whose key, by row, is finite. */
export function sortedRows(keys: Float64Array): SortedRows {
  const order = rowsInOrder(keys);
  const blocks: Block[] = [];
  for (let from = 0; from === 0 || from < order.length; from += FILLED) {
    const next = block();
    for (const row of order.subarray(from, from + FILLED)) {
      next.keys[next.count] = keys[row];
      next.rows[next.count++] = row;
    }
    blocks.push(next);
  }
  return {
    insert: (key, row) => insert(blocks, key, row),
    remove: (key, row) => remove(blocks, key, row),
    collect: (above, upTo, into) => collect(blocks, above, upTo, into),
  };
}
