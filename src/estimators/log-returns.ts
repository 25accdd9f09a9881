import { OutOfRangeError, TooFewError } from "../errors/index.js";
import { YEAR_MS } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";

/** Fewest returns that any estimate is made from. */
export const RETURNS_MIN = 30;

/** Log returns of a series, step by step, with the time that each took. */
export interface LogReturns {
  /** ln(close / close before). */
  readonly values: Float64Array;
  /** Elapsed time of each step, in years of 365 days, > 0. */
  readonly years: Float64Array;
  /** Time from the first close to the last, in years. */
  readonly spanYears: number;
  /** Mean log return a year: ln(last close / first close) / span. */
  readonly meanAnnual: number;
}

/**
 * Log returns between consecutive closes.
 * @throws TooFewError (E_TOO_FEW) below 30 returns; OutOfRangeError (E_OUT_OF_RANGE) where a close is not a finite
 * number above 0 or the times do not ascend.
 */
export function logReturns(series: PriceSeries): LogReturns {
  const { close, closeMs } = series;
  const count = close.length - 1;
  if (count < RETURNS_MIN) {
    throw new TooFewError({
      field: "series",
      got: `${Math.max(0, count)} returns`,
      want: `at least ${RETURNS_MIN} returns`,
      hint: "give a longer history, or state the figures instead of prices",
    });
  }
  const values = new Float64Array(count);
  const years = new Float64Array(count);
  let before = checkedLog(close, 0, "close");
  const first = before;
  for (let i = 0; i < count; i++) {
    const after = checkedLog(close, i + 1, "close");
    values[i] = after - before;
    years[i] = stepYears(closeMs, i);
    before = after;
  }
  const spanYears = ((closeMs[count] ?? NaN) - (closeMs[0] ?? NaN)) / YEAR_MS;
  return { values, years, spanYears, meanAnnual: (before - first) / spanYears };
}

/** Natural logarithm of column[i]. @throws OutOfRangeError (E_OUT_OF_RANGE) unless it is a finite number above 0. */
export function checkedLog(column: Float64Array, i: number, name: string): number {
  const price = column[i] ?? NaN;
  if (price > 0 && price < Infinity) return Math.log(price);
  throw new OutOfRangeError({
    field: `series.${name}[${i}]`,
    got: String(price),
    want: "a finite price above 0",
    hint: "read the prices with one of the series readers, which refuse such lines",
  });
}

/**
 * Rounding leaves a variance of about 1e-30 to a price that grows at a constant rate; nothing traded is that calm.
 * @throws OutOfRangeError (E_OUT_OF_RANGE)
 */
export function assertMoves(variance: number): void {
  if (variance > 1e-20) return;
  throw new OutOfRangeError({
    field: "series",
    got: "prices that do not move",
    want: "prices that move",
    hint: "check the file and the column",
  });
}

const stepYears = (closeMs: Float64Array, i: number): number => {
  const years = ((closeMs[i + 1] ?? NaN) - (closeMs[i] ?? NaN)) / YEAR_MS;
  if (years > 0 && years < Infinity) return years;
  throw new OutOfRangeError({
    field: `series.closeMs[${i + 1}]`,
    got: String(closeMs[i + 1]),
    want: "a time after the one before it",
    hint: "read the prices with one of the series readers, which refuse such lines",
  });
};
