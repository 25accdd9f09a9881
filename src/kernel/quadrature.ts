import { OutOfRangeError } from "../errors/index.js";

/** Nodes, ascending, and weights of a quadrature rule. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Squared off-diagonal k of a family's Jacobi matrix, k >= 1; the diagonal is 0 for a symmetric weight. */
type Recurrence = (k: number) => number;

/** Largest rule: beyond it the Hermite polynomials leave the range of a double. */
const NODES_MAX = 256;

/** How many zeros of the family's polynomial of degree n lie below x: the Sturm count of its Jacobi matrix less x. */
function zerosBelow(x: number, n: number, recurrence: Recurrence): number {
  let count = 0;
  let pivot = -x;
  for (let k = 1; k <= n; k++) {
    if (pivot < 0) count++;
    if (pivot === 0) pivot = Number.MIN_VALUE * 2 ** 60;
    pivot = -x - recurrence(k) / pivot;
  }
  return count;
}

/** Orthonormal polynomials at x for a weight of mass 1: Newton's correction to a zero of degree n, and the Christoffel weight there. */
function atNode(
  x: number,
  n: number,
  recurrence: Recurrence,
): { readonly correction: number; readonly weight: number } {
  let [before, value, slopeBefore, slope, squares] = [0, 1, 0, 0, 0];
  for (let k = 1; k <= n; k++) {
    squares += value * value;
    const now = Math.sqrt(recurrence(k));
    const last = k === 1 ? 0 : Math.sqrt(recurrence(k - 1));
    const next = (x * value - last * before) / now;
    const nextSlope = (value + x * slope - last * slopeBefore) / now;
    [before, value, slopeBefore, slope] = [value, next, slope, nextSlope];
  }
  return { correction: value / slope, weight: 1 / squares };
}

/** The i-th zero, counted from 0 upwards, isolated by bisection on the Sturm count and finished by Newton. */
function zero(i: number, n: number, recurrence: Recurrence, bound: number): number {
  let [low, high] = [-bound, bound];
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (zerosBelow(middle, n, recurrence) > i) high = middle;
    else low = middle;
  }
  let x = (low + high) / 2;
  for (let step = 0; step < 4; step++) x -= atNode(x, n, recurrence).correction;
  return x;
}

/** Gauss's rule with n nodes for a symmetric weight of total mass `mass` on [-bound, bound]. */
function symmetricRule(n: number, recurrence: Recurrence, bound: number, mass: number): QuadratureRule {
  if (!Number.isInteger(n) || n < 1 || n > NODES_MAX) {
    const want = `a whole number from 1 to ${NODES_MAX}`;
    throw new OutOfRangeError({
      field: "n",
      got: String(n),
      want,
      hint: "split the interval instead of raising the number of nodes",
    });
  }
  const rule = { nodes: new Float64Array(n), weights: new Float64Array(n) };
  for (let i = 0; 2 * i < n; i++) {
    const mirror = n - 1 - i;
    const node = i === mirror ? 0 : zero(mirror, n, recurrence, bound);
    const weight = mass * atNode(node, n, recurrence).weight;
    rule.nodes[mirror] = node;
    rule.nodes[i] = i === mirror ? 0 : -node;
    rule.weights[mirror] = weight;
    rule.weights[i] = weight;
  }
  return rule;
}

const legendreRules = new Map<number, QuadratureRule>();
const hermiteRules = new Map<number, QuadratureRule>();

/** The rule kept under n, made on first use. */
function remembered(rules: Map<number, QuadratureRule>, n: number, make: () => QuadratureRule): QuadratureRule {
  const known = rules.get(n);
  if (known !== undefined) return known;
  const made = make();
  rules.set(n, made);
  return made;
}

/** Gauss-Legendre rule with n nodes on [-1, 1]; weights sum to 2. Kept after the first call: do not write to it. @throws OutOfRangeError (E_OUT_OF_RANGE) unless 1 <= n <= 256. */
export function gaussLegendre(n: number): QuadratureRule {
  return remembered(legendreRules, n, () => symmetricRule(n, (k) => (k * k) / (4 * k * k - 1), 1, 2));
}

/** Gauss-Hermite rule with n nodes for the standard normal distribution; weights sum to 1. Kept after the first call: do not write to it. @throws OutOfRangeError (E_OUT_OF_RANGE) unless 1 <= n <= 256. */
export function gaussHermite(n: number): QuadratureRule {
  return remembered(hermiteRules, n, () => symmetricRule(n, (k) => k, 2 * Math.sqrt(n) + 1, 1));
}

/** Integral of f from low to high by one Gauss-Legendre rule, 32 nodes unless told: for a function that is smooth over the interval. */
export function integrate(
  f: (x: number) => number,
  low: number,
  high: number,
  rule: QuadratureRule = gaussLegendre(32),
): number {
  const half = (high - low) / 2;
  const middle = (high + low) / 2;
  let sum = 0;
  rule.nodes.forEach((node, i) => {
    sum += rule.weights[i] * f(middle + half * node);
  });
  return half * sum;
}
