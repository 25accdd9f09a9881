/* src/kernel/paths/quantile-table.ts: draws of a table, and its distribution function. */

const CELL_BITS: i32 = 7;
const CELLS: i32 = 1 << CELL_BITS;
const TAIL_NODES: i32 = 32 * CELLS + 1;
const PER_WORD: f64 = 1.0 / 4294967296.0;

/** Node of a table that begins at `nodes`. */
@inline
function nodeAt(nodes: usize, node: i32): f64 {
  return load<f64>(nodes + (<usize>node << 3));
}

/** The quantile of a word. */
@inline
export function quantileOf(nodes: usize, word: i32): f64 {
  const folded = word ^ (word >> 31);
  const odd = (folded << 1) | 1;
  const zeros = clz(odd);
  const top = odd << zeros;
  const node = <i32>(<u32>word >>> 31) * TAIL_NODES + ((31 - zeros) << CELL_BITS) + <i32>(<u32>(top << 1) >>> (32 - CELL_BITS));
  const left = nodeAt(nodes, node);
  return left + <f64>(<u32>(top << (1 + CELL_BITS))) * PER_WORD * (nodeAt(nodes, node + 1) - left);
}

/** Probability, in its own tail, of what lies beyond z, where z is between the tail's first node and its last. */
function tailBeyond(nodes: usize, first: i32, z: f64, sign: f64): f64 {
  let low = first, high = first + TAIL_NODES - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sign * nodeAt(nodes, middle) <= sign * z) low = middle;
    else high = middle;
  }
  const j = low - first;
  const octave = j >> CELL_BITS;
  const width = reinterpret<f64>(<u64>(1023 + octave - 33 - CELL_BITS) << 52);
  const within = (z - nodeAt(nodes, low)) / (nodeAt(nodes, low + 1) - nodeAt(nodes, low));
  return width * (<f64>(CELLS + (j & (CELLS - 1))) + within);
}

/** P(Z <= z) of the law of a table. */
export function tableCdf(nodes: usize, z: f64): f64 {
  if (z < nodeAt(nodes, TAIL_NODES - 1)) return z < nodeAt(nodes, 0) ? 0 : tailBeyond(nodes, 0, z, 1);
  return z == nodeAt(nodes, 2 * TAIL_NODES - 1) ? 0.5 : z > nodeAt(nodes, TAIL_NODES) ? 1 : 1 - tailBeyond(nodes, TAIL_NODES, z, -1);
}
