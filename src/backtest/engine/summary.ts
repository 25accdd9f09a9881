import { YEAR_MS } from "../../model/index.js";
import { setBound } from "./check.js";
import type { BacktestSummary } from "./result.js";
import type { Run } from "./run-state.js";

/** Days of which the worst 2.5 % are at least one. */
const DAYS_MIN = 40;
const TAIL = 0.025;

/** What the loop counts bar by bar. */
export interface Course {
  /** Wealth at the start and at the last close of each day after it, quote currency. */
  readonly daily: Float64Array;
  readonly days: number;
  readonly drawdownMax: number;
  /** Sum of the leverage of all wealth at the closes after the start, and how many. */
  readonly leverageSum: number;
  readonly bars: number;
  readonly wealthEnd: number;
  readonly endMs: number;
  readonly ruinedMs: number | null;
}

/** Standard deviation of the daily log changes over a year of so many changes as passed; null below two. */
function volatilityOf(daily: Float64Array, years: number): number | null {
  const count = daily.length - 1;
  if (count < 2) return null;
  const changes = Float64Array.from({ length: count }, (_, k) => Math.log(daily[k + 1] / daily[k]));
  const mean = changes.reduce((sum, change) => sum + change, 0) / count;
  const squares = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0);
  return Math.sqrt((squares / (count - 1)) * (count / years));
}

/** Mean loss of the worst 2.5 % of days, the last of them in part; null below 40 days. */
function expectedShortfallOf(daily: Float64Array): number | null {
  const count = daily.length - 1;
  if (count < DAYS_MIN) return null;
  const losses = Float64Array.from({ length: count }, (_, k) => 1 - daily[k + 1] / daily[k]).sort();
  const tail = TAIL * count;
  let sum = 0;
  for (let k = 0; k < tail; k++) sum += Math.min(1, tail - k) * losses[count - 1 - k];
  return Math.max(0, sum / tail);
}

/** What a summary reads of a run. */
export type SummarisedRun = Pick<Run, "bound" | "liquidations" | "trades" | "tooSmall" | "turnover"> & {
  readonly view: Pick<Run["view"], "startMs">;
};

/** The figures of a run that is over. */
export function summaryOf(run: SummarisedRun, wealthStart: number, course: Course): BacktestSummary {
  const { startMs } = run.view;
  const { endMs, wealthEnd, ruinedMs } = course;
  const years = (endMs - startMs) / YEAR_MS;
  const daily = course.daily.subarray(0, course.days);
  const isAlive = ruinedMs === null;
  setBound(run, null, endMs);
  const timeBoundBy = Object.fromEntries(
    [...run.bound.spent].map(([name, spentMs]) => [name, spentMs / (endMs - startMs)]),
  );
  return {
    ...{ startMs, endMs, wealthStart, wealthEnd, ruinedMs, timeBoundBy },
    growthAnnual: isAlive ? Math.log(wealthEnd / wealthStart) / years : null,
    volatilityAnnual: isAlive ? volatilityOf(daily, years) : null,
    drawdownMax: isAlive ? course.drawdownMax : 1,
    expectedShortfall: isAlive ? expectedShortfallOf(daily) : null,
    liquidations: run.liquidations,
    trades: run.trades,
    tooSmall: run.tooSmall,
    turnoverAnnual: run.turnover / years,
    leverageRatioMean: course.leverageSum / course.bars,
  };
}
