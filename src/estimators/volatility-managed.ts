import { TooFewError } from "../errors/index.js";
import type { PriceSeries } from "../series/index.js";
import { dailyBars } from "./daily-bars.js";
import { leastSquares } from "./least-squares.js";

/** Fewest months that the regression is run on. */
const MONTHS_MIN = 24;
/** Months in a year. */
const MONTHS = 12;

/** A figure of a regression with its standard error. */
export interface RegressionFigure {
  readonly value: number;
  /** White (1980): holds where months differ in size. */
  readonly standardError: number;
}

/** What holding less after wild months and more after calm ones would have done. */
export interface VolatilityManaged {
  /** Months that are compared. */
  readonly months: number;
  /** Return of the managed holding that the plain one does not explain, a year, not compounded. */
  readonly alphaAnnual: RegressionFigure;
  /** What a return of 1 of the plain holding adds to that of the managed one. */
  readonly beta: RegressionFigure;
  /** Mean over standard deviation of the plain holding's months x sqrt(12); no safe rate is taken off. */
  readonly sharpe: number;
  /** The same of the managed holding. */
  readonly sharpeManaged: number;
  /** Realised variance of a month at which the managed holding is one times the asset. */
  readonly scale: number;
  /** Most that was held, times the asset. */
  readonly weightMax: number;
}

/**
 * Volatility-managed holding of Moreira and Muir (2017, Journal of Finance 72, 1611): each month's
 * return times c / realised variance of the month before, regressed on the plain return. Realised variance is the sum of
 * squared daily simple returns about their mean in the month; c makes both holdings equally volatile, and is known only
 * afterwards. Months are those of UTC days; the first only gives its variance, and a last one cut short counts as it is.
 * The price alone: no dividends, no safe rate, no trading cost.
 * @throws TooFewError (E_TOO_FEW) below 25 months, or for a month whose days do not differ; OutOfRangeError
 * (E_OUT_OF_RANGE) for bars longer than a day, or a close that is not a finite number above 0.
 */
export function volatilityManaged(series: PriceSeries): VolatilityManaged {
  const months = monthsOf(series);
  if (months.length <= MONTHS_MIN) throw tooFew(`${months.length} months`, `more than ${MONTHS_MIN} months`);
  const plain = Float64Array.from(months.slice(1), (month) => month.growth - 1);
  const inverse = Float64Array.from(months.slice(0, -1), (month) => 1 / month.variance);
  const unscaled = plain.map((value, i) => value * inverse[i]);
  const scale = deviationOf(plain) / deviationOf(unscaled);
  const managed = unscaled.map((value) => scale * value);
  const constant = new Float64Array(plain.length).fill(1);
  const { coefficients, standardErrors } = leastSquares([constant, plain], managed, 0);
  const sharpeOf = (returns: Float64Array): number => (meanOf(returns) / deviationOf(returns)) * Math.sqrt(MONTHS);
  return {
    months: plain.length,
    alphaAnnual: { value: MONTHS * coefficients[0], standardError: MONTHS * standardErrors[0] },
    beta: { value: coefficients[1], standardError: standardErrors[1] },
    sharpe: sharpeOf(plain),
    sharpeManaged: sharpeOf(managed),
    scale,
    weightMax: scale * inverse.reduce((most, value) => Math.max(most, value), 0),
  };
}

interface Month {
  /** Last close over the last one of the month before; of the first month, over the first close of the series. */
  readonly growth: number;
  /** Sum of squared daily returns about their mean. */
  readonly variance: number;
}

/** The months of a series, by the simple returns of its days; a day that ends at midnight belongs to the month before it. */
const monthsOf = (series: PriceSeries): readonly Month[] => {
  const { timeMs, logReturns } = dailyBars(series);
  const months: number[][] = [];
  let before = "";
  timeMs.forEach((ms, day) => {
    const month = new Date(ms - 1).toISOString().slice(0, 7);
    if (month !== before) months.push([]);
    before = month;
    months[months.length - 1].push(Math.expm1(logReturns[day]));
  });
  return months.map(monthOf);
};

const monthOf = (returns: readonly number[]): Month => {
  const mean = meanOf(returns);
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  // Rounding leaves about 1e-32 of days that grow alike.
  if (!(variance > 1e-20))
    throw tooFew("a month whose days do not differ", "two days or more that differ in each month");
  return { growth: returns.reduce((product, value) => product * (1 + value), 1), variance };
};

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
};

const deviationOf = (values: Float64Array): number => {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};

const tooFew = (got: string, want: string): TooFewError =>
  new TooFewError({ field: "series", got, want, hint: "give a longer history of daily prices" });
