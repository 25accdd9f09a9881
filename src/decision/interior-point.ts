import { choleskyFactor, choleskySolve } from "../kernel/index.js";

/** A concave objective f and a convex constraint g <= 0 at one point of the simplex, with what Newton's step needs. */
export interface SimplexPoint {
  readonly objective: number;
  readonly objectiveGradient: Float64Array;
  /** g; a program without a constraint answers any number below 0 and a gradient of zeros. */
  readonly constraint: number;
  readonly constraintGradient: Float64Array;
  /** Lower triangle of -f'' + multiplier g'', row after row, as an array of its own. */
  curvature(multiplier: number): Float64Array;
}

/** Maximise f(b) over b >= 0, sum(b) = 1, g(b) <= 0. Dimensionless: shares of wealth. */
export interface SimplexProgram {
  /** How many shares b has, >= 1. */
  readonly size: number;
  /** f and g at b > 0. */
  at(b: Float64Array): SimplexPoint;
}

/** How good a point is, proved by weak duality from the point and one multiplier, whatever found them. */
export interface SimplexCertificate {
  readonly b: Float64Array;
  readonly point: SimplexPoint;
  /** Multiplier of the constraint, >= 0. */
  readonly multiplier: number;
  /** Upper bound of (best f) - f(b); below 0 only where b breaks the constraint. */
  readonly gap: number;
  /** Largest violation of sum(b) = 1, g(b) <= 0 and of stationarity at the multipliers that the search holds. */
  readonly residual: number;
  /** Newton steps taken. */
  readonly iterations: number;
}

/** When the search stops. */
export interface SimplexStop {
  readonly gapMax: number;
  readonly residualMax: number;
  readonly iterationsMax: number;
}

/** Share of the way to the nearest boundary that a step may take. */
const STEP_SHARE = 0.99;

/** What the search moves: shares with their multipliers, and the constraint's slack with its own. */
interface Iterate {
  readonly b: Float64Array;
  readonly z: Float64Array;
  slack: number;
  multiplier: number;
  budget: number;
}

/** One direction of an iterate. */
type Direction = Iterate;

/** What remains of the optimality conditions at an iterate. */
interface Residuals {
  readonly dual: Float64Array;
  readonly constraint: number;
  readonly sum: number;
  /** Mean product of a variable with its multiplier. */
  readonly complementarity: number;
}

/**
 * Upper bound of (best f) - f(b) for any multiplier k >= 0: f and -g are concave, so over the simplex
 * f(b') <= f(b) - k g(b) + max_i d_i - d'b with d = f' - k g' (Lagrange duality with a linear upper bound).
 */
export function dualityGap(b: Float64Array, point: SimplexPoint, multiplier: number): number {
  let [highest, average] = [-Infinity, 0];
  for (let i = 0; i < b.length; i++) {
    const slope = point.objectiveGradient[i] - multiplier * point.constraintGradient[i];
    highest = Math.max(highest, slope);
    average += slope * b[i];
  }
  return highest - average - multiplier * point.constraint;
}

function residualsOf(iterate: Iterate, point: SimplexPoint): Residuals {
  const { b, z, slack, multiplier, budget } = iterate;
  const dual = new Float64Array(b.length);
  let [sum, product] = [-1, slack * multiplier];
  for (let i = 0; i < b.length; i++) {
    dual[i] = multiplier * point.constraintGradient[i] - point.objectiveGradient[i] - z[i] + budget;
    sum += b[i];
    product += b[i] * z[i];
  }
  const complementarity = product / (b.length + 1);
  return { dual, constraint: point.constraint + slack, sum, complementarity };
}

/** Factor of the Newton matrix, bordered by the row of ones; null where rounding has made it indefinite. */
function newtonFactor(iterate: Iterate, point: SimplexPoint): Float64Array | null {
  const { b, z, slack, multiplier } = iterate;
  const size = b.length;
  const matrix = point.curvature(multiplier);
  const weight = multiplier / slack;
  for (let i = 0; i < size; i++) {
    const scaled = weight * point.constraintGradient[i];
    for (let j = 0; j <= i; j++) matrix[i * size + j] += scaled * point.constraintGradient[j];
    matrix[i * size + i] += z[i] / b[i];
  }
  return choleskyFactor(matrix, size);
}

/** Products b z and slack x multiplier that a direction should leave undone: what the second-order correction needs. */
interface Target {
  readonly shares: Float64Array;
  readonly slack: number;
}

/** Newton direction towards zero residuals and the target products. */
function directionOf(
  iterate: Iterate,
  point: SimplexPoint,
  residuals: Residuals,
  factor: Float64Array,
  ones: Float64Array,
  target: Target,
): Direction {
  const { b, z, slack, multiplier } = iterate;
  const size = b.length;
  const lift = (target.slack + multiplier * residuals.constraint) / slack;
  const right = new Float64Array(size);
  for (let i = 0; i < size; i++)
    right[i] = target.shares[i] / b[i] - residuals.dual[i] - point.constraintGradient[i] * lift;
  const free = choleskySolve(factor, size, right);
  let [freeSum, onesSum] = [0, 0];
  for (let i = 0; i < size; i++) {
    freeSum += free[i];
    onesSum += ones[i];
  }
  const budget = (freeSum + residuals.sum) / onesSum;
  const shares = new Float64Array(size);
  const bounds = new Float64Array(size);
  let rise = 0;
  for (let i = 0; i < size; i++) {
    shares[i] = free[i] - budget * ones[i];
    bounds[i] = (target.shares[i] - z[i] * shares[i]) / b[i];
    rise += point.constraintGradient[i] * shares[i];
  }
  const slackStep = -residuals.constraint - rise;
  return { b: shares, z: bounds, slack: slackStep, multiplier: (target.slack - multiplier * slackStep) / slack, budget };
}
