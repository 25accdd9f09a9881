import { assertPositive } from "../errors/index.js";
import { DAY_MS } from "../model/index.js";
import type { PolicyKind } from "./kind.js";
import { numberIn } from "./policy-values.js";
import { leverageWord, percentWord } from "./policy-words.js";
import type { TradingPolicy } from "./policy.js";
import { assertSteering, steered, steeringFields, type Steering } from "./steering.js";

/** Settings of `volatilityTargetPolicy`. */
export interface VolatilityTargetSettings extends Steering {
  /** Volatility a year wanted of wealth, a fraction > 0. */
  readonly volatilityAnnual: number;
  /** Half-life of the exponentially weighted volatility of the price, ms. */
  readonly halfLifeMs: number;
}

const SOURCE =
  "volatility target: leverage = target / volatility (Harvey et al. 2018; Moreira & Muir 2017, who scale by variance)";

/**
 * Wants target / volatility of the asset, long. It opens again after a liquidation. A price that has not moved at all has
 * the largest leverage wanted.
 * @throws NotFiniteError (E_NOT_FINITE), OutOfRangeError (E_OUT_OF_RANGE) naming the setting.
 */
export function volatilityTargetPolicy(settings: VolatilityTargetSettings): TradingPolicy {
  const { volatilityAnnual, halfLifeMs, leverageRatioMax } = settings;
  assertPositive(volatilityAnnual, "volatility");
  assertPositive(halfLifeMs, "halfLife");
  assertSteering(settings);
  const terms = { because: "volatility has moved the leverage wanted", boundBy: null };
  return {
    id: "volatility-target",
    label: `volatility target ${percentWord(volatilityAnnual)}, at most ${leverageWord(leverageRatioMax)}`,
    source: SOURCE,
    signals: [{ kind: "volatility", halfLifeMs }],
    estimates: null,
    rules: [],
    adjust: (view) => steered(view, volatilityAnnual / view.signals[0], settings, terms),
  };
}

/** "volatility-target" by name. */
export const volatilityTargetKind: PolicyKind = {
  id: "volatility-target",
  summary: "Holds the leverage at which wealth has the volatility wanted.",
  source: SOURCE,
  fields: {
    volatility: { kind: "fraction", what: "volatility a year wanted of wealth" },
    halfLife: { kind: "duration", what: "half-life of the measured volatility", default: 30 * DAY_MS },
    ...steeringFields,
  },
  of: (values) =>
    volatilityTargetPolicy({
      volatilityAnnual: numberIn(values, "volatility"),
      halfLifeMs: numberIn(values, "halfLife"),
      leverageRatioMax: numberIn(values, "max"),
      width: numberIn(values, "width"),
    }),
};
