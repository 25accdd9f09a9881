/** Simulated paths as tail models: GARCH with Student-t innovations, and blocks of the bars themselves. */
import { barsLaw, dailyBars, garchLaw } from "../../src/estimators/index.js";
import { DAY_MS, HOUR_MS, YEAR_MS, yearsOf } from "../../src/model/index.js";
import { pricesFromColumns, type PriceSeries } from "../../src/series/index.js";
import type { PathOddsTerms } from "../../src/decision/index.js";

/** Paths of each law: more of the cheaper one. */
const PATHS = { garch: 1024, bars: 512 } as const;

/** Every path model: name and words. */
export const pathModels: Readonly<Record<keyof typeof PATHS, string>> = {
  garch: "GJR-GARCH(1,1) paths with Student-t innovations, of daily returns, from the volatility of the day",
  bars: "paths of the hourly bars so far in blocks, with their lows",
};

/** Daily closes of hourly bars. */
function dailyCloses(known: PriceSeries): PriceSeries {
  const { timeMs, barsEnd } = dailyBars(known);
  const close = Array.from(barsEnd, (end) => known.close[end - 1]);
  return pricesFromColumns({ time: Array.from(timeMs), close }, { barTime: "close" });
}

/** What a path model is asked at a date: a quarter, told each day. */
export function pathTerms(known: PriceSeries, atMs: number): Readonly<Record<keyof typeof PATHS, PathOddsTerms>> {
  const common = { horizonMs: 90 * DAY_MS, checkpoints: 90, seed: BigInt(atMs) };
  return {
    garch: { ...common, law: { ...garchLaw(dailyCloses(known)), stepYears: yearsOf(DAY_MS) }, paths: PATHS.garch },
    bars: { ...common, law: { ...barsLaw(known), stepYears: HOUR_MS / YEAR_MS }, paths: PATHS.bars },
  };
}
