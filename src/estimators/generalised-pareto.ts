import {
  InternalError,
  OutOfRangeError,
  TooFewError,
  assertFinite,
  assertInRange,
  assertPositive,
} from "../errors/index.js";
import { minimise } from "../kernel/index.js";

/**
 * Fewest excesses that the distribution is fitted to: the error of the shape is then about (1 + shape) / 5. Its 95 %
 * interval, shape .3, holds the truth in 85 % of samples of 25, 92 % of 100 and 95 % of 250.
 */
export const EXCESSES_MIN = 25;
/** At and below this shape the likelihood is not regular (Smith 1985, Biometrika 72, 67): no errors can be given. */
const SHAPE_MIN = -0.5;
/** Largest shape that is searched: beyond it no quantile means anything. */
const SHAPE_MAX = 20;
/** Points on either side of shape 0 at which the profile is first looked at: it may have more than one valley. */
const GRID = 25;
/** Highest axis of the search: a ratio of scale to largest excess of e^-300. */
const AXIS_MAX = 300;
/** Largest mean score of a fit that is called solved. */
const SCORE_MAX = 1e-8;

/** Generalised Pareto distribution of excesses x >= 0: P(X > x) = (1 + shape x / scale)^(-1/shape). */
export interface GeneralisedPareto {
  /** Shape xi: above 0 a heavy tail of index 1/xi, 0 exponential, below 0 a tail with an end. */
  readonly shape: number;
  /** Scale beta > 0, in the unit of the excesses. */
  readonly scale: number;
}

/** A maximum-likelihood fit, or word that the excesses have so short a tail that no regular one exists. */
export type GeneralisedParetoFit =
  | (GeneralisedPareto & {
      readonly status: "fitted";
      /** Standard errors and covariance from the observed information, for independent excesses. */
      readonly shapeError: number;
      readonly scaleError: number;
      readonly covariance: number;
      readonly logLikelihood: number;
      /** Certificate: the larger mean score an excess, with respect to the shape and to the log scale; 0 at a solution. */
      readonly score: number;
      readonly count: number;
    })
  | {
      /** The likelihood rises up to the shape -0.5, at and below which it is not regular. */
      readonly status: "irregular";
      readonly count: number;
    };

/**
 * Fits the distribution to excesses over a threshold by maximum likelihood. With t = shape / scale the best shape is the
 * mean of ln(1 + t x) (Grimshaw 1993, Technometrics 35, 185), which leaves a search in one variable: on a grid
 * over shapes from -0.5 to 20, then within the best cell, then Newton steps on both parameters. The score returned certifies it.
 * @throws TooFewError (E_TOO_FEW) below 25 excesses; OutOfRangeError (E_OUT_OF_RANGE), NotFiniteError (E_NOT_FINITE) for
 * an excess that is not above 0.
 */
export function fitGeneralisedPareto(excesses: Float64Array): GeneralisedParetoFit {
  const count = excesses.length;
  if (count < EXCESSES_MIN) {
    throw new TooFewError({
      field: "excesses",
      got: `${count}`,
      want: `at least ${EXCESSES_MIN}`,
      hint: "lower the threshold, give a longer history, or pool similar assets",
    });
  }
  excesses.forEach((excess, i) => assertPositive(excess, `excesses[${i}]`));
  const mean = excesses.reduce((sum, excess) => sum + excess, 0) / count;
  const unit = excesses.map((excess) => excess / mean);
  const start = profileMaximum(unit);
  if (start === null) return { status: "irregular", count };
  const solved = polished(unit, start);
  if (solved.shape <= SHAPE_MIN) return { status: "irregular", count };
  const { sums } = solved;
  const determinant = sums.shapeShape * sums.scaleScale - sums.shapeScale ** 2;
  const score = Math.max(Math.abs(sums.shape), Math.abs(sums.scale)) / count;
  if (!(score < SCORE_MAX && determinant > 0)) throw unsolved(score, determinant);
  const scale = solved.scale * mean;
  return {
    status: "fitted",
    shape: solved.shape,
    scale,
    shapeError: Math.sqrt(-sums.scaleScale / determinant),
    scaleError: scale * Math.sqrt(-sums.shapeShape / determinant),
    covariance: (scale * sums.shapeScale) / determinant,
    logLikelihood: sums.value - count * Math.log(mean),
    score,
    count,
  };
}

/** Log-likelihood of excesses; -Infinity where one of them lies beyond the end of the distribution. */
export function paretoLogLikelihood(excesses: Float64Array, { shape, scale }: GeneralisedPareto): number {
  let sum = 0;
  for (const excess of excesses) {
    const z = excess / scale;
    const grown = 1 + shape * z;
    if (grown <= 0) return -Infinity;
    sum += logGrowth(shape, z) + Math.log(grown);
  }
  return -sum - excesses.length * Math.log(scale);
}

/** ln(1 + shape z) / shape, which is z at shape 0: -ln P(X > scale z). */
export function logGrowth(shape: number, z: number): number {
  return Math.abs(shape * z) < 1e-10 ? z * (1 - (shape * z) / 2) : Math.log1p(shape * z) / shape;
}

/**
 * Parameters near the highest point of the profile for excesses of mean 1; null where that is the shape -0.5.
 *
 * The ratio shape / scale is (e^axis - 1) / largest: from its end at -1 / largest, where the shape is -Infinity, upwards.
 */
const profileMaximum = (unit: Float64Array): GeneralisedPareto | null => {
  const largest = unit.reduce((most, excess) => Math.max(most, excess), 0);
  const at = (axis: number): GeneralisedPareto => {
    const shape = unit.reduce((sum, excess) => sum + logMixed(excess / largest, axis), 0) / unit.length;
    return { shape, scale: Math.abs(axis) < 1e-9 ? 1 : (shape * largest) / Math.expm1(axis) };
  };
  const lost = (axis: number): number => Math.log(at(axis).scale) + at(axis).shape;
  const low = axisWhere((axis) => at(axis).shape > SHAPE_MIN, -unit.length, 0);
  const high = axisWhere((axis) => at(axis).shape > SHAPE_MAX, 0, AXIS_MAX);
  const axes = Array.from({ length: 2 * GRID + 1 }, (_, i) => (i / GRID - 1) ** 3 * (i < GRID ? -low : high));
  const values = axes.map(lost);
  const best = values.reduce((least, value, i) => (value < values[least] ? i : least), 0);
  const found = at(minimise(lost, axes[Math.max(0, best - 1)], axes[Math.min(2 * GRID, best + 1)]).at);
  return found.shape < SHAPE_MIN + 1e-6 ? null : found;
};

/** ln(1 - r + r e^axis) for 0 < r <= 1, exact at r = 1 however low the axis. */
const logMixed = (r: number, axis: number): number =>
  r === 1 ? axis : axis > 0 ? axis + Math.log(r + (1 - r) * Math.exp(-axis)) : Math.log1p(r * Math.expm1(axis));

/** Where a condition that holds from some point upwards begins, by halving. */
const axisWhere = (holds: (axis: number) => boolean, low: number, high: number): number => {
  let [from, to] = [low, high];
  for (let step = 0; step < 40; step++) {
    const middle = (from + to) / 2;
    if (holds(middle)) to = middle;
    else from = middle;
  }
  return to;
};

/** Log-likelihood, its score and its second derivatives with respect to the shape and the log of the scale. */
interface Sums {
  readonly value: number;
  readonly shape: number;
  readonly scale: number;
  readonly shapeShape: number;
  readonly shapeScale: number;
  readonly scaleScale: number;
}

/** Newton steps from a start within the reach of the maximum; they end where rounding does. */
const polished = (unit: Float64Array, start: GeneralisedPareto): GeneralisedPareto & { readonly sums: Sums } => {
  let { shape, scale } = start;
  let sums = sumsOf(unit, shape, scale);
  for (let step = 0; step < 20; step++) {
    const determinant = sums.shapeShape * sums.scaleScale - sums.shapeScale ** 2;
    const nextShape = shape - (sums.scaleScale * sums.shape - sums.shapeScale * sums.scale) / determinant;
    const nextScale = scale * Math.exp(-(sums.shapeShape * sums.scale - sums.shapeScale * sums.shape) / determinant);
    const next = sumsOf(unit, nextShape, nextScale);
    const better = Math.hypot(next.shape, next.scale) < Math.hypot(sums.shape, sums.scale);
    if (!better) break;
    [shape, scale, sums] = [nextShape, nextScale, next];
  }
  return { shape, scale, sums };
};

const sumsOf = (unit: Float64Array, shape: number, scale: number): Sums => {
  let [value, first, second, shapeShape, shapeScale, scaleScale] = [0, 0, 0, 0, 0, 0];
  for (const excess of unit) {
    const z = excess / scale;
    const share = z / (1 + shape * z);
    const { slope, bend } = shapeTerms(shape * z);
    value -= logGrowth(shape, z) + Math.log1p(shape * z) + Math.log(scale);
    first += z * z * slope - share;
    second += (1 + shape) * share - 1;
    shapeShape += z ** 3 * bend + share * share;
    shapeScale += share - (1 + shape) * share * share;
    scaleScale -= ((1 + shape) * share * share) / z;
  }
  return { value, shape: first, scale: second, shapeShape, shapeScale, scaleScale };
};

/** (ln(1 + v) - v / (1 + v)) / v^2 and its derivative; by their series where the differences cancel. */
const shapeTerms = (v: number): { readonly slope: number; readonly bend: number } => {
  if (Math.abs(v) < 0.01) {
    let [slope, bend] = [0, 0];
    for (let k = 9; k >= 2; k--) {
      const coefficient = ((k % 2 === 0 ? 1 : -1) * (k - 1)) / k;
      slope = slope * v + coefficient;
      if (k > 2) bend = bend * v + coefficient * (k - 2);
    }
    return { slope, bend };
  }
  const slope = (Math.log1p(v) - v / (1 + v)) / (v * v);
  return { slope, bend: (1 / (1 + v) ** 2 - 2 * slope) / v };
};

const unsolved = (score: number, determinant: number): InternalError =>
  new InternalError({
    field: "fitGeneralisedPareto",
    got: `mean score ${score}, determinant ${determinant}`,
    want: "a score of 0 and a definite information",
    hint: "this is a bug: please report the excesses",
  });

/** A tail beyond a threshold: `exceedances` of `observations` lie above it and follow the distribution. */
export interface ParetoTail extends GeneralisedPareto {
  readonly threshold: number;
  readonly exceedances: number;
  readonly observations: number;
}

/**
 * Quantile (value at risk) of all observations, in the unit of the threshold: u + scale / shape (((1 - p) n / Nu)^-shape
 * - 1), McNeil and Frey (2000, Journal of Empirical Finance 7, 271), section 2.2.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) for a probability below 1 - Nu / n, where the tail does not reach, or not below
 * 1; NotFiniteError (E_NOT_FINITE).
 */
export function paretoTailQuantile(tail: ParetoTail, probability: number): number {
  const { shape, scale, threshold, exceedances, observations } = tail;
  assertFinite(shape, "shape");
  assertPositive(scale, "scale");
  assertPositive(exceedances, "exceedances");
  assertInRange(observations, "observations", { min: exceedances, want: "at least the exceedances" });
  assertInRange(probability, "probability", {
    min: 1 - exceedances / observations,
    max: 1 - Number.EPSILON / 2,
    want: "a fraction below 1, within the tail",
  });
  const ratio = ((1 - probability) * observations) / exceedances;
  const grown = Math.abs(shape) < 1e-12 ? -Math.log(ratio) : Math.expm1(-shape * Math.log(ratio)) / shape;
  return threshold + scale * grown;
}

/**
 * Expected shortfall: the mean of the observations beyond that quantile, (quantile + scale - shape u) / (1 - shape),
 * McNeil and Frey (2000), section 2.2.
 * @throws OutOfRangeError (E_OUT_OF_RANGE) as for the quantile, and for a shape of 1 or more: the mean is then infinite.
 */
export function paretoTailShortfall(tail: ParetoTail, probability: number): number {
  const { shape, scale, threshold } = tail;
  if (shape >= 1) {
    throw new OutOfRangeError({
      field: "shape",
      got: String(shape),
      want: "a shape below 1",
      hint: "a tail of this shape has no mean: use the quantile",
    });
  }
  return (paretoTailQuantile(tail, probability) + scale - shape * threshold) / (1 - shape);
}
