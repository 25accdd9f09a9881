import { ConflictError, DuplicateKeyError, MissingError } from "../../errors/index.js";
import { performanceOf } from "../../estimators/index.js";
import { chanceOfBeating, type ChanceOfBeating } from "./chance-of-beating.js";
import { growthAnnualOf, yearsOfDays, type DailyReturns, type Growth } from "./daily-returns.js";
import { deflatedSharpe, sharpeFigures, sharpeTrials, type SharpeTrials } from "./deflated-sharpe.js";
import { overfittingOf, type Overfitting, type OverfittingOptions } from "./overfitting.js";
import {
  expectedShortfallOf,
  percentileInterval,
  resampledFigures,
  stationaryBlockLength,
  type Interval,
  type ResampledFigures,
} from "./stationary-bootstrap.js";

/** A run to be judged. */
export interface RunToJudge {
  /** Name, no two the same. */
  readonly id: string;
  readonly daily: DailyReturns;
}

/** How runs are judged. */
export interface JudgeOptions {
  /** Histories drawn; 1,000 when left out. */
  readonly resamples?: number;
  /** Whole number; 1 when left out. */
  readonly seed?: number;
  /** Mean length of a block, days; left out: the longest that the returns of any run ask for, or their squares. */
  readonly blockLength?: number;
  /** What else was tried on the way to these runs, such as the rest of a sweep: it counts where luck is taken off. */
  readonly alsoTried?: readonly DailyReturns[];
  readonly overfitting?: OverfittingOptions;
}

/** A figure of this history, and the interval that holds it in 90 % of the drawn ones. */
export interface JudgedFigure extends Interval {
  readonly value: number;
}

/**
 * In short: ruined; or whether the 90 % interval of the growth over the baseline's lies above 0, below 0 or around it. Alone it
 * does not know how many policies were tried: `deflatedSharpe` and the overfitting of the set do.
 */
export type Verdict = "baseline" | "ruined" | "better" | "worse" | "undecided";

/** What can be said of one policy. Figures that a ruined run does not have are null. */
export interface PolicyJudgement {
  readonly id: string;
  readonly verdict: Verdict;
  /** Close at which wealth was gone, epoch ms UTC; null: it never was. */
  readonly ruinedMs: number | null;
  /** ln(end / start) a year. */
  readonly growthAnnual: Growth;
  readonly growthInterval: Interval | null;
  /** Highest fall from a peak at the days' closes, a fraction >= 0; 1 after ruin. */
  readonly drawdownMax: number;
  /** Where 90 % of the drawn histories have it: what else might have come if growth and volatility were what they were; nearer than what may come. */
  readonly drawdownInterval: Interval | null;
  /** Mean loss of the worst 2.5 % of days, a fraction. Its interval is too near where volatility clusters for months: few such months are in any history. */
  readonly expectedShortfall: JudgedFigure | null;
  /** Growth a year less the baseline's; null for the baseline itself, and where it was ruined. */
  readonly growthDifference: JudgedFigure | null;
  /** Chance to grow faster than the baseline over another history as long; null as `growthDifference`. */
  readonly beats: ChanceOfBeating | null;
  /** Mean over standard deviation of the daily returns x sqrt(days a year); null where they do not move. */
  readonly sharpeAnnual: number | null;
  /** Probability that the true Sharpe ratio is above what the best of all that was tried would show by luck. */
  readonly deflatedSharpe: number | null;
}

/** What a choice among these policies by their past is worth. */
export type OverfittingSummary = Omit<Overfitting, "logits">;

/** What can be said of several runs of one market, and how it was found. Plain data. */
export interface Judgement {
  readonly baselineId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly days: number;
  /** Days a year that have a close: 365 where the market never closes. */
  readonly daysPerYear: number;
  readonly resamples: number;
  readonly seed: number;
  /** Mean length of a drawn block, days. */
  readonly blockLength: number;
  readonly trials: SharpeTrials;
  /** Null for one policy alone, or fewer than two days a block. */
  readonly overfitting: OverfittingSummary | null;
  readonly policies: readonly PolicyJudgement[];
}

/**
 * Judges runs of several policies on one market's past against one of them: intervals by the stationary bootstrap of days, the
 * same drawn days for all; the chance to beat the baseline; the Sharpe ratio less what luck gives the best of all tried; and
 * how often the best of one half of the past is no good in the other.
 * @throws MissingError (E_MISSING) where no run has the baseline's name; DuplicateKeyError (E_DUPLICATE_KEY) for two of one
 * name; ConflictError (E_CONFIG_CONFLICT) where days differ; TooFewError (E_TOO_FEW) below 30 days; OutOfRangeError
 * (E_OUT_OF_RANGE) for an option.
 */
export function judged(runs: readonly RunToJudge[], baselineId: string, options: JudgeOptions = {}): Judgement {
  assertNames(runs, baselineId);
  const grid = runs
    .map(({ daily }) => daily)
    .reduce((long, each) => (each.endMs.length > long.endMs.length ? each : long));
  const { resamples = 1000, seed = 1 } = options;
  const columns = runs.map(({ id, daily }) => onDays(daily, grid, id));
  const tried = (options.alsoTried ?? []).map((daily, i) => onDays(daily, grid, `alsoTried[${i}]`));
  const alive = columns.filter((_, i) => runs[i].daily.ruinedMs === null);
  const blockLength = options.blockLength ?? longestBlock(alive);
  const trials = sharpeTrials([...columns, ...tried]);
  const drawn = alive.length === 0 ? [] : resampledFigures(alive, { blockLength, resamples, seed });
  const figures = columns.map((column) => (alive.includes(column) ? drawn[alive.indexOf(column)] : null));
  const days = grid.endMs.length;
  const years = yearsOfDays(grid);
  const at = runs.findIndex(({ id }) => id === baselineId);
  const common = { years, trials, baseline: growthOf(runs[at].daily, figures[at], years) };
  return {
    baselineId,
    startMs: grid.startMs,
    endMs: grid.endMs[days - 1],
    days,
    daysPerYear: days / years,
    resamples,
    seed,
    blockLength,
    trials,
    overfitting: overfittingSummary(columns, options.overfitting),
    policies: runs.map((run, i) => judgement(run, columns[i], figures[i], { ...common, isBaseline: i === at })),
  };
}

/** Growth a year in the history and in each drawn one. */
interface GrowthFigures {
  readonly value: number;
  readonly drawn: Float64Array;
}

/** What the judgement of one run needs of all. */
interface Common {
  readonly years: number;
  readonly trials: SharpeTrials;
  /** Null where it was ruined. */
  readonly baseline: GrowthFigures | null;
  readonly isBaseline: boolean;
}

function growthOf(daily: DailyReturns, drawn: ResampledFigures | null, years: number): GrowthFigures | null {
  const value = growthAnnualOf(daily);
  return value === "ruined" || drawn === null ? null : { value, drawn: drawn.logGrowth.map((each) => each / years) };
}

const ruined = {
  verdict: "ruined",
  growthAnnual: "ruined",
  growthInterval: null,
  drawdownMax: 1,
  drawdownInterval: null,
  expectedShortfall: null,
  growthDifference: null,
  beats: null,
  sharpeAnnual: null,
  deflatedSharpe: null,
} as const;

function judgement(
  { id, daily }: RunToJudge,
  returns: Float64Array,
  drawn: ResampledFigures | null,
  { years, trials, baseline, isBaseline }: Common,
): PolicyJudgement {
  const { ruinedMs } = daily;
  const growth = growthOf(daily, drawn, years);
  if (growth === null || drawn === null) return { ...ruined, id, ruinedMs };
  const sharpe = sharpeFigures(returns);
  const against = isBaseline || baseline === null ? null : differenceOf(growth, baseline);
  return {
    id,
    verdict: isBaseline ? "baseline" : verdictOf(against),
    ruinedMs,
    growthAnnual: growth.value,
    growthInterval: percentileInterval(growth.drawn),
    drawdownMax: performanceOf(returns, 1).drawdownMax,
    drawdownInterval: percentileInterval(drawn.drawdownMax),
    expectedShortfall: { value: expectedShortfallOf(returns), ...percentileInterval(drawn.expectedShortfall) },
    growthDifference: against === null ? null : { value: against.value, ...percentileInterval(against.drawn) },
    beats: against === null ? null : chanceOfBeating(against.value, against.drawn),
    sharpeAnnual: sharpe === null ? null : sharpe.sharpe * Math.sqrt(returns.length / years),
    deflatedSharpe: sharpe === null ? null : deflatedSharpe(sharpe, trials),
  };
}

const differenceOf = (growth: GrowthFigures, baseline: GrowthFigures): GrowthFigures => ({
  value: growth.value - baseline.value,
  drawn: growth.drawn.map((each, i) => each - baseline.drawn[i]),
});

/** Of a policy that was not ruined; null: the baseline was. */
function verdictOf(difference: GrowthFigures | null): Verdict {
  if (difference === null) return "better";
  const { low, high } = percentileInterval(difference.drawn);
  return low > 0 ? "better" : high < 0 ? "worse" : "undecided";
}

/**
 * The longest that log returns ask for, or their squares. Returns themselves hardly remember, so their own blocks are of a day or
 * two, which break up the months in which volatility stays high and make intervals of shortfalls far too narrow; the
 * longer blocks cost the intervals of growth nothing (both are shown on simulated GARCH in stationary-bootstrap.prove.ts).
 */
function longestBlock(columns: readonly Float64Array[]): number {
  const asked = columns.flatMap((returns) => {
    const logs = returns.map((step) => Math.log1p(step));
    return [stationaryBlockLength(logs), stationaryBlockLength(logs.map((step) => step * step))];
  });
  return Math.max(1, ...asked);
}

function overfittingSummary(
  columns: readonly Float64Array[],
  options: OverfittingOptions = {},
): OverfittingSummary | null {
  const { blocks = 16 } = options;
  if (columns.length < 2 || columns[0].length < 2 * blocks) return null;
  const { logits: _, ...summary } = overfittingOf(columns, options);
  return summary;
}

/** Returns on the days of `grid`; days from a ruin on are lost. @throws ConflictError (E_CONFIG_CONFLICT) where days differ. */
function onDays(daily: DailyReturns, grid: DailyReturns, id: string): Float64Array {
  const { endMs, simpleReturns, ruinedMs } = daily;
  const isLost = (atMs: number): boolean => ruinedMs !== null && atMs >= ruinedMs;
  return Float64Array.from(grid.endMs, (atMs, i) => {
    if (isLost(atMs)) return -1;
    if (atMs === endMs[i] && daily.startMs === grid.startMs && endMs.length <= grid.endMs.length)
      return simpleReturns[i];
    throw new ConflictError({
      field: id,
      got: `day ${i + 1} of ${endMs.length} ends at ${endMs[i] ?? "nothing"}`,
      want: `the days of the other runs, where it ends at ${atMs}`,
      hint: "run every policy over the same span of the same prices",
    });
  });
}

function assertNames(runs: readonly RunToJudge[], baselineId: string): void {
  const ids = runs.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) {
    const hint = "leave one out";
    throw new DuplicateKeyError({ field: "runs", got: twice, want: "names that differ", hint });
  }
  if (ids.includes(baselineId)) return;
  const got = ids.length === 0 ? "no run" : ids.join(", ");
  const hint = "give the run of the baseline too";
  throw new MissingError({ field: "baselineId", got, want: `a run named ${baselineId}`, hint });
}
