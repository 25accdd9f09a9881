import { YEAR_MS, yearsOf, type MoveLaw, type MovesLaw } from "../model/index.js";
import type { PriceSeries } from "../series/index.js";
import { regimeVolatility } from "./regime-volatility.js";
import type { RegimeOptions } from "./regimes.js";

/** How the law is fitted. */
export interface StatesLawOptions extends Partial<RegimeOptions> {
  /** Odds of the states that paths begin with: those after the last price ("now", when left out), or the long run's shares. */
  readonly start?: "now" | "mean" | undefined;
}

/**
 * Two states of volatility (or three) fitted to the log returns of a series, as a law of paths that holds for any step: moves
 * within a state are normal, and the chances of switching over a step are in proportion to its part of a bar. Daily bars
 * serve hourly steps well: states last for days.
 * @throws what regimeVolatility throws.
 */
export function statesLaw(series: PriceSeries, { states = 2, start = "now" }: StatesLawOptions = {}): MovesLaw {
  const { parameters, fit } = regimeVolatility(series, { states, horizonMs: series.intervalMs });
  const driftAnnual = (fit.mean.value * YEAR_MS) / parameters.stepMs;
  const laws = parameters.states.map(({ volatilityAnnual }): MoveLaw => ({
    kind: "normal",
    driftAnnual,
    volatilityAnnual,
  }));
  return {
    kind: "moves",
    moves: {
      laws,
      switchYears: yearsOf(parameters.stepMs),
      switching: parameters.transition,
      start: parameters.states.map(({ share, probabilityNow }) => (start === "now" ? probabilityNow : share)),
    },
    source: `${states} states of volatility of ${series.source}`,
  };
}
