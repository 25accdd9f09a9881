import { MissingError, TooFewError, UnknownKeyError } from "../errors/index.js";
import type { Estimate } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { blocksOf, totalVariance } from "./blocks.js";
import { assertMoves, checkedLog, logReturns } from "./log-returns.js";

/** Ways of reading a variance from the highs and lows of bars. */
export type RangeMethod = "parkinson" | "garman-klass" | "rogers-satchell" | "yang-zhang";

/** Every range method, with its authors in words. */
export const rangeMethods: Readonly<Record<RangeMethod, string>> = {
  parkinson: "Parkinson",
  "garman-klass": "Garman-Klass",
  "rogers-satchell": "Rogers-Satchell",
  "yang-zhang": "Yang-Zhang",
};

/** Variance of log returns of one bar, in its two parts. */
export interface RangeVariance {
  /** Of the step from the close before to the open: what moved between bars. */
  readonly opening: number;
  /** Of the bar from its open to its close. */
  readonly within: number;
}

/** Logs of the bars, each relative to its own open, and the step of each open from the close before. */
export interface BarLogs {
  /** ln(open / close before); 0 for the first bar, which has none before it. */
  readonly opening: Float64Array;
  /** ln(close / open). */
  readonly body: Float64Array;
  /** ln(high / open), >= 0. */
  readonly up: Float64Array;
  /** ln(low / open), <= 0. */
  readonly down: Float64Array;
}

/** Apery's constant. */
const ZETA3 = 1.2020569031595942;
const LN2 = Math.LN2;
const CLOSE_WEIGHT = 2 * LN2 - 1;
/**
 * Variance of one bar's estimate over the square of its mean, for a driftless Brownian path seen without pause: from
 * the moments of its range R and close c, E R^4 = 9 z, E R^2 c^2 = 4 ln 2 + 7 z / 4, z Apery's constant (Garman and
 * Klass 1980, Journal of Business 53, 67); a squared return has 2.
 */
const PARKINSON_SPREAD = (9 * ZETA3) / (16 * LN2 * LN2) - 1;
const GARMAN_KLASS_SPREAD =
  (9 / 4) * ZETA3 - CLOSE_WEIGHT * (4 * LN2 + (7 / 4) * ZETA3) + 3 * CLOSE_WEIGHT * CLOSE_WEIGHT - 1;
const ROGERS_SATCHELL_SPREAD = 1 - 4 * LN2 + (7 / 4) * ZETA3;

/**
 * Weight of the open-to-close variance in Yang-Zhang for n bars: .34 / (1.34 + (n + 1) / (n - 1)) (Yang and Zhang 2000,
 * Journal of Business 73, 477).
 */
export const yangZhangWeight = (bars: number): number => 0.34 / (1.34 + (bars + 1) / (bars - 1));

/**
 * Variance of one bar by its open, high, low and close. Within the bar, with u, d, c the logs of high, low and close over
 * the open:
 * - Parkinson (1980): mean of (u - d)^2 / (4 ln 2);
 * - Garman-Klass (1980): mean of (u - d)^2 / 2 - (2 ln 2 - 1) c^2;
 * - Rogers-Satchell (1991): mean of u (u - c) + d (d - c), free of drift;
 * - Yang-Zhang (2000): k x the sample variance of c + (1 - k) x Rogers-Satchell; it leaves out the first bar.
 *
 * The opening part is the mean square of the opening steps (from the second bar on), for Yang-Zhang their sample
 * variance. The published figure of the first three is `within`; of Yang-Zhang, the sum.
 * @throws MissingError (E_MISSING) for a series of closes; TooFewError (E_TOO_FEW) below three bars; OutOfRangeError
 * (E_OUT_OF_RANGE) where a price is not a finite number above 0; UnknownKeyError (E_UNKNOWN_KEY) for another method.
 */
export function rangeVariance(series: PriceSeries, method: RangeMethod): RangeVariance {
  assertMethod(method);
  const logs = barLogs(series);
  assertBars(logs.body.length);
  const first = method === "yang-zhang" ? 1 : 0;
  const within = rangeTerms(logs, method, first, logs.body.length).within;
  const opening = rangeTerms(logs, method, 1, logs.body.length).opening;
  return { opening: meanOf(opening), within: meanOf(within) };
}

/**
 * Volatility a year from highs and lows: opening and within parts of `rangeVariance` summed over the bars after the first
 * and divided by elapsed years. The opening part is counted for each method, so that nights, weekends and holes are not
 * lost.
 *
 * Four to seven times fewer bars than closes alone need give the same error, where the price is seen without pause. It is
 * not: highs are missed between the prices seen, so each method understates, the more the fewer trades a bar holds (seen
 * 100 times a bar: Parkinson by 6 % of volatility, Yang-Zhang by 8 %, the others by 9 %; a test measures it). A drift
 * within the bar overstates Parkinson and Garman-Klass.
 *
 * The standard error is that of `closeToCloseVolatility`: the spread of block sums, never below that of an independent
 * normal path.
 * @throws MissingError (E_MISSING) for a series of closes; TooFewError (E_TOO_FEW) below 30 returns; OutOfRangeError
 * (E_OUT_OF_RANGE) where a price is not a finite number above 0, or if no price moves; UnknownKeyError (E_UNKNOWN_KEY).
 */
export function rangeVolatility(series: PriceSeries, method: RangeMethod): Estimate {
  assertMethod(method);
  const logs = barLogs(series);
  const { years, spanYears } = logReturns(series);
  const count = years.length;
  const { opening, within } = rangeTerms(logs, method, 1, count + 1);
  const parts = { opening: meanOf(opening), within: meanOf(within) };
  const variance = ((parts.opening + parts.within) * count) / spanYears;
  assertMoves(variance);
  const toMs = series.closeMs[count];
  const blocks = blocksOf(series.closeMs[0], toMs);
  const excess = new Float64Array(blocks.count);
  for (let i = 0; i < count; i++) {
    excess[blocks.of(series.closeMs[i + 1])] += opening[i] + within[i] - variance * years[i];
  }
  const clustered = Math.sqrt(totalVariance(excess)) / spanYears;
  const independent = (independentError(logs, method, parts) * count) / spanYears;
  const value = Math.sqrt(variance);
  return {
    value,
    standardError: Math.max(clustered, independent) / (2 * value),
    asOfMs: toMs,
    source: `${rangeMethods[method]} volatility of the highs and lows of ${series.source}`,
  };
}

/**
 * Logs of a series' bars. @throws MissingError (E_MISSING) for a series of closes; OutOfRangeError (E_OUT_OF_RANGE) where
 * a price is not a finite number above 0.
 */
export function barLogs(series: PriceSeries): BarLogs {
  if (series.bars === null) {
    throw new MissingError({
      field: "series.bars",
      got: `closes alone in ${series.source}`,
      want: "bars with open, high and low",
      hint: "give a file with these columns, or use an estimator of closes",
    });
  }
  const { open, high, low } = series.bars;
  const close = series.close.map((_, i) => checkedLog(series.close, i, "close"));
  const start = open.map((_, i) => checkedLog(open, i, "open"));
  return {
    opening: start.map((value, i) => (i === 0 ? 0 : value - close[i - 1])),
    body: close.map((value, i) => value - start[i]),
    up: start.map((value, i) => checkedLog(high, i, "high") - value),
    down: start.map((value, i) => checkedLog(low, i, "low") - value),
  };
}

/** What each of the bars `from` to `to` - 1 adds: the means are the parts of the variance of one bar. */
export function rangeTerms(
  logs: BarLogs,
  method: RangeMethod,
  from: number,
  to: number,
): { readonly opening: Float64Array; readonly within: Float64Array } {
  const opening = logs.opening.slice(from, to);
  const body = logs.body.slice(from, to);
  const square = (value: number): number => value * value;
  if (method !== "yang-zhang") {
    const term = barTerm[method];
    return {
      opening: opening.map(square),
      within: body.map((c, i) => term(logs.up[from + i], logs.down[from + i], c)),
    };
  }
  const weight = yangZhangWeight(body.length);
  const sample = body.length / (body.length - 1);
  const [meanOpening, meanBody] = [meanOf(opening), meanOf(body)];
  const rogers = barTerm["rogers-satchell"];
  return {
    opening: opening.map((value) => sample * square(value - meanOpening)),
    within: body.map(
      (c, i) =>
        weight * sample * square(c - meanBody) + (1 - weight) * rogers(logs.up[from + i], logs.down[from + i], c),
    ),
  };
}

type BarTerm = (up: number, down: number, body: number) => number;

/** Variance that one bar shows. */
const barTerm: Readonly<Record<Exclude<RangeMethod, "yang-zhang">, BarTerm>> = {
  parkinson: (u, d) => (u - d) ** 2 / (4 * LN2),
  "garman-klass": (u, d, c) => (u - d) ** 2 / 2 - CLOSE_WEIGHT * c * c,
  "rogers-satchell": (u, d, c) => u * (u - c) + d * (d - c),
};

/** Standard error of the variance of one bar, for independent normal opening steps and Brownian paths within. */
const independentError = (logs: BarLogs, method: RangeMethod, { opening, within }: RangeVariance): number => {
  const bars = logs.body.length - 1;
  const openingSquare = (2 * opening * opening) / (bars - 1);
  if (method !== "yang-zhang") return Math.sqrt(openingSquare + (within * within * spreads[method]) / bars);
  const weight = yangZhangWeight(bars);
  const spread = (2 * weight * weight * bars) / (bars - 1) + (1 - weight) ** 2 * ROGERS_SATCHELL_SPREAD;
  return Math.sqrt(openingSquare + (within * within * spread) / bars);
};

const spreads: Readonly<Record<Exclude<RangeMethod, "yang-zhang">, number>> = {
  parkinson: PARKINSON_SPREAD,
  "garman-klass": GARMAN_KLASS_SPREAD,
  "rogers-satchell": ROGERS_SATCHELL_SPREAD,
};

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const assertMethod = (method: string): void => {
  const known = Object.keys(rangeMethods);
  if (known.includes(method)) return;
  throw new UnknownKeyError({ field: "method", got: method, want: known.join(", "), hint: "choose one of these" });
};

const assertBars = (count: number): void => {
  if (count >= 3) return;
  throw new TooFewError({
    field: "series",
    got: `${count} bars`,
    want: "at least 3 bars",
    hint: "give a longer history",
  });
};
