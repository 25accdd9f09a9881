import { InternalError } from "../errors/index.js";
import { choleskyFactor, choleskySolve } from "./linear.js";

/** A function's value at x; writes its gradient there into `gradient`. Infinity where the function has no value. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

/** Where a search by gradients may go, and when it stops. */
export interface QuasiNewtonOptions {
  /** Lowest and highest value of each variable; without it none is bounded. */
  readonly bounds?: { readonly lower: Float64Array; readonly upper: Float64Array };
  /** A positive definite guess of the Hessian at the start, row after row; the better it is, the fewer the steps. */
  readonly hessian?: Float64Array;
  /** Stops where the quadratic model promises no larger fall than this; in units of f, default 1e-10. */
  readonly tolerance?: number;
  /** Evaluations after which the search gives up; default 500. */
  readonly evaluationsMax?: number;
}

/** Where a search by gradients ended. */
export interface QuasiNewtonMinimum {
  readonly at: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** For each variable: true where it sits on a bound and f would fall beyond it. */
  readonly onBound: readonly boolean[];
  /** Fall of f that the quadratic model still promises. */
  readonly fallLeft: number;
  readonly iterations: number;
  readonly evaluations: number;
  /** True if fallLeft is within the tolerance; false if the evaluations ran out, or rounding ended the search. */
  readonly converged: boolean;
}

/** A point with what is known there. */
interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Shares of the slope in the weak Wolfe conditions: sufficient fall, sufficient flattening. */
const FALL_SHARE = 1e-4;
const SLOPE_SHARE = 0.9;
/** Rounding of f, as a share of its value, that does not count as a rise. */
const ROUNDING = 1e-13;
/** Trials of one line search; each at least doubles or cuts the step. */
const TRIALS_MAX = 40;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/**
 * A local minimum of a smooth function of two to ten variables in a box, by the BFGS method with a line search to the weak
 * Wolfe conditions (Nocedal and Wright 2006, chapter 6; Lewis and Overton 2013, algorithm 4.6). Variables on a bound beyond
 * which f would fall are held; a step ends at the first bound that it meets. Not finding a minimum is an answer, not an
 * error: read `converged`.
 * @throws InternalError (E_INTERNAL) where f has no finite value at the start.
 */
export function minimiseSmooth(
  f: Differentiable,
  start: Float64Array,
  options: QuasiNewtonOptions = {},
): QuasiNewtonMinimum {
  const n = start.length;
  const box = options.bounds ?? {
    lower: new Float64Array(n).fill(-Infinity),
    upper: new Float64Array(n).fill(Infinity),
  };
  const { tolerance = 1e-10, evaluationsMax = 500 } = options;
  let evaluations = 0;
  const evaluate = (x: Float64Array): Point => {
    evaluations++;
    const gradient = new Float64Array(n);
    return { x, value: f(x, gradient), gradient };
  };
  let point = evaluate(start.map((value, i) => Math.min(box.upper[i], Math.max(box.lower[i], value))));
  assertStart(point);
  let hessian: Float64Array | null = options.hessian ?? null;
  for (let iterations = 0; ; iterations++) {
    const onBound = outwardOf(point, box, point.gradient, -1);
    const metric = hessian ?? identity(n);
    const fallLeft = -dot(point.gradient, descent(metric, point.gradient, onBound)) / 2;
    const converged = fallLeft <= tolerance;
    const next = converged || evaluations >= evaluationsMax ? null : step(evaluate, point, metric, onBound, box);
    if (next === null) {
      const { x: at, value, gradient } = point;
      return { at, value, gradient, onBound, fallLeft, iterations, evaluations, converged };
    }
    hessian = updated(hessian, point, next);
    point = next;
  }
}

/** @throws InternalError (E_INTERNAL) unless the search has somewhere to start. */
function assertStart({ x, value }: Point): void {
  if (Number.isFinite(value)) return;
  throw new InternalError({
    field: "minimiseSmooth",
    got: `f(${x.join(", ")}) = ${value}`,
    want: "a finite value at the start",
    hint: "this is a bug: the caller must pass a sane start",
  });
}

/** For each variable: true where it sits on a bound and sign x `way` leads out of the box, or the box leaves it no room. */
const outwardOf = ({ x }: Point, { lower, upper }: Box, way: Float64Array, sign: 1 | -1): boolean[] =>
  Array.from(x, (value, i) => {
    if (lower[i] === upper[i]) return true;
    return (value <= lower[i] && sign * way[i] < 0) || (value >= upper[i] && sign * way[i] > 0);
  });

/** The identity with n rows. */
const identity = (n: number): Float64Array => {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
};

/** -(Hessian)^-1 gradient over the variables that are not held; 0 for those that are. */
function descent(hessian: Float64Array, gradient: Float64Array, held: readonly boolean[]): Float64Array {
  const n = gradient.length;
  const reduced = hessian.slice();
  const right = gradient.map((slope, i) => (held[i] ? 0 : -slope));
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      if (held[row] || held[column]) reduced[row * n + column] = row === column ? 1 : 0;
    }
  }
  const factor = choleskyFactor(reduced, n);
  return factor === null ? right : choleskySolve(factor, n, right);
}

/** The next point by a step along the descent direction; null where no step is better. */
function step(
  evaluate: (x: Float64Array) => Point,
  from: Point,
  hessian: Float64Array,
  onBound: readonly boolean[],
  box: Box,
): Point | null {
  let held = onBound;
  let way = descent(hessian, from.gradient, held);
  // Variables depend on one another: one that is free to leave its bound may still be pushed back through it.
  for (let turn = 0; turn < from.x.length; turn++) {
    const outward = outwardOf(from, box, way, 1);
    if (!outward.includes(true)) break;
    held = held.map((value, i) => value || (outward[i] ?? false));
    way = descent(hessian, from.gradient, held);
  }
  return lineSearch(evaluate, from, way, box);
}

/** Longest step along `way` that stays in the box. */
function longestStep({ x }: Point, way: Float64Array, { lower, upper }: Box): number {
  let longest = Infinity;
  for (let i = 0; i < x.length; i++) {
    if (way[i] < 0) longest = Math.min(longest, (lower[i] - x[i]) / way[i]);
    if (way[i] > 0) longest = Math.min(longest, (upper[i] - x[i]) / way[i]);
  }
  return longest;
}

/** A point along `way` with a sufficient fall and, unless a bound ends the step, a sufficiently flatter slope. */
function lineSearch(evaluate: (x: Float64Array) => Point, from: Point, way: Float64Array, box: Box): Point | null {
  const slope = dot(from.gradient, way);
  if (!(slope < 0)) return null;
  const longest = longestStep(from, way, box);
  let near = { length: 0, value: from.value, slope };
  let tooFar: { readonly length: number; readonly value: number } | null = null;
  let length = Math.min(1, longest);
  for (let trial = 0; trial < TRIALS_MAX; trial++) {
    const to = evaluate(from.x.map((x, i) => Math.min(box.upper[i], Math.max(box.lower[i], x + length * way[i]))));
    const ceiling = from.value + FALL_SHARE * length * slope + ROUNDING * Math.abs(from.value);
    const slopeThere = dot(to.gradient, way);
    if (!(to.value <= ceiling)) tooFar = { length, value: to.value };
    else if (slopeThere < SLOPE_SHARE * slope && length < longest)
      near = { length, value: to.value, slope: slopeThere };
    else return to;
    length = tooFar === null ? Math.min(longest, 4 * length) : between(near, tooFar);
  }
  return null;
}

/** A step between one too short and one too long: the parabola's lowest point, kept off both ends; the middle where f has no value. */
function between(
  near: { readonly length: number; readonly value: number; readonly slope: number },
  far: { readonly length: number; readonly value: number },
): number {
  const span = far.length - near.length;
  const curvature = far.value - near.value - near.slope * span;
  const share = (-near.slope * span) / (2 * curvature);
  return near.length + span * (share > 0.1 && share < 0.9 ? share : share <= 0.1 ? 0.1 : 0.5);
}

/** The BFGS update (Nocedal and Wright 2006, equation 6.19); a first guess where there is none (6.20). */
function updated(hessian: Float64Array | null, from: Point, to: Point): Float64Array | null {
  const n = from.x.length;
  const move = to.x.map((x, i) => x - from.x[i]);
  const change = to.gradient.map((slope, i) => slope - from.gradient[i]);
  const curvature = dot(move, change);
  // A step that ends at a bound may not show the curvature that the update needs: it then teaches nothing.
  if (!(curvature > 1e-12 * Math.sqrt(dot(move, move) * dot(change, change)))) return hessian;
  const before = hessian ?? identity(n).map((value) => (value * dot(change, change)) / curvature);
  const image = new Float64Array(n);
  for (let row = 0; row < n; row++) image[row] = dot(before.subarray(row * n, row * n + n), move);
  const quadratic = dot(move, image);
  return before.map((value, i) => {
    const row = Math.floor(i / n);
    const column = i % n;
    return value + (change[row] * change[column]) / curvature - (image[row] * image[column]) / quadratic;
  });
}
