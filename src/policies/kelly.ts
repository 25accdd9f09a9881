import { spreadLeverageRatio } from "../decision/index.js";
import { assertInRange, assertPositive } from "../errors/index.js";
import { DAY_MS, type BoundBy, type MarketState } from "../model/index.js";
import type { PolicyField, PolicyKind, PolicyValues } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { durationWord, percentWord } from "./policy-words.js";
import type { Signal, TradingPolicy } from "./policy.js";
import { assertSteering, steered, steeringFields, type Steering } from "./steering.js";
import { HOLD } from "./view.js";

/** Settings of `kellyPolicy`. */
export interface KellySettings extends Steering {
  /** Part of Kelly's leverage that is taken, in (0, 1]: .5 is half-Kelly. */
  readonly fraction: number;
  /** Past from which drift and variance are measured and taken at their word, ms. */
  readonly windowMs: number;
}

const SOURCE =
  "plug-in Kelly: (drift - rate) / variance, by the lend rate below 1x and the borrow rate above (Kelly 1956, Merton 1971, Thorp 2006)";

/** Drift and volatility over one window, in the order in which `kellyLeverageRatio` takes them. */
export const kellySignals = (windowMs: number): readonly Signal[] => [
  { kind: "drift", windowMs },
  { kind: "window-volatility", windowMs },
];

/**
 * Kelly's long leverage ratio, >= 0, at a measured drift and volatility a year and the rates in force: mathematics A1. At a
 * venue with funding all of the notional pays it and all of the equity earns the lend rate, so that nothing changes at 1x.
 * Null where the price has not moved, and nothing is known.
 */
export function kellyLeverageRatio(state: MarketState, driftAnnual: number, volatilityAnnual: number): number | null {
  if (volatilityAnnual === 0) return null;
  const { lendRateAnnual, fundingRateAnnual, yieldAnnual } = state;
  const earned = driftAnnual + yieldAnnual;
  if (fundingRateAnnual === null)
    return spreadLeverageRatio({
      driftAnnual: earned,
      lendRateAnnual,
      borrowRateAnnual: state.borrowRateAnnual,
      volatilityAnnual,
    });
  const excess = { driftAnnual: earned - fundingRateAnnual, lendRateAnnual: 0, borrowRateAnnual: 0 };
  return spreadLeverageRatio({ ...excess, volatilityAnnual });
}

/** @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting */
export function assertKelly(settings: KellySettings): void {
  assertInRange(settings.fraction, "fraction", { min: Number.MIN_VALUE, max: 1, want: "above 0 % and up to 100 %" });
  assertPositive(settings.windowMs, "window");
  assertSteering(settings);
}

/** "half-Kelly", "Kelly" or "25 % of Kelly". */
export function kellyWord(fraction: number): string {
  if (fraction === 1) return "Kelly";
  return fraction === 0.5 ? "half-Kelly" : `${percentWord(fraction)} of Kelly`;
}

/** What fixed Kelly's leverage: growth, or the step from the lend to the borrow rate at 1x. */
const boundByOf = (kelly: number): BoundBy => (kelly === 1 ? "borrow-spread" : "growth");

/**
 * Wants a part of Kelly's leverage at the drift and variance measured over the window, as if they were known: what people
 * use, and what an uncertain drift makes of it. Long only: a drift below the rates holds nothing. It opens again after a
 * liquidation.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting.
 */
export function kellyPolicy(settings: KellySettings): TradingPolicy {
  assertKelly(settings);
  const { fraction, windowMs } = settings;
  const because = `${kellyWord(fraction)} has moved`;
  return {
    id: "kelly",
    label: `${kellyWord(fraction)} over ${durationWord(windowMs)}`,
    source: SOURCE,
    signals: kellySignals(windowMs),
    estimates: null,
    rules: [],
    adjust: (view) => {
      const kelly = kellyLeverageRatio(view.state, view.signals[0], view.signals[1]);
      return kelly === null ? HOLD : steered(view, fraction * kelly, settings, { because, boundBy: boundByOf(kelly) });
    },
  };
}

/** Settings by which every policy on Kelly's leverage is asked for. */
export const kellyFields: Readonly<Record<string, PolicyField>> = {
  fraction: { kind: "fraction", what: "part of Kelly's leverage that is taken; 50% is half-Kelly", default: 1 },
  window: { kind: "duration", what: "past from which drift and variance are measured", default: 365 * DAY_MS },
  ...steeringFields,
};

/** Those settings. @throws MissingError (E_MISSING), NotANumberError (E_NOT_A_NUMBER) naming the setting */
export const kellySettings = (values: PolicyValues): KellySettings => ({
  fraction: numberIn(values, "fraction"),
  windowMs: numberIn(values, "window"),
  leverageRatioMax: numberIn(values, "max"),
  width: numberIn(values, "width"),
});

/** "kelly" by name. */
export const kellyKind: PolicyKind = {
  id: "kelly",
  summary: "Holds Kelly's leverage, or a part of it, at the drift and variance of the past window.",
  source: SOURCE,
  fields: kellyFields,
  of: (values) => kellyPolicy(kellySettings(values)),
};
