import { ConflictError, OutOfRangeError, TooFewError, assertFinite } from "../../errors/index.js";
import { DAY_MS, YEAR_MS } from "../../model/index.js";
import type { BacktestColumns } from "../engine/result.js";

/** Growth, ln(end / start) a year; the word where wealth was gone, for no number says that. */
export type Growth = number | "ruined";

/** What a run earned day by day: one return for each UTC day in which the market has a close. */
export interface DailyReturns {
  /** Start of the first return, epoch ms UTC. */
  readonly startMs: number;
  /** End of each return, epoch ms UTC: the last close of its day; a close at midnight ends the day before it. */
  readonly endMs: Float64Array;
  /** Change of wealth over wealth, fractions; -1 on the day of ruin and on every day after it, of which nothing else can be said. */
  readonly simpleReturns: Float64Array;
  /** Close at which wealth was gone, epoch ms UTC; null: it never was. */
  readonly ruinedMs: number | null;
}

/**
 * Daily returns of a run. The first and the last may be over parts of days, so that together they make the whole run.
 * @throws TooFewError (E_TOO_FEW) below two closes; OutOfRangeError (E_OUT_OF_RANGE) where times do not ascend or wealth is
 * not above 0 at the start; NotFiniteError (E_NOT_FINITE) for wealth that is missing.
 */
export function dailyReturns({ closeMs, wealth }: Pick<BacktestColumns, "closeMs" | "wealth">): DailyReturns {
  assertRun(closeMs, wealth);
  const ruinedAt = wealth.findIndex((value) => value <= 0);
  const ruinedMs = ruinedAt < 0 ? null : closeMs[ruinedAt];
  const ends = dayEnds(closeMs);
  const simpleReturns = Float64Array.from(ends, (at, day) => {
    if (ruinedAt >= 0 && at >= ruinedAt) return -1;
    return wealth[at] / wealth[day === 0 ? 0 : ends[day - 1]] - 1;
  });
  return { startMs: closeMs[0], endMs: Float64Array.from(ends, (at) => closeMs[at]), simpleReturns, ruinedMs };
}

/** Natural logs of 1 + return, day by day. @throws OutOfRangeError (E_OUT_OF_RANGE) for a run that was ruined: it has none. */
export function logReturnsOf({ simpleReturns, ruinedMs }: DailyReturns): Float64Array {
  if (ruinedMs === null) return simpleReturns.map((step) => Math.log1p(step));
  throw new OutOfRangeError({
    field: "ruinedMs",
    got: String(ruinedMs),
    want: "a run whose wealth stays above 0",
    hint: "a ruined run has no log returns; ask growthAnnualOf, which says so",
  });
}

/** Years of 365 days from the start to the last day. */
export const yearsOfDays = ({ startMs, endMs }: Pick<DailyReturns, "startMs" | "endMs">): number =>
  (endMs[endMs.length - 1] - startMs) / YEAR_MS;

/** ln(end / start) a year of 365 days, or that the run was ruined. */
export function growthAnnualOf(daily: DailyReturns): Growth {
  if (daily.ruinedMs !== null) return "ruined";
  return logReturnsOf(daily).reduce((sum, step) => sum + step, 0) / yearsOfDays(daily);
}

/**
 * Returns of runs that follow one another, as of one investor: what is after a ruin is ruin. Starts where the first starts.
 * @throws TooFewError (E_TOO_FEW) for none; ConflictError (E_CONFIG_CONFLICT) where one starts before the last one's end.
 */
export function chained(runs: readonly DailyReturns[]): DailyReturns {
  if (runs.length === 0) {
    const hint = "a longer history has more";
    throw new TooFewError({ field: "runs", got: "none", want: "at least one run", hint });
  }
  runs.slice(1).forEach((run, i) => assertAfter(runs[i], run, i + 1));
  const ruinedMs = runs.find((run) => run.ruinedMs !== null)?.ruinedMs ?? null;
  const endMs = joined(runs.map((run) => run.endMs));
  const returns = joined(runs.map((run) => run.simpleReturns));
  const simpleReturns = returns.map((step, i) => (ruinedMs !== null && endMs[i] >= ruinedMs ? -1 : step));
  return { startMs: runs[0].startMs, endMs, simpleReturns, ruinedMs };
}

/** Index of the last close of each UTC day after the start. */
function dayEnds(closeMs: Float64Array): readonly number[] {
  const ends: number[] = [];
  for (let i = 1; i < closeMs.length; i++) {
    const last = i === closeMs.length - 1 || Math.ceil(closeMs[i] / DAY_MS) !== Math.ceil(closeMs[i + 1] / DAY_MS);
    if (last) ends.push(i);
  }
  return ends;
}

const joined = (columns: readonly Float64Array[]): Float64Array =>
  Float64Array.from(columns.flatMap((column) => [...column]));

function assertAfter(before: DailyReturns, after: DailyReturns, i: number): void {
  const endMs = before.endMs[before.endMs.length - 1];
  if (after.startMs >= endMs) return;
  throw new ConflictError({
    field: `runs[${i}].startMs`,
    got: String(after.startMs),
    want: `not before ${endMs}, where the run before it ends`,
    hint: "give runs that follow one another",
  });
}

function assertRun(closeMs: Float64Array, wealth: Float64Array): void {
  const count = closeMs.length;
  if (count < 2 || wealth.length !== count) {
    const got = `${count} times and ${wealth.length} values of wealth`;
    const hint = "give the columns of a run";
    throw new TooFewError({ field: "closeMs, wealth", got, want: "at least two of each, as many of both", hint });
  }
  wealth.forEach((value, i) => assertFinite(value, `wealth[${i}]`));
  closeMs.forEach((atMs, i) => {
    if (i === 0 ? Number.isFinite(atMs) && wealth[0] > 0 : atMs > closeMs[i - 1]) return;
    throw new OutOfRangeError({
      field: i === 0 ? "wealth[0]" : `closeMs[${i}]`,
      got: String(i === 0 ? wealth[0] : atMs),
      want: i === 0 ? "wealth above 0 at the start, and its time" : "a time after the one before it",
      hint: "give the columns of a run as they came",
    });
  });
}
