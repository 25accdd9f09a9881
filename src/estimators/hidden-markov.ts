import { stationaryShares } from "../kernel/index.js";

/**
 * A Markov chain of 2 or 3 states, seen only through normal returns with one common mean and a standard deviation per
 * state. All figures per step, in the unit of the returns.
 */
export interface HiddenMarkov {
  readonly mean: number;
  /** Standard deviation of a step's return in each state, > 0. */
  readonly deviations: Float64Array;
  /** Probability of state j at the next step given state i, at [i x states + j]; rows sum to 1. */
  readonly transition: Float64Array;
}

/**
 * What the whole sample says of the hidden states: the sums that expectation maximisation and the score are made of.
 */
export interface SmoothedSums {
  readonly logLikelihood: number;
  /** Probability of each state at the first observation, given all of them. */
  readonly first: Float64Array;
  /** Expected number of observations in each state. */
  readonly visits: Float64Array;
  /** Sum over observations of probability x (return - mean), by state. */
  readonly residuals: Float64Array;
  /** Sum over observations of probability x (return - mean)^2, by state. */
  readonly squares: Float64Array;
  /** Expected number of passages from i to j divided by the transition probability, at [i x states + j]. */
  readonly passages: Float64Array;
}

/** The likelihood of one sample under any chain. It owns columns that each call writes anew. */
export interface Smoother {
  readonly states: number;
  readonly count: number;
  /** Logarithm of the density of the whole sample; -Infinity where the chain cannot have made it. */
  logLikelihood(model: HiddenMarkov): number;
  /** Logarithm of the density of each observation given those before it. */
  contributions(model: HiddenMarkov): Float64Array;
  /** Probability of each state at the last observation, given all. */
  filteredLast(model: HiddenMarkov): Float64Array;
  /** The sums; the same arrays, overwritten, at each call. */
  smooth(model: HiddenMarkov): SmoothedSums;
  /** Probability of each state at each observation, given all: one column per state. */
  smoothed(model: HiddenMarkov): Float64Array[];
}

/** Columns of one sample: `states` entries per observation, side by side. */
interface Columns {
  readonly values: Float64Array;
  readonly states: number;
  /** Density in each state over the largest of them. */
  readonly densities: Float64Array;
  /** Probability of each state given the observations up to this one. */
  readonly filtered: Float64Array;
  /** Density of the observation given those before it, over the largest of the states' densities. */
  readonly scales: Float64Array;
  /** Logarithm of the largest of the states' densities. */
  readonly shifts: Float64Array;
}

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;
/** A running product is turned into a logarithm before it leaves the doubles. */
const PRODUCT_MIN = 1e-200;

/**
 * Forward and backward recursions with scaling (Baum, Petrie, Soules and Weiss 1970; Rabiner 1989, equations 19-37 and
 * 91-95), for a chain that was in its stationary state before the first observation. Each observation's densities are
 * taken over the largest of them, so that no outlier is too unlikely for a double.
 */
export function createSmoother(values: Float64Array, states: number): Smoother {
  const count = values.length;
  const columns: Columns = {
    values,
    states,
    densities: new Float64Array(count * states),
    filtered: new Float64Array(count * states),
    scales: new Float64Array(count),
    shifts: new Float64Array(count),
  };
  const passages = new Float64Array(states * states);
  const [first, visits, residuals, squares] = Array.from({ length: 4 }, () => new Float64Array(states));
  const sums = { first, visits, residuals, squares, passages };
  const smooth = (model: HiddenMarkov): SmoothedSums => {
    const logLikelihood = forward(columns, model);
    backward(columns, model, sums, null);
    return { logLikelihood, ...sums };
  };
  return {
    states,
    count,
    smooth,
    logLikelihood: (model) => forward(columns, model),
    contributions(model) {
      forward(columns, model);
      return columns.scales.map((scale, t) => Math.log(scale) + columns.shifts[t] - HALF_LOG_TWO_PI);
    },
    filteredLast(model) {
      forward(columns, model);
      return columns.filtered.slice((count - 1) * states);
    },
    smoothed(model) {
      const probabilities = Array.from({ length: states }, () => new Float64Array(count));
      forward(columns, model);
      backward(columns, model, sums, probabilities);
      return probabilities;
    },
  };
}

/** Fills the columns from the first observation to the last; the log-likelihood. */
function forward(columns: Columns, { mean, deviations, transition }: HiddenMarkov): number {
  const { values, states, densities, filtered, scales, shifts } = columns;
  const precisions = deviations.map((deviation) => -0.5 / (deviation * deviation));
  const logs = deviations.map((deviation) => -Math.log(deviation));
  const predicted = stationaryShares(transition, states);
  let logLikelihood = -HALF_LOG_TWO_PI * values.length;
  let product = 1;
  for (let t = 0, row = 0; t < values.length; t++, row += states) {
    const square = (values[t] - mean) ** 2;
    let shift = -Infinity;
    for (let i = 0; i < states; i++) {
      const log = logs[i] + precisions[i] * square;
      densities[row + i] = log;
      if (log > shift) shift = log;
    }
    let scale = 0;
    for (let i = 0; i < states; i++) {
      const log = densities[row + i];
      const density = log === shift ? 1 : Math.exp(log - shift);
      densities[row + i] = density;
      scale += filtered[row + i] = predicted[i] * density;
    }
    if (!(scale > 0)) return -Infinity;
    for (let i = 0; i < states; i++) filtered[row + i] /= scale;
    predict(predicted, filtered, row, transition, states);
    scales[t] = scale;
    shifts[t] = shift;
    logLikelihood += shift;
    product *= scale;
    if (product < PRODUCT_MIN) {
      logLikelihood += Math.log(product);
      product = 1;
    }
  }
  return logLikelihood + Math.log(product);
}

/** Probabilities of the states one step after the row of `filtered` that starts at `row`. */
function predict(
  predicted: Float64Array,
  filtered: Float64Array,
  row: number,
  transition: Float64Array,
  states: number,
): void {
  for (let j = 0; j < states; j++) {
    let sum = 0;
    for (let i = 0; i < states; i++) sum += filtered[row + i] * transition[i * states + j];
    predicted[j] = sum;
  }
}

/** Gathers the sums from the last observation to the first, and the probabilities where columns for them are given. */
function backward(
  { values, states, densities, filtered, scales }: Columns,
  { mean, transition }: HiddenMarkov,
  { first, visits, residuals, squares, passages }: Omit<SmoothedSums, "logLikelihood">,
  probabilities: readonly Float64Array[] | null,
): void {
  for (const sum of [visits, residuals, squares, passages]) sum.fill(0);
  const future = new Float64Array(states).fill(1); // density of what follows, given the state, over its density
  const weights = new Float64Array(states);
  for (let t = values.length - 1, row = t * states; t >= 0; t--, row -= states) {
    const residual = values[t] - mean;
    for (let i = 0; i < states; i++) {
      const probability = filtered[row + i] * future[i];
      visits[i] += probability;
      residuals[i] += probability * residual;
      squares[i] += probability * residual * residual;
      first[i] = probability;
      weights[i] = (densities[row + i] * future[i]) / scales[t];
      if (probabilities !== null) probabilities[i][t] = probability;
    }
    if (t === 0) return;
    for (let i = 0; i < states; i++) {
      let sum = 0;
      for (let j = 0; j < states; j++) {
        passages[i * states + j] += filtered[row - states + i] * weights[j];
        sum += transition[i * states + j] * weights[j];
      }
      future[i] = sum;
    }
  }
}
