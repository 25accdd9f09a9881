/** The volatility and tail models that are compared: what each says at a date, of what was known by then. */
import {
  closeToCloseVolatility,
  dailyBars,
  estimatesFromPrices,
  fitRegimes,
  horizonVolatility,
  ewmaVolatility,
  varianceHalfLifeMs,
} from "../../src/estimators/index.js";
import type { Stop } from "../../src/backtest/index.js";
import {
  DAY_MS,
  HOUR_MS,
  YEAR_MS,
  gapAsExpected,
  stated,
  type Estimates,
  type VolatilityStates,
} from "../../src/model/index.js";
import type { PriceSeries } from "../../src/series/index.js";
import { forecastsOf, type Forecasts } from "./volatility-models.js";

/** What a model says for one horizon. */
export type Said = Partial<Estimates>;

/** What the models say at one stop. */
export interface Statement {
  /** What the command makes of the prices, rates aside. */
  readonly estimates: Estimates;
  /** By model, for one horizon. */
  said(model: string, horizonMs: number): Said;
}

/** Forecasters whose own past errors are taken as the law of the volatility over the horizon. */
const WITH_ERRORS = ["long-run", "ewma-94", "har", "garch-t", "gjr-t", "regimes"] as const;

/** Every model: name and words, in the order of the tables. */
export const models: Readonly<Record<string, string>> = {
  default: "what the command states: a line learnt from how volatility followed, by horizon",
  before: "what it stated before: the volatility of a year ahead, with the error of that estimate",
  horizon: "the same volatility for the horizon asked",
  plain: "close-to-close volatility so far, taken as known",
  states: "the volatility of a year ahead, with two fitted states of it (clustering)",
  ...{ "long-run": "close-to-close volatility so far, with the law of its own past errors" },
  ...{ "ewma-94": "exponentially weighted 0.94 a day, with the same" },
  har: "HAR on the last day, week and month, with the same",
  ...{ "garch-t": "GARCH(1,1), Student-t, with the same", "gjr-t": "GJR(1,1,1), Student-t, with the same" },
  regimes: "two states of volatility, their odds of the day, with the same",
};

/** Models whose odds are judged in every position; the others are judged on longs left alone. */
export const mainModels: readonly string[] = ["default", "before", "plain"];

/** States of volatility fitted to daily returns, about once a year. */
function statesFitter(): (known: PriceSeries, atMs: number) => VolatilityStates {
  let fitted: { readonly atMs: number; readonly states: VolatilityStates } | null = null;
  return (known, atMs) => {
    if (fitted !== null && atMs - fitted.atMs < YEAR_MS) return fitted.states;
    const fit = fitRegimes(dailyBars(known).logReturns, { states: 2 });
    const states = {
      multiples: fit.states.map(({ standardDeviation }) => standardDeviation.value),
      switchMs: DAY_MS,
      switching: fit.transition.map((row) => row.map(({ value }) => value)),
      source: known.source,
    };
    fitted = { atMs, states };
    return states;
  };
}

/** The default with gaps as often as expected, in place of the upper limit of their rate: for watched liquidation alone. */
export const EXPECTED_GAPS = "expected gaps";

/** A volatility alone, the rest as the command has it. */
const alone = (volatilityAnnual: Estimates["volatilityAnnual"], more: Said = {}): Said => ({
  volatilityAnnual,
  volatilityTerm: null,
  ...more,
});

/** What the models say at each stop of a walk. Forecasters run once over the series, each day with the days before alone: a test replaces what comes later by noise. */
export function statements(series: PriceSeries, horizonsMs: readonly number[]): (stop: Stop) => Statement {
  const forecasts = new Map<number, Map<string, Forecasts>>(
    horizonsMs.map((horizonMs) => [horizonMs, forecastsOf(series, horizonMs, WITH_ERRORS)]),
  );
  const statesAt = statesFitter();
  return ({ known, atMs }) => {
    const estimates = estimatesFromPrices(known, {
      ...{ horizonMs: YEAR_MS, reactionMs: HOUR_MS, borrowRateAnnual: stated(0), lendRateAnnual: stated(0) },
    });
    const [longRun, current] = [closeToCloseVolatility(known), ewmaVolatility(known)];
    const before = alone(estimates.volatilityAnnual);
    const volatilityStates = statesAt(known, atMs);
    const over = (horizonMs: number) =>
      horizonVolatility({ longRun, current, horizonMs, reversionHalfLifeMs: varianceHalfLifeMs });
    return {
      estimates,
      said: (model, horizonMs) => {
        if (model === "default") return {};
        if (model === EXPECTED_GAPS) return { gap: gapAsExpected(estimates.gap) };
        if (model === "before") return before;
        if (model === "horizon") return alone(over(horizonMs));
        if (model === "plain") return alone(stated(longRun.value), { driftAnnual: null, driftBasis: "none" });
        if (model === "states") return alone(estimates.volatilityAnnual, { volatilityStates });
        const found = forecasts.get(horizonMs)?.get(model)?.get(atMs);
        if (found === undefined) throw new Error(`no forecast of ${model} at ${new Date(atMs).toISOString()}`);
        return alone(found.predictive);
      },
    };
  };
}
