import { assertPositive, ConflictError, MissingError, UnitAmbiguousError } from "../errors/index.js";
import { fundingRateAnnual, rateFromPerSecond, rateFromYield, YEAR_MS } from "../model/index.js";
import type { Gaps } from "./price-series.js";
import type { TimeUnit } from "./read-options.js";

/** What a rate is paid on: a loan, where interest compounds, or a perpetual, where funding is paid out and summed. */
export type RateKind = "borrow" | "funding";

/** What one figure of a rate column says: a fraction a year, per cent a year, or a fraction for one funding interval. */
export type RateUnit = "fraction-annual" | "percent-annual" | "fraction-per-interval";

/** Whether a figure a year leaves compounding out (an annual percentage rate) or has it in (a yield). */
export type RateCompounding = "apr" | "apy";

/** Checked rates in ascending time. */
export interface RateSeries {
  /** Time of each observation, or of each payment of funding; epoch ms UTC, strictly ascending. */
  readonly timeMs: Float64Array;
  /** Rate per year of 365 days, continuously compounded, funding summed; a fraction, what the borrower or the long pays. */
  readonly rateAnnual: Float64Array;
  readonly kind: RateKind;
  /** The middle step between two observations, ms: half of the steps are no longer. */
  readonly intervalMs: number;
  /** Steps that lack at least one observation, at that interval. */
  readonly gaps: Gaps;
  /** Name of the file and of the column, or what the caller calls it. */
  readonly source: string;
}

/** What a reader of rates must be told. */
export interface RateReadOptions {
  /** Header name of the column of rates. */
  readonly rateColumn: string;
  readonly kind: RateKind;
  readonly unit: RateUnit;
  /** Required where the unit is a year's. Funding is summed, so a yield of it does not exist. */
  readonly compounding?: RateCompounding;
  /** Length of the interval that "fraction-per-interval" is paid for, ms; left out, the step of nearly all lines. */
  readonly intervalMs?: number;
  /** Name of the file, or what the caller calls it; "rates" if left out. */
  readonly source?: string;
  /** Unit of epoch times; left out, it is decided once for the whole column by magnitude. */
  readonly timeUnit?: TimeUnit;
  /** Refuse more rows than this; 20 million if left out, and at most. */
  readonly rowsMax?: number;
}

/**
 * Furthest from 0 that one rate a year is believed: 500 % on a loan, where the steepest curves of lending venues end; on
 * a perpetual 35,100 %, just above the widest cap in use, 4 % an hour.
 */
export const RATE_ANNUAL_MAX: Readonly<Record<RateKind, number>> = { borrow: 5, funding: 351 };

/** Furthest from 0 that the median of a whole series is believed, a year: beyond it the unit is taken to be wrong. */
export const RATE_MEDIAN_MAX: Readonly<Record<RateKind, number>> = { borrow: 1, funding: 2 };

/** Share of steps that must equal the middle one for it to be the interval that funding is paid for. */
const REGULAR_SHARE = 0.9;

/** Value in the middle of `values`; the lower of two. */
export function lowerMedian(values: Float64Array): number {
  return values.slice().sort()[Math.floor((values.length - 1) / 2)];
}

/**
 * Checks what the caller says of the unit.
 * @throws MissingError (E_MISSING) where the unit does not say all; ConflictError (E_CONFIG_CONFLICT) where the parts
 * contradict each other; OutOfRangeError (E_OUT_OF_RANGE) for the interval.
 */
export function assertRateUnit({ kind, unit, compounding, intervalMs }: RateReadOptions): void {
  const perInterval = unit === "fraction-per-interval";
  if (intervalMs !== undefined) assertPositive(intervalMs, "intervalMs");
  if (perInterval && kind === "borrow") throw conflict("unit", unit, "a figure a year for a loan");
  if (perInterval && compounding !== undefined) throw conflict("compounding", compounding, "none per interval");
  if (!perInterval && intervalMs !== undefined)
    throw conflict("interval", `${intervalMs} ms`, "none for a figure a year");
  if (kind === "funding" && compounding === "apy") throw conflict("compounding", "apy", "apr: funding is summed");
  if (perInterval || compounding !== undefined) return;
  throw new MissingError({
    field: "compounding",
    got: "nothing",
    want: "apr or apy: whether the figures a year leave compounding out or have it in",
    hint: "lending venues state both; 5 % apr is 5.13 % apy",
  });
}

const conflict = (field: string, got: string, want: string): ConflictError =>
  new ConflictError({ field, got, want, hint: "say what the column holds, as its source describes it" });

/**
 * The interval that each figure of funding is paid for, ms: as stated, or the step of nearly all lines.
 * @throws MissingError (E_MISSING) where it is not stated and fewer than nine steps in ten are equal.
 */
export function fundingIntervalMs(timeMs: Float64Array, middleMs: number, options: RateReadOptions): number {
  if (options.intervalMs !== undefined || options.unit !== "fraction-per-interval")
    return options.intervalMs ?? YEAR_MS;
  let equal = 0;
  for (let row = 1; row < timeMs.length; row++) if (timeMs[row] - timeMs[row - 1] === middleMs) equal++;
  if (equal >= REGULAR_SHARE * (timeMs.length - 1)) return middleMs;
  throw new MissingError({
    field: "interval",
    got: "steps that differ",
    want: "the interval that a figure is paid for, in ms",
    hint: "venues state it with the contract: eight hours, four, or one",
  });
}

/** Rate a year, continuously compounded or summed, from one figure of the column; null for a loan at -1 or below. */
export function rateAnnualOf(figure: number, intervalMs: number, options: RateReadOptions): number | null {
  const { kind, unit, compounding } = options;
  const fraction = unit === "percent-annual" ? figure / 100 : figure;
  if (kind === "funding") return fundingRateAnnual(fraction, intervalMs);
  if (fraction <= -1) return null;
  // Interest that accrues by the second, as lending venues charge it, on a figure that leaves compounding out.
  return compounding === "apy" ? rateFromYield(fraction) : rateFromPerSecond((1000 * fraction) / YEAR_MS);
}

/**
 * @throws UnitAmbiguousError (E_UNIT_AMBIGUOUS) if half the rates lie further from 0 than is believed, which is a column
 * in another unit than was said.
 */
export function assertBelievable(rateAnnual: Float64Array, { kind, rateColumn, unit }: RateReadOptions): void {
  const median = lowerMedian(rateAnnual.map(Math.abs));
  if (median <= RATE_MEDIAN_MAX[kind]) return;
  throw new UnitAmbiguousError({
    field: rateColumn,
    got: `half of all rates beyond ${median.toPrecision(3)} a year, read as ${unit}`,
    want: `at most ${RATE_MEDIAN_MAX[kind]} a year in half of all lines`,
    hint: "check the unit of the column: per cent, fraction, per interval",
  });
}
