import { OutOfRangeError, assertFinite } from "../../errors/index.js";
import { normalQuantile } from "../normal.js";

/**
 * Quantiles of a law at dyadic points of both tails, linear between: the top bit of a 32-bit word tells the tail, the place
 * of the highest other bit the octave of its probability p in (0, 1/2), the CELL_BITS bits below it the cell, and the rest
 * interpolates. Node j of the lower tail, from 0 to 32 x 2^CELL_BITS, stands at p = 2^(o - 33) (1 + c 2^-CELL_BITS), where
 * o and c are the octave and the cell of j = o 2^CELL_BITS + c; the last at p = 1/2; and then the same of the upper tail.
 */
export interface QuantileTable {
  readonly nodes: Float64Array;
}

/** Cells of an octave, as a power of 2: 1 KB an octave and tail, of which nine draws in ten touch four. */
export const CELL_BITS = 7;
const CELLS = 2 ** CELL_BITS;

/** Nodes of one tail, and of both. */
export const TAIL_NODES = 32 * CELLS + 1;
export const TABLE_NODES = 2 * TAIL_NODES;

/** Probability at which node j of a tail stands. */
const probabilityOf = (j: number): number => 2 ** (Math.floor(j / CELLS) - 33) * (1 + (j % CELLS) / CELLS);

/** Root of the mean square beyond p = 2^-32 of a tail that goes on as a power of p, as it does from there to 2^-33; the value at 2^-33 where it has no such root. */
function furthest(at: (p: number) => number): number {
  const [value, further] = [at(2 ** -32), at(2 ** -33)];
  const power = Math.log2(further / value);
  return power > 0 && power < 0.45 ? value / Math.sqrt(1 - 2 * power) : further;
}

/**
 * Nodes of a tail. Each stands a twelfth of a second difference off its quantile, so that the mean over each cell, and with
 * it the moments of the law, are right to the fourth order of a cell's width.
 */
function tailNodes(at: (p: number) => number): Float64Array {
  const nodes = Float64Array.from({ length: TAIL_NODES }, (_, j) => {
    const p = probabilityOf(j);
    const value = at(p);
    // At 1/2 the cell above belongs to the other tail and mirrors this one.
    const width = 2 ** (Math.floor(Math.min(j, TAIL_NODES - 2) / CELLS) - 33) / CELLS;
    const [before, after] = [value - at(p - width), at(p + width) - value];
    // Where the law has a kink or an atom the nodes still grow.
    const most = Math.min(Math.abs(before), Math.abs(after)) / 4;
    return value - Math.max(-most, Math.min(most, (after - before) / 12));
  });
  nodes[0] = furthest(at);
  return nodes;
}

/**
 * The table of a law by its quantile function, which is asked for probabilities from 2^-34 to 1 - 2^-34. Exactly symmetric
 * where the law is, to 1e-9; its draws have the mean and the variance of the law to about 1e-7.
 * @throws NotFiniteError, OutOfRangeError where the function does not grow from one finite number to the next.
 */
export function quantileTable(quantile: (probability: number) => number): QuantileTable {
  const lower = tailNodes(quantile);
  const upper = tailNodes((p) => quantile(1 - p));
  const scale = Math.abs(lower[TAIL_NODES - 1 - CELLS]);
  const symmetric = lower.every((value, j) => Math.abs(value + upper[j]) <= 1e-9 * Math.max(scale, Math.abs(value)));
  const middle = symmetric ? 0 : (lower[TAIL_NODES - 1] + upper[TAIL_NODES - 1]) / 2;
  lower[TAIL_NODES - 1] = upper[TAIL_NODES - 1] = middle;
  const nodes = new Float64Array(TABLE_NODES);
  nodes.set(lower);
  nodes.set(symmetric ? lower.map((value) => -value) : upper, TAIL_NODES);
  const table = { nodes };
  assertQuantileTable(table, "quantile");
  return table;
}

/** @throws NotFiniteError, OutOfRangeError (E_OUT_OF_RANGE) unless the nodes are as many as they should be and grow with their probability. */
export function assertQuantileTable({ nodes }: QuantileTable, field: string): void {
  const refuse = (got: string): never => {
    const want = `${TABLE_NODES} quantiles that grow with their probability`;
    throw new OutOfRangeError({ field, got, want, hint: "make it by quantileTable from a quantile function" });
  };
  if (nodes.length !== TABLE_NODES) refuse(`${nodes.length} nodes`);
  nodes.forEach((node) => {
    assertFinite(node, field);
  });
  for (let j = 1; j < TAIL_NODES; j++) {
    if (nodes[j] < nodes[j - 1]) refuse(`${nodes[j - 1]}, then ${nodes[j]}`);
    if (nodes[TAIL_NODES + j] > nodes[TAIL_NODES + j - 1])
      refuse(`${nodes[TAIL_NODES + j]}, then ${nodes[TAIL_NODES + j - 1]}`);
  }
  if (nodes[TAIL_NODES - 1] !== nodes[TABLE_NODES - 1]) refuse("two medians");
}

const PER_WORD = 2 ** -32;

/** The quantile of a 32-bit word, which grows with the word as an unsigned number. */
export function quantileOf(nodes: Float64Array, word: number): number {
  const folded = word ^ (word >> 31);
  const odd = (folded << 1) | 1;
  const zeros = Math.clz32(odd);
  const top = odd << zeros;
  const node = (word >>> 31) * TAIL_NODES + ((31 - zeros) << CELL_BITS) + ((top << 1) >>> (32 - CELL_BITS));
  const left = nodes[node];
  return left + ((top << (1 + CELL_BITS)) >>> 0) * PER_WORD * (nodes[node + 1] - left);
}

/** Last node of a tail, from `first` on, that is not beyond z; both ends are known to lie on either side of it. */
function lastNode(nodes: Float64Array, first: number, z: number, sign: number): number {
  let [low, high] = [first, first + TAIL_NODES - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sign * nodes[middle] <= sign * z) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability, in its own tail, of what lies beyond z, where z is between the tail's first node and its last. */
function tailBeyond(nodes: Float64Array, first: number, z: number, sign: number): number {
  const node = lastNode(nodes, first, z, sign);
  const j = node - first;
  const octave = j >> CELL_BITS;
  const width = OCTAVE_WIDTHS[octave];
  const within = (z - nodes[node]) / (nodes[node + 1] - nodes[node]);
  return width * (CELLS + (j & (CELLS - 1)) + within);
}

/** Width of a cell in each octave. */
const OCTAVE_WIDTHS = Float64Array.from({ length: 32 }, (_, octave) => 2 ** (octave - 33 - CELL_BITS));

/** P(Z <= z) of the law that a table draws from, words taken as continuous: the inverse of its interpolation. */
export function tableCdf(nodes: Float64Array, z: number): number {
  if (z < nodes[TAIL_NODES - 1]) return z < nodes[0] ? 0 : tailBeyond(nodes, 0, z, 1);
  return z === nodes[TABLE_NODES - 1] ? 0.5 : z > nodes[TAIL_NODES] ? 1 : 1 - tailBeyond(nodes, TAIL_NODES, z, -1);
}

let normal: QuantileTable | null = null;

/** The table of the standard normal law, made when it is first asked for. */
export function normalTable(): QuantileTable {
  normal ??= quantileTable(normalQuantile);
  return normal;
}
