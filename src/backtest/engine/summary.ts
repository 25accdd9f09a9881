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
  const mean = Math.log(daily[count] / daily[0]) / count;
  let squares = 0;
  for (let k = 0; k < count; k++) squares += (Math.log(daily[k + 1] / daily[k]) - mean) ** 2;
  return Math.sqrt((squares / (count - 1)) * (count / years));
}

/** The largest of the daily losses, fractions, in descending order: kept in order as they come, for they are few. */
function worstOf(daily: Float64Array, size: number): Float64Array {
  const worst = new Float64Array(size).fill(-Infinity);
  for (let k = 1; k < daily.length; k++) {
    const loss = 1 - daily[k] / daily[k - 1];
    if (!(loss > worst[size - 1])) continue;
    let place = size - 1;
    for (; place > 0 && worst[place - 1] < loss; place--) worst[place] = worst[place - 1];
    worst[place] = loss;
  }
  return worst;
}

/** Mean loss of the worst 2.5 % of days, the last of them in part; null below 40 days. */
function expectedShortfallOf(daily: Float64Array): number | null {
  const count = daily.length - 1;
  if (count < DAYS_MIN) return null;
  const tail = TAIL * count;
  const worst = worstOf(daily, Math.ceil(tail));
  let sum = 0;
  for (let k = 0; k < worst.length; k++) sum += Math.min(1, tail - k) * worst[k];
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
