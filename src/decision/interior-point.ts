import { choleskyFactor, choleskySolve } from "../kernel/index.js";

/** A concave objective f and a convex constraint g <= 0 at one point of the simplex, with what Newton's step needs. */
export interface SimplexPoint {
  readonly objective: number;
  readonly objectiveGradient: Float64Array;
  /** g; a program without a constraint answers any number below 0 and a gradient of zeros. */
  readonly constraint: number;
  readonly constraintGradient: Float64Array;
  /** Lower triangle of -f'' + multiplier g'', row after row, as an array of its own. */
  readonly curvature: (multiplier: number) => Float64Array;
}

/** Maximise f(b) over b >= 0, sum(b) = 1, g(b) <= 0. Dimensionless: shares of wealth. */
export interface SimplexProgram {
  /** How many shares b has, >= 1. */
  readonly size: number;
  /** Index of a share that alone keeps the constraint (cash), or null. */
  readonly sure: number | null;
  /** f and g at b > 0, and at the corner `sure`. */
  readonly at: (b: Float64Array) => SimplexPoint;
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
  /** True where gap and residual are within what was asked and the constraint is kept to the last bit. */
  readonly complete: boolean;
}

/** When the search stops: a certificate this good, or this many steps. */
export interface SimplexStop {
  readonly gapMax: number;
  readonly residualMax: number;
  readonly iterationsMax: number;
}

/** Least share of the way to the nearest boundary that a step may take; it tends to the whole way near the answer. */
const STEP_SHARE_MIN = 0.99;
/** How often a step that makes the conditions worse is halved, and the size below which rounding may do so. */
const HALVINGS_MAX = 10;
const MERIT_SMALL = 1e-6;
/** Products are not driven further below the other conditions than this: the Newton matrix would lose its digits. */
const PRODUCTS_BEHIND = 1e-4;

/** What the search moves: shares with their multipliers, and the constraint's slack with its own. */
interface Iterate {
  readonly b: Float64Array;
  readonly z: Float64Array;
  readonly slack: number;
  readonly multiplier: number;
  /** Multiplier of sum(b) = 1. */
  readonly budget: number;
}

/** What remains of the optimality conditions at an iterate. */
interface Residuals {
  readonly dual: Float64Array;
  /** Largest of `dual` in absolute value. */
  readonly dualMost: number;
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
  let [sum, product, dualMost] = [-1, slack * multiplier, 0];
  for (let i = 0; i < b.length; i++) {
    dual[i] = multiplier * point.constraintGradient[i] - point.objectiveGradient[i] - z[i] + budget;
    dualMost = Math.max(dualMost, Math.abs(dual[i]));
    sum += b[i];
    product += b[i] * z[i];
  }
  return { dual, dualMost, constraint: point.constraint + slack, sum, complementarity: product / (b.length + 1) };
}

/** An iterate with everything known about it. */
interface State {
  readonly iterate: Iterate;
  readonly point: SimplexPoint;
  readonly residuals: Residuals;
  /** Stationarity and the constraint, each at its worst, and the mean product: 0 at the answer. */
  readonly merit: number;
}

function stateOf(program: SimplexProgram, iterate: Iterate): State {
  const point = program.at(iterate.b);
  const residuals = residualsOf(iterate, point);
  const merit = residuals.dualMost + Math.abs(residuals.constraint) + residuals.complementarity;
  return { iterate, point, residuals, merit };
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

/** By how much the products b z and slack x multiplier should change to first order. */
interface Target {
  readonly shares: Float64Array;
  readonly slack: number;
}

/** Newton direction towards zero residuals and the target products; `ones` solves the Newton matrix for a row of ones. */
function directionOf(state: State, factor: Float64Array, ones: Float64Array, target: Target): Iterate {
  const { iterate, point, residuals } = state;
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
  return {
    b: shares,
    z: bounds,
    slack: slackStep,
    multiplier: (target.slack - multiplier * slackStep) / slack,
    budget,
  };
}

/** Longest step, at most 1, that goes no further than `share` of the way to where a variable is 0. */
function stepLength(iterate: Iterate, direction: Iterate, share: number): number {
  let length = 1 / share;
  const limit = (value: number, change: number): void => {
    if (change < 0) length = Math.min(length, -value / change);
  };
  for (let i = 0; i < iterate.b.length; i++) {
    limit(iterate.b[i], direction.b[i]);
    limit(iterate.z[i], direction.z[i]);
  }
  limit(iterate.slack, direction.slack);
  limit(iterate.multiplier, direction.multiplier);
  return share * length;
}

/** The point reached by a step of `length` along a direction. */
function moved(iterate: Iterate, direction: Iterate, length: number): Iterate {
  return {
    b: iterate.b.map((share, i) => share + length * direction.b[i]),
    z: iterate.z.map((bound, i) => bound + length * direction.z[i]),
    slack: iterate.slack + length * direction.slack,
    multiplier: iterate.multiplier + length * direction.multiplier,
    budget: iterate.budget + length * direction.budget,
  };
}

/** Mean product of variables and multipliers after a step of `length`. */
function complementarityAfter(iterate: Iterate, direction: Iterate, length: number): number {
  let product = (iterate.slack + length * direction.slack) * (iterate.multiplier + length * direction.multiplier);
  for (let i = 0; i < iterate.b.length; i++)
    product += (iterate.b[i] + length * direction.b[i]) * (iterate.z[i] + length * direction.z[i]);
  return product / (iterate.b.length + 1);
}

/** The change that brings every product to `aim`, with the second-order term of a predicted direction (Mehrotra 1992). */
function targetOf({ b, z, slack, multiplier }: Iterate, aim: number, predicted: Iterate | null): Target {
  const shares = b.map((share, i) => aim - share * z[i] - (predicted === null ? 0 : predicted.b[i] * predicted.z[i]));
  const second = predicted === null ? 0 : predicted.slack * predicted.multiplier;
  return { shares, slack: aim - slack * multiplier - second };
}

/** The direction by predictor and corrector, and how far it may go; null where the Newton matrix cannot be factored. */
function stepFrom(state: State, least: number): { readonly direction: Iterate; readonly length: number } | null {
  const { iterate, point, residuals, merit } = state;
  const factor = newtonFactor(iterate, point);
  if (factor === null) return null;
  const ones = choleskySolve(factor, iterate.b.length, new Float64Array(iterate.b.length).fill(1));
  const predicted = directionOf(state, factor, ones, targetOf(iterate, 0, null));
  const now = residuals.complementarity;
  const share = Math.max(STEP_SHARE_MIN, 1 - now);
  const ahead = complementarityAfter(iterate, predicted, stepLength(iterate, predicted, share));
  const aim = Math.max(least, PRODUCTS_BEHIND * (merit - now), now * Math.min(1, (ahead / now) ** 3));
  const direction = directionOf(state, factor, ones, targetOf(iterate, aim, predicted));
  return { direction, length: stepLength(iterate, direction, share) };
}

/** The next state, by a step short enough to bring the conditions nearer; null where there is none. */
function nextState(program: SimplexProgram, state: State, least: number): State | null {
  const step = stepFrom(state, least);
  if (step === null) return null;
  let { length } = step;
  for (let halvings = 0; ; halvings++) {
    const next = stateOf(program, moved(state.iterate, step.direction, length));
    if (next.merit <= Math.max(MERIT_SMALL, (1 - 0.01 * length) * state.merit)) return next;
    if (halvings === HALVINGS_MAX) return Number.isFinite(next.merit) ? next : null;
    length /= 2;
  }
}

/** Starts in the middle of the simplex with every multiplier at 1. */
function startOf(size: number): Iterate {
  const b = new Float64Array(size).fill(1 / size);
  return { b, z: new Float64Array(size).fill(1), slack: 1, multiplier: 1, budget: 0 };
}

/** The certificate of a state; complete only where it meets `stop`. */
function certificateOf(
  { iterate, point, residuals }: State,
  stop: SimplexStop,
  iterations: number,
): SimplexCertificate {
  const { b, multiplier } = iterate;
  const gap = dualityGap(b, point, multiplier);
  const residual = Math.max(0, point.constraint, Math.abs(residuals.sum), residuals.dualMost);
  const complete = gap <= stop.gapMax && residual <= stop.residualMax && point.constraint <= 0;
  return { b, point, multiplier, gap, residual, iterations, complete };
}

/** The certificate of staking everything on one share; null where that is not proved to be best. */
function cornerCertificate(program: SimplexProgram, stop: SimplexStop): SimplexCertificate | null {
  if (program.sure === null) return null;
  const b = new Float64Array(program.size);
  b[program.sure] = 1;
  const point = program.at(b);
  const gap = dualityGap(b, point, 0);
  if (point.constraint > 0 || gap > stop.gapMax) return null;
  return { b, point, multiplier: 0, gap, residual: 0, iterations: 0, complete: true };
}

/**
 * Maximum of a concave objective over the simplex under one convex constraint, by a primal-dual interior point with exact
 * Newton steps, predictor and corrector (Mehrotra 1992). The corner `sure` is looked at first: where nothing but it keeps
 * the constraint there is no interior to walk through. Answers with the last point and its certificate, and says whether
 * that is complete.
 */
export function simplexMaximum(program: SimplexProgram, stop: SimplexStop): SimplexCertificate {
  const corner = cornerCertificate(program, stop);
  if (corner !== null) return corner;
  const least = stop.gapMax / (4 * (program.size + 1));
  let state = stateOf(program, startOf(program.size));
  for (let iterations = 0; ; iterations++) {
    const certificate = certificateOf(state, stop, iterations);
    if (certificate.complete || iterations >= stop.iterationsMax) return certificate;
    const next = nextState(program, state, least);
    if (next === null) return certificate;
    state = next;
  }
}
