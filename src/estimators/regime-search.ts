import { NotFiniteError, OutOfRangeError, TooFewError } from "../errors/index.js";
import { choleskyFactor, choleskyInverse } from "../kernel/index.js";
import { createSmoother, type HiddenMarkov, type Smoother } from "./hidden-markov.js";
import { climbByEm, climbFrom, climbToTop, type Climb, type Collapse } from "./regime-climb.js";
import { coordinatesOf, differences, type Coordinates } from "./regime-coordinates.js";
import { regimeStarts } from "./regime-starts.js";
import { stationaryShares } from "../kernel/index.js";

/** Fewest returns that states are told apart by. */
const RETURNS_MIN = 250;
/** Variance of a coordinate of order one above which the returns say nothing of it: the rest is rounding. */
const VARIANCE_MAX = 1e6;
/** First part of each search: until a step gains less than this, or so many steps. */
const TRIAL = { gainMin: 0.1, iterationsMax: 100 } as const;

/** The best chain found for a sample, with all that its errors follow from. */
export interface RegimeSearch {
  /** The likelihood of the returns less their mean and over their standard deviation. */
  readonly smoother: Smoother;
  /** The climb that ended highest, in standardised returns. */
  readonly climb: Climb;
  readonly coordinates: Coordinates;
  readonly starts: number;
  readonly startsCollapsed: number;
  /** Mean of the returns, and their standard deviation (over n). */
  readonly centre: number;
  readonly scale: number;
  /** Covariances of the coordinates; null where the search has no maximum with positive definite information. */
  readonly covariance: RegimeCovariance | null;
}

/** Two covariances of the coordinates, row after row. */
export interface RegimeCovariance {
  /** Inverse of the observed information: right where the model is. */
  readonly information: Float64Array;
  /** H^-1 J H^-1, J the sum of squared scores of each observation given those before (White 1982): tails may be fat. */
  readonly robust: Float64Array;
}

/**
 * The chain of greatest likelihood from several starts.
 * @throws TooFewError (E_TOO_FEW) below 250 returns; NotFiniteError (E_NOT_FINITE); OutOfRangeError (E_OUT_OF_RANGE)
 * for returns that do not move, or where a state collapses in every search.
 */
export function searchRegimes(returns: Float64Array, states: 2 | 3): RegimeSearch {
  assertReturns(returns);
  if (states !== 2 && states !== 3) throw badStates(String(states));
  const centre = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const scale = Math.sqrt(returns.reduce((sum, value) => sum + (value - centre) ** 2, 0) / returns.length);
  assertMoves(scale);
  const values = returns.map((value) => (value - centre) / scale);
  const smoother = createSmoother(values, states);
  const trials = regimeStarts(values, states).map((start) =>
    climbByEm(smoother, climbFrom(start), TRIAL.gainMin, TRIAL.iterationsMax),
  );
  const climb = highest(smoother, trials);
  if (climb.collapsed !== null) throw collapsedState(climb.collapsed, states);
  const coordinates = coordinatesOf(climb.model);
  return {
    smoother,
    climb,
    coordinates,
    starts: trials.length,
    startsCollapsed: trials.filter(({ collapsed }) => collapsed !== null).length,
    centre,
    scale,
    covariance: climb.information === null ? null : covarianceOf(smoother, coordinates, climb.information),
  };
}

/** The highest of the tops above the trials, each climbed once; a collapse where there is no other. */
function highest(smoother: Smoother, trials: readonly Climb[]): Climb {
  const tops: Climb[] = [];
  for (const trial of [...trials].sort((a, b) => b.logLikelihood - a.logLikelihood)) {
    if (tops.some((top) => sameTop(top.model, trial.model))) continue;
    tops.push(trial.collapsed === null ? climbToTop(smoother, trial) : trial);
  }
  const standing = tops.filter(({ collapsed }) => collapsed === null);
  return standing.sort((a, b) => b.logLikelihood - a.logLikelihood).at(0) ?? tops[0];
}

/** True where a trial is on its way to a top: deviations within a tenth, shares within a tenth. */
function sameTop(top: HiddenMarkov, trial: HiddenMarkov): boolean {
  const states = top.deviations.length;
  const shares = stationaryShares(top.transition, states);
  const trialShares = stationaryShares(trial.transition, states);
  return top.deviations.every(
    (deviation, i) =>
      Math.abs(Math.log(trial.deviations[i] / deviation)) < 0.1 && Math.abs(trialShares[i] - shares[i]) < 0.1,
  );
}

/** The chain in the unit of the returns. */
export function inReturns({ centre, scale }: RegimeSearch, model: HiddenMarkov): HiddenMarkov {
  return {
    mean: centre + scale * model.mean,
    deviations: model.deviations.map((deviation) => scale * deviation),
    transition: model.transition,
  };
}

function covarianceOf(
  smoother: Smoother,
  { point, modelAt }: Coordinates,
  information: Float64Array,
): RegimeCovariance | null {
  const size = point.length;
  const factor = choleskyFactor(information, size);
  if (factor === null) return null;
  const inverse = choleskyInverse(factor, size);
  if (inverse.some((variance, at) => at % (size + 1) === 0 && variance > VARIANCE_MAX)) return null;
  const scores = differences(point, (at) => smoother.contributions(modelAt(at)));
  const squares = Float64Array.from({ length: size * size }, (_, at) => {
    const [a, b] = [scores[Math.floor(at / size)], scores[at % size]];
    return a.reduce((sum, value, t) => sum + value * b[t], 0);
  });
  return { information: inverse, robust: product(product(inverse, squares, size), inverse, size) };
}

/** Product of two square matrices, row after row. */
function product(left: Float64Array, right: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += left[at - (at % size) + k] * right[k * size + (at % size)];
    return sum;
  });
}

/** Standard errors of figures that follow from the chain. */
export interface RegimeErrors {
  readonly information: Float64Array;
  readonly robust: Float64Array;
}

/**
 * Standard errors of several figures of the chain by the delta method; null where the search has no covariance.
 * `figures` takes the chain in standardised returns.
 */
export function deltaErrors(
  { coordinates, covariance }: RegimeSearch,
  figures: (model: HiddenMarkov) => Float64Array,
): RegimeErrors | null {
  if (covariance === null) return null;
  const slopes = differences(coordinates.point, (point) => figures(coordinates.modelAt(point)));
  const size = slopes.length;
  const errors = (matrix: Float64Array): Float64Array =>
    slopes[0].map((_, k) => {
      let sum = 0;
      matrix.forEach((value, at) => (sum += value * slopes[Math.floor(at / size)][k] * slopes[at % size][k]));
      return Math.sqrt(Math.max(0, sum));
    });
  return { information: errors(covariance.information), robust: errors(covariance.robust) };
}

function assertReturns(returns: Float64Array): void {
  if (returns.length < RETURNS_MIN) {
    throw new TooFewError({
      field: "returns",
      got: `${returns.length} returns`,
      want: `at least ${RETURNS_MIN} returns`,
      hint: "give a longer history, or closer bars; a shorter one does not tell states of volatility apart",
    });
  }
  const at = returns.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new NotFiniteError({
    field: `returns[${at}]`,
    got: String(returns[at]),
    want: "a finite log return",
    hint: "read the prices with one of the series readers, which refuse such lines",
  });
}

/** Rounding leaves about 1e-17 to returns that are all the same; nothing traded is that calm. */
function assertMoves(scale: number): void {
  if (scale > 1e-12) return;
  throw new OutOfRangeError({
    field: "returns",
    got: "returns that are all the same",
    want: "returns that differ",
    hint: "check the file and the column",
  });
}

const badStates = (got: string): OutOfRangeError =>
  new OutOfRangeError({ field: "states", got, want: "2 or 3", hint: "ask for 2 states, or 3 in a long history" });

const COLLAPSES: Readonly<Record<Collapse, string>> = {
  "few-observations": "a state that holds fewer than 10 returns",
  "no-volatility": "a state that does not move: returns that are all the same, as in a halt or at a peg",
};

const collapsedState = (collapsed: Collapse, states: number): OutOfRangeError =>
  new OutOfRangeError({
    field: "returns",
    got: `${COLLAPSES[collapsed]}, from every start`,
    want: `returns in which ${states} states of volatility are each seen`,
    hint:
      collapsed === "no-volatility"
        ? "leave out the bars in which nothing was traded, or take longer bars"
        : "ask for fewer states, or use another estimator of volatility",
  });
