import { OutOfRangeError, assertPositive } from "../errors/index.js";
import { YEAR_MS, type Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { logReturns } from "./log-returns.js";
import type { HiddenMarkov } from "./hidden-markov.js";
import { deltaErrors, inReturns, searchRegimes, type RegimeSearch } from "./regime-search.js";
import { fitOf, type RegimeFit, type RegimeOptions } from "./regimes.js";
import { stationaryShares } from "../kernel/index.js";

/** Least share of a series' steps that take its commonest time: weekdays alone make 0.78. */
const REGULAR_SHARE_MIN = 0.7;
/** Longest horizon in steps: beyond it the share of the present is nothing. */
const STEPS_MAX = 1e9;

/** How volatility is forecast from states. */
export interface RegimeVolatilityOptions extends RegimeOptions {
  /** Time over which the variance is averaged, ms. */
  readonly horizonMs: number;
}

/** What states of volatility say of a series. */
export interface RegimeVolatility {
  /** Volatility a year whose square is the expected average variance over the horizon, from the state odds now. */
  readonly volatilityAnnual: Estimate;
  /** Volatility a year in the long run. */
  readonly unconditionalVolatilityAnnual: Estimate;
  /** Kurtosis of one step's return in the long run, 3 for the normal law; the states are all that it counts. */
  readonly kurtosis: Estimate;
  readonly parameters: RegimeParameters;
  readonly fit: RegimeFit;
}

/** The fitted states as plain data, such as an engine of Markov volatility takes. */
export interface RegimeParameters {
  /** Elapsed time of one step, ms: the mean over the series. */
  readonly stepMs: number;
  readonly states: readonly {
    /** Standard deviation of log returns over a year in this state. */
    readonly volatilityAnnual: number;
    /** Share of time in the long run, a fraction. */
    readonly share: number;
    /** Probability of this state at the end of the series, a fraction. */
    readonly probabilityNow: number;
  }[];
  /** Probability of the column's state at the next step, given the row's. */
  readonly transition: readonly (readonly number[])[];
}

/** The figures of a fit, on returns of `stepMs` each. @throws OutOfRangeError (E_OUT_OF_RANGE) unless stepMs > 0. */
export function regimeParameters(fit: RegimeFit, stepMs: number): RegimeParameters {
  assertPositive(stepMs, "stepMs");
  const root = Math.sqrt(YEAR_MS / stepMs);
  return {
    stepMs,
    states: fit.states.map(({ standardDeviation, share }, i) => ({
      volatilityAnnual: standardDeviation.value * root,
      share: share.value,
      probabilityNow: fit.lastProbabilities[i],
    })),
    transition: fit.transition.map((row) => row.map(({ value }) => value)),
  };
}

/**
 * Volatility over a horizon from Markov states fitted to the log returns of a series (`fitRegimes`): the average over
 * the steps k = 1..n of p P^k v, with p the odds of the states now, P the transitions and v the states' variances.
 * Annualised by elapsed time: each step counts as one step of equal variance, so that a weekend of a daily series is
 * one, and n is the horizon over the mean step, rounded, at least 1.
 *
 * Standard errors by the delta method, through the states' odds as well; the larger of the information's and the
 * sandwich's.
 * @throws TooFewError (E_TOO_FEW) below 250 returns; OutOfRangeError (E_OUT_OF_RANGE) where less than 70 % of the steps
 * take the same time, a state collapses, or the states cannot be told apart; NotFiniteError (E_NOT_FINITE).
 */
export function regimeVolatility(
  series: PriceSeries,
  { states, horizonMs }: RegimeVolatilityOptions,
): RegimeVolatility {
  assertPositive(horizonMs, "horizonMs");
  const { values, spanYears } = logReturns(series);
  assertRegular(series);
  const search = searchRegimes(values, states);
  const stepMs = (spanYears * YEAR_MS) / values.length;
  const steps = Math.min(STEPS_MAX, Math.max(1, Math.round(horizonMs / stepMs)));
  const figures = (model: HiddenMarkov): Float64Array => volatilityFigures(search, model, steps, stepMs);
  const [horizon, unconditional, kurtosis] = figures(search.climb.model);
  const errors = deltaErrors(search, figures);
  if (errors === null) throw notToldApart(states);
  const larger = errors.information.map((error, k) => Math.max(error, errors.robust[k]));
  const estimate = (value: number, standardError: number, what: string): Estimate => ({
    value,
    standardError,
    asOfMs: series.closeMs[series.closeMs.length - 1],
    source: `${what} of ${states} states of volatility of ${series.source}`,
  });
  const fit = fitOf(search);
  return {
    volatilityAnnual: estimate(horizon, larger[0], "volatility over the horizon"),
    unconditionalVolatilityAnnual: estimate(unconditional, larger[1], "long-run volatility"),
    kurtosis: estimate(kurtosis, larger[2], "kurtosis"),
    parameters: regimeParameters(fit, stepMs),
    fit,
  };
}

/** Volatility a year over the horizon and in the long run, and the kurtosis of one step. */
function volatilityFigures(search: RegimeSearch, model: HiddenMarkov, steps: number, stepMs: number): Float64Array {
  const { deviations, transition } = inReturns(search, model);
  const variances = deviations.map((deviation) => deviation * deviation);
  const odds = averageOdds(search.smoother.filteredLast(model), transition, steps);
  const shares = stationaryShares(transition, deviations.length);
  const mean = (weights: Float64Array, power: number): number =>
    weights.reduce((sum, weight, i) => sum + weight * variances[i] ** power, 0);
  const annual = (variance: number): number => Math.sqrt((variance * YEAR_MS) / stepMs);
  return Float64Array.of(annual(mean(odds, 1)), annual(mean(shares, 1)), (3 * mean(shares, 2)) / mean(shares, 1) ** 2);
}

/** Average over k = 1..steps of odds x P^k, by doubling: the sum of 2n powers is that of n, and P^n times it. */
function averageOdds(odds: Float64Array, transition: Float64Array, steps: number): Float64Array {
  const states = odds.length;
  const times = (row: Float64Array, matrix: Float64Array): Float64Array =>
    row.map((_, j) => row.reduce((sum, value, i) => sum + value * matrix[i * states + j], 0));
  const product = (left: Float64Array, right: Float64Array): Float64Array =>
    left.map((_, at) => times(left.subarray(at - (at % states), at - (at % states) + states), right)[at % states]);
  const add = (left: Float64Array, right: Float64Array): Float64Array => left.map((value, at) => value + right[at]);
  let [power, sum] = [transition, transition]; // P^n and P + ... + P^n for n = 1
  for (const digit of steps.toString(2).slice(1)) {
    sum = add(sum, product(power, sum));
    power = product(power, power);
    if (digit === "0") continue;
    power = product(power, transition);
    sum = add(sum, power);
  }
  return times(odds, sum).map((value) => value / steps);
}

function assertRegular({ closeMs, intervalMs }: PriceSeries): void {
  const count = closeMs.length - 1;
  let regular = 0;
  for (let i = 0; i < count; i++) if (Math.round((closeMs[i + 1] - closeMs[i]) / intervalMs) === 1) regular++;
  if (regular >= REGULAR_SHARE_MIN * count) return;
  throw new OutOfRangeError({
    field: "series",
    got: `${((100 * regular) / count).toFixed(0)} % of steps of the commonest length`,
    want: `at least ${100 * REGULAR_SHARE_MIN} %`,
    hint: "resample the prices to bars of equal length",
  });
}

const notToldApart = (states: number): OutOfRangeError =>
  new OutOfRangeError({
    field: "states",
    got: `${states} states that the returns do not tell apart, so that their figures have no standard errors`,
    want: "states that differ",
    hint: "ask for fewer states, or use another estimator of volatility",
  });
